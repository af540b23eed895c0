using System.Diagnostics;

namespace PlateApi.Benchmarks;

/// <summary>What many runs of one step took, in milliseconds.</summary>
/// <param name="Least">Of a clock on the wall, the shortest run.</param>
/// <param name="Median">Likewise, the median.</param>
/// <param name="P95">Likewise, the 95th percentile.</param>
/// <param name="Processor">Time of processors that the process took, the median: what else the machine does hardly touches it.</param>
internal sealed record Timing(double Least, double Median, double P95, double Processor)
{
    public static Timing Of(IEnumerable<double> milliseconds, IEnumerable<double> processor)
    {
        var (wall, taken) = (milliseconds.Order().ToList(), processor.Order().ToList());
        return new Timing(wall[0], wall[wall.Count / 2], wall[(int)(wall.Count * 0.95)], taken[taken.Count / 2]);
    }

    /// <summary>For each of so many.</summary>
    public Timing DividedBy(int count) => new(Least / count, Median / count, P95 / count, Processor / count);
}

/// <summary>Times steps that take turns.</summary>
internal sealed class StepTimes(params string[] steps)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(2);

    private readonly List<double>[] _wall = [.. steps.Select(_ => new List<double>())], _processor = [.. steps.Select(_ => new List<double>())];
    private long _mark;
    private TimeSpan _taken;
    private int _next;
    private bool _isKept;

    /// <summary>What was measured.</summary>
    public IReadOnlyList<(string Step, Timing Timing)> Results => [.. steps.Select((step, at) => (step, Timing.Of(_wall[at], _processor[at])))];

    /// <summary>Begins a round.</summary>
    /// <param name="isKept">False to warm up.</param>
    public void Begin(bool isKept)
    {
        (_next, _isKept) = (0, isKept);
        Mark();
    }

    /// <summary>Ends a step, and begins the next.</summary>
    public void Lap()
    {
        var wall = Stopwatch.GetElapsedTime(_mark);
        // The system counts what other threads took when they come to rest.
        Thread.Sleep(Rest);
        var processor = Environment.CpuUsage.TotalTime - _taken;
        if (_isKept)
        {
            _wall[_next].Add(wall.TotalMilliseconds);
            _processor[_next].Add(processor.TotalMilliseconds);
        }

        _next++;
        Mark();
    }

    private void Mark() => (_mark, _taken) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
}
