using System.Globalization;

namespace PlateApi.Load;

/// <summary>What a load of one strength came to.</summary>
/// <param name="Mode">"closed" or "poisson".</param>
/// <param name="Level">Clients, or requests a second.</param>
/// <param name="IsStable">Whether the windows agreed; else it ended at a bound.</param>
/// <param name="Windows">The last windows: what is reported.</param>
internal sealed record LoadResult(string Mode, double Level, bool IsStable, IReadOnlyList<Window> Windows)
{
    private readonly double[] _latencies = [.. Windows.SelectMany(window => window.Answers).Where(answer => answer.IsGood).Select(answer => answer.Latency).Order()];

    /// <summary>Answers of all kinds.</summary>
    public int Count => Windows.Sum(window => window.Answers.Count);

    /// <summary>Good answers a second.</summary>
    public double Throughput => _latencies.Length / Windows.Sum(window => window.Seconds);

    /// <summary>Mean latency of good answers, in milliseconds.</summary>
    public double Mean => _latencies.DefaultIfEmpty(double.NaN).Average();

    /// <summary>How many answers there were of each status; 0 stands for none.</summary>
    public IReadOnlyDictionary<int, int> Statuses
        => Windows.SelectMany(window => window.Answers).GroupBy(answer => answer.Status).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Mean times of the service's steps.</summary>
    public ServerSplit Split => new(MeanOf(split => split.Decode), MeanOf(split => split.Detect), MeanOf(split => split.Queue), MeanOf(split => split.Read), MeanOf(split => split.Total));

    /// <summary>The latency that a share of good answers stay within, exactly: the nearest rank.</summary>
    public double Percentile(double share)
        => _latencies.Length == 0 ? double.NaN : _latencies[Math.Clamp((int)Math.Ceiling(share * _latencies.Length) - 1, 0, _latencies.Length - 1)];

    /// <summary>The CSV's first line.</summary>
    public const string Header = "mode,level,stable,answers,good_per_second,mean_ms,p50_ms,p90_ms,p95_ms,p99_ms,max_ms,decode_ms,detect_ms,queue_ms,read_ms,server_ms,outside_ms,statuses";

    /// <summary>A line of CSV.</summary>
    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Mode},{Level},{(IsStable ? "true" : "false")},{Count},{Throughput:0.##},{Mean:0.##},{Percentile(0.5):0.##},{Percentile(0.9):0.##},{Percentile(0.95):0.##},{Percentile(0.99):0.##},{Percentile(1):0.##},{Split.Decode:0.##},{Split.Detect:0.##},{Split.Queue:0.##},{Split.Read:0.##},{Split.Total:0.##},{Mean - Split.Total:0.##},{string.Join(' ', Statuses.Select(pair => $"{pair.Key}:{pair.Value}"))}");

    private double MeanOf(Func<ServerSplit, double> step)
        => Windows.SelectMany(window => window.Answers).Where(answer => answer.IsGood).Select(answer => step(answer.Split)).DefaultIfEmpty().Average();
}
