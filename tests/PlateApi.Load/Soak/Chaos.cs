using System.Diagnostics;
using System.Runtime.CompilerServices;
using PlateRecognition.Inference;

namespace PlateApi.Load.Soak;

/// <summary>
/// What may go wrong where ONNX Runtime is called: runs that take long, fail once or hang, and sessions that fail from some run on, until they are replaced. By count
/// and clock, not by chance: two hangs at once, of two places, are more than the service is made to stand. Thread-safe.
/// </summary>
internal sealed class Chaos
{
    /// <summary>How long a run may take here: shorter than in the service, so that hangs are given up often.</summary>
    public static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a slow run waits before it runs.</summary>
    public static readonly TimeSpan SlowBy = TimeSpan.FromMilliseconds(150);

    // Of runs of all networks. None divides another, and none is near a multiple of another.
    private const int SlowEvery = 53, FailEvery = 997, BreakEvery = 401;

    // Given up and over before the next one begins.
    private static readonly TimeSpan HangFor = TimeSpan.FromSeconds(8), HangEvery = TimeSpan.FromSeconds(40);

    private readonly ConditionalWeakTable<NetworkSession, object> _broken = [];
    private int _runs, _slow, _failed, _sessions, _hung;
    private long _nextHang = long.MaxValue;

    /// <summary>What was done so far.</summary>
    public ChaosCounts Counts => new(Volatile.Read(ref _slow), Volatile.Read(ref _failed), Volatile.Read(ref _sessions), Volatile.Read(ref _hung));

    private bool HasBegun => Volatile.Read(ref _nextHang) != long.MaxValue;

    /// <summary>Begins; until then all runs are ONNX Runtime's own.</summary>
    public void Begin() => Volatile.Write(ref _nextHang, Soon(HangEvery / 4));

    /// <summary>Runs a batch, or spoils it.</summary>
    public string? Run(NetworkSession session, BatchMemory memory, int count)
    {
        if (!HasBegun)
            return session.Run(memory, count);
        if (_broken.TryGetValue(session, out _))
            return "chaos: this session is broken";
        var run = Interlocked.Increment(ref _runs);
        if (run % BreakEvery == 0)
        {
            _broken.AddOrUpdate(session, this);
            Interlocked.Increment(ref _sessions);
            return "chaos: this session breaks";
        }

        if (run % FailEvery == 0)
        {
            Interlocked.Increment(ref _failed);
            return "chaos: this run fails";
        }

        if (IsHangDue())
        {
            Interlocked.Increment(ref _hung);
            Thread.Sleep(HangFor);
        }
        else if (run % SlowEvery == 0)
        {
            Interlocked.Increment(ref _slow);
            Thread.Sleep(SlowBy);
        }

        return session.Run(memory, count);
    }

    private static long Soon(TimeSpan time) => Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);

    // For one of those who ask at the same time.
    private bool IsHangDue()
    {
        var next = Volatile.Read(ref _nextHang);
        return Stopwatch.GetTimestamp() >= next && Interlocked.CompareExchange(ref _nextHang, Soon(HangEvery), next) == next;
    }
}

/// <summary>What was done to a service's networks.</summary>
/// <param name="Slow">Runs that waited before they ran.</param>
/// <param name="Failed">Runs that failed once, on a session that works.</param>
/// <param name="Broken">Sessions that failed from then on.</param>
/// <param name="Hung">Runs that hung until they were given up.</param>
internal sealed record ChaosCounts(int Slow, int Failed, int Broken, int Hung)
{
    /// <summary>
    /// Pictures that may fail for it, each with 503 and Retry-After: a run that fails once on a session that works is taken for the picture's fault, and a run
    /// that is given up takes its batch with it. What a broken session fails is run again on the next.
    /// </summary>
    public int MostFailures => Failed + Hung * new InferenceOptions().LargestBatch;
}
