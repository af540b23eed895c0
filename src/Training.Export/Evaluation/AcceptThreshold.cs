namespace Training.Export.Evaluation;

/// <summary>Chooses the confidence from which a model stands by what it read.</summary>
public static class AcceptThreshold
{
    /// <summary>A threshold that no confidence reaches, far enough above 1 to stay there when a manifest rounds it.</summary>
    public const double Nothing = 1.01;

    /// <summary>The lowest confidence at which the reads at or above it are right often enough.</summary>
    /// <param name="reads">Confidence of each read and whether it was right.</param>
    /// <param name="precision">Share that must be right, 0 to 1.</param>
    /// <returns>The threshold; <see cref="Nothing"/> when no confidence reaches the precision.</returns>
    public static double For(IEnumerable<(double Confidence, bool Right)> reads, double precision)
    {
        var threshold = Nothing;
        var (accepted, right) = (0, 0);
        foreach (var group in reads.GroupBy(read => read.Confidence).OrderByDescending(group => group.Key))
        {
            accepted += group.Count();
            right += group.Count(read => read.Right);
            if (right >= precision * accepted)
                threshold = group.Key;
        }

        return threshold;
    }
}
