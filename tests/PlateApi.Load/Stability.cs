namespace PlateApi.Load;

/// <summary>A stretch of time and the answers that came in it.</summary>
internal sealed record Window(double Seconds, IReadOnlyList<Answer> Answers)
{
    /// <summary>Good answers a second.</summary>
    public double Throughput => Answers.Count(answer => answer.IsGood) / Seconds;

    /// <summary>Mean latency of good answers, in milliseconds; 0 without any.</summary>
    public double Latency => Answers.Where(answer => answer.IsGood).Select(answer => answer.Latency).DefaultIfEmpty().Average();
}

/// <summary>
/// When a measurement has settled, as Triton's perf_analyzer has it: over the last three windows the largest and the smallest throughput are
/// within a share of each other, and so are the mean latencies. Pure.
/// </summary>
internal static class Stability
{
    /// <summary>Windows that must agree.</summary>
    public const int Windows = 3;

    /// <summary>Whether the last windows agree.</summary>
    /// <param name="windows">All windows so far.</param>
    /// <param name="share">How much the largest may be above the smallest, 0.1 for a tenth.</param>
    public static bool IsReached(IReadOnlyList<Window> windows, double share)
    {
        if (windows.Count < Windows)
            return false;
        var last = windows.TakeLast(Windows).ToList();
        return Agree(last.Select(window => window.Throughput), share) && Agree(last.Select(window => window.Latency), share);
    }

    private static bool Agree(IEnumerable<double> values, double share) => values.Min() > 0 && values.Max() / values.Min() <= 1 + share;
}
