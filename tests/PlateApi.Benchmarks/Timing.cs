namespace PlateApi.Benchmarks;

/// <summary>What many runs of one step took, in milliseconds.</summary>
internal sealed record Timing(double Median, double P95, int Count)
{
    public static Timing Of(List<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return new Timing(sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.95)], sorted.Count);
    }
}
