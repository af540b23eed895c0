using System.Collections.Concurrent;

namespace PlateRecognition.Inference;

/// <summary>
/// One network, and the places where it runs. Runs that come together make batches: when a place frees, what waits for it runs at
/// once. A session that breaks or hangs is replaced. Knows tensors only, neither pictures nor texts. Thread-safe; an
/// <see cref="AdmissionGate"/> bounds its callers.
/// </summary>
public sealed class InferencePool : IDisposable
{
    // A batch with more input than this gains nothing over its items one by one, measured on a CPU: it no longer fits the cache.
    private const int MostBatchBytes = 512 * 1024;

    private readonly ConcurrentBag<RunMemory> _idle = [];
    private readonly BatchScheduler _scheduler;
    private readonly WorkerPlaces _places;
    private readonly TensorSpec _input;
    private readonly IReadOnlyList<TensorSpec> _outputs;
    private readonly TimeProvider _time;
    private int _beingFilled, _disposed;

    private InferencePool(Func<NetworkSession> open, TensorSpec input, IReadOnlyList<TensorSpec> outputs, InferenceOptions options, TimeProvider time, NativeRun native)
    {
        (_input, _outputs, _time) = (input, outputs, time);
        var session = open();
        LargestBatch = session.IsBatchFree ? Math.Clamp(MostBatchBytes / input.Elements, 1, options.LargestBatch) : 1;
        var guard = new GuardedSession(new SessionKeeper(session, open), native, time);
        _scheduler = new BatchScheduler(LargestBatch, options.BatchDelay, time, guard.Dispose);
        _places = new WorkerPlaces(_scheduler, guard, () => new BatchMemory(input, outputs, LargestBatch), options, time);
    }

    /// <summary>Where the network runs, as answers and health say it.</summary>
    public string ExecutionProvider { get; } = "cpu";

    /// <summary>Items that run together at the most: the option's, or fewer for a network with a large input or a fixed batch.</summary>
    public int LargestBatch { get; }

    /// <summary>How it is.</summary>
    public PoolState State => _places.State;

    /// <summary>Done when it is <see cref="PoolState.Lost"/>: the process had better end, so that another takes its place.</summary>
    public Task Lost => _places.Lost;

    /// <summary>Opens a network and checks it against what its manifest says.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="input">Name and shape of the input for one item, e.g. (1, 64, 192, 3), uint8.</param>
    /// <param name="outputs">Names and shapes of the outputs for one item, e.g. (1, 10, 37), float; one at least.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <exception cref="InvalidDataException">The file cannot be opened or is another network; the message lists every difference.</exception>
    public static InferencePool Open(string modelPath, TensorSpec input, IReadOnlyList<TensorSpec> outputs, InferenceOptions options, TimeProvider time)
        => Open(modelPath, input, outputs, options, time, static (session, memory, count) => session.Run(memory, count));

    /// <summary>A run with memory of its own; dispose it to give the memory back.</summary>
    /// <param name="priority">Who goes first when there are more runs than places.</param>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public InferenceRun Rent(RunPriority priority = RunPriority.Interactive)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        Interlocked.Increment(ref _beingFilled);
        return new InferenceRun(this, _idle.TryTake(out var memory) ? memory : new RunMemory(_input, _outputs), priority, _time);
    }

    /// <summary>Takes no more runs; closes the session once those under way have ended. What waits for a place fails: close the gate first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _idle.Clear();
        _places.Dispose();
        _scheduler.Dispose();
    }

    internal static InferencePool Open(
        string modelPath, TensorSpec input, IReadOnlyList<TensorSpec> outputs, InferenceOptions options, TimeProvider time, NativeRun native)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        return new InferencePool(() => NetworkSession.Open(modelPath, input, outputs, options), input, outputs, options, time, native);
    }

    /// <summary>A rented run is filled, or was given back without.</summary>
    internal void Filled() => Interlocked.Decrement(ref _beingFilled);

    internal async ValueTask<InferenceFailure?> ExecuteAsync(PendingRun run, CancellationToken stop)
    {
        using (run)
        {
            run.Watch(_scheduler, stop);
            // Alone: nobody else fills a run, and nobody waits for a thread who might do so soon.
            _scheduler.Submit(run, alone: Volatile.Read(ref _beingFilled) == 0 && ThreadPool.PendingWorkItemCount == 0);
            return await run.Answer.ConfigureAwait(false);
        }
    }

    internal void Return(RunMemory memory)
    {
        if (Volatile.Read(ref _disposed) == 0)
            _idle.Add(memory);
    }
}
