namespace PlateRecognition.Inference;

/// <summary>What a pool has run since it was opened, in Triton's meaning: what failed is not among it.</summary>
/// <param name="Items">Items that were answered.</param>
/// <param name="Batches">Runs of the network by the size of their batch, from 1 on.</param>
/// <param name="Waiting">The time that answered items waited for a place, added up.</param>
/// <param name="Running">The time that batches ran, added up, once for each of their items.</param>
/// <param name="Pending">Items that wait for a place now.</param>
public sealed record InferenceFigures(long Items, IReadOnlyList<long> Batches, TimeSpan Waiting, TimeSpan Running, int Pending);

/// <summary>Counts for <see cref="InferenceFigures"/>, on all threads that run. Thread-safe.</summary>
internal sealed class InferenceCounters(int largestBatch)
{
    private readonly long[] _batches = new long[largestBatch];
    private long _items, _waiting, _running;

    /// <summary>A batch was answered.</summary>
    /// <param name="size">Its items.</param>
    /// <param name="took">How long it ran.</param>
    public void Ran(int size, TimeSpan took)
    {
        Interlocked.Increment(ref _batches[size - 1]);
        Interlocked.Add(ref _items, size);
        Interlocked.Add(ref _running, size * took.Ticks);
    }

    /// <summary>An item of it had waited.</summary>
    public void Waited(TimeSpan time) => Interlocked.Add(ref _waiting, time.Ticks);

    /// <summary>The counts by now.</summary>
    public InferenceFigures Read(int pending)
    {
        var batches = new long[_batches.Length];
        for (var size = 0; size < batches.Length; size++)
            batches[size] = Interlocked.Read(ref _batches[size]);
        return new InferenceFigures(Interlocked.Read(ref _items), batches, new TimeSpan(Interlocked.Read(ref _waiting)), new TimeSpan(Interlocked.Read(ref _running)), pending);
    }
}
