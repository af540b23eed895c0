namespace Training.Export.Evaluation;

/// <summary>Chooses the confidence from which a model stands by what it read.</summary>
public static class AcceptThreshold
{
    /// <summary>The lowest confidence at which the reads at or above it are right often enough.</summary>
    /// <param name="reads">Confidence of each read and whether it was right.</param>
    /// <param name="precision">Share that must be right, 0 to 1.</param>
    /// <returns>The threshold; above 1 when no confidence reaches the precision, so that nothing is accepted.</returns>
    public static double For(IEnumerable<(double Confidence, bool Right)> reads, double precision)
    {
        var threshold = 1.0 + 1e-6;
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
