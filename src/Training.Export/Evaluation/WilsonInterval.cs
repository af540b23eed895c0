namespace Training.Export.Evaluation;

/// <summary>The 95 % Wilson score interval of a share (Wilson, "Probable inference", 1927).</summary>
/// <param name="Low">Lower bound, 0 to 1.</param>
/// <param name="High">Upper bound, 0 to 1.</param>
public readonly record struct WilsonInterval(double Low, double High)
{
    /// <summary>The interval of <paramref name="successes"/> out of <paramref name="count"/>; 0 to 1 when nothing was counted.</summary>
    public static WilsonInterval Of(int successes, int count)
    {
        if (count == 0)
            return new(0, 1);

        const double Z = 1.959963984540054;
        var (n, share) = ((double)count, successes / (double)count);
        var centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return new(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
