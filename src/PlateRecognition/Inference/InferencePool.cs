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

    // One copies while the other computes; more only share the GPU.
    private const int MostRunsOfAGpu = 2;

    private readonly ConcurrentBag<RunMemory> _idle = [];
    private readonly BatchScheduler _scheduler;
    private readonly WorkerPlaces _places;
    private readonly TensorSpec _input;
    private readonly IReadOnlyList<TensorSpec> _outputs;
    private readonly TimeProvider _time;
    private int _beingFilled, _disposed;

    private InferencePool(Func<NetworkSession> open, TensorSpec input, IReadOnlyList<TensorSpec> outputs, DeviceChoice device, InferenceOptions options, TimeProvider time, NativeRun native)
    {
        (_input, _outputs, _time) = (input, outputs, time);
        (ExecutionProvider, DeviceWarning) = (device.Device == Device.Cuda ? "cuda" : "cpu", device.Warning);
        var session = open();
        var buckets = BucketsOf(session, device.Device, input, options);
        LargestBatch = buckets.Sizes[^1];
        var guard = new GuardedSession(new SessionKeeper(session, open), native, time);
        var runs = device.Device == Device.Cuda ? Math.Min(MostRunsOfAGpu, options.MaxConcurrentRuns) : options.MaxConcurrentRuns;
        _scheduler = new BatchScheduler(LargestBatch, options.BatchDelay, time, guard.Dispose);
        _places = new WorkerPlaces(_scheduler, guard, () => new BatchMemory(input, outputs, buckets), options with { MaxConcurrentRuns = runs }, time);
    }

    /// <summary>Where the network runs in truth, as answers and health say it: cpu or cuda.</summary>
    public string ExecutionProvider { get; }

    /// <summary>Why no GPU is used although this build could, to be told once; null when there is nothing to warn of.</summary>
    public string? DeviceWarning { get; }

    /// <summary>Items that run together at the most: the option's, or fewer for a fixed batch or, on a CPU, a large input.</summary>
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
    /// <exception cref="InvalidDataException">
    /// The file cannot be opened or is another network; the message lists every difference. Or CUDA is wanted and cannot be used; it names
    /// what is missing.
    /// </exception>
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
        var device = DeviceChoice.Of(options.Device, SessionSettings.CarriesCuda, () => SessionSettings.TryCuda(options));
        return new InferencePool(() => OpenSession(modelPath, input, outputs, device.Device, options), input, outputs, device, options, time, native);
    }

    // A session that takes another's place is as warm as the first.
    private static NetworkSession OpenSession(string modelPath, TensorSpec input, IReadOnlyList<TensorSpec> outputs, Device device, InferenceOptions options)
    {
        var session = NetworkSession.Open(modelPath, input, outputs, options, device);
        if (device != Device.Cuda)
            return session;
        try
        {
            using var memory = new BatchMemory(input, outputs, BucketsOf(session, device, input, options));
            session.WarmUp(memory);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static BatchBuckets BucketsOf(NetworkSession session, Device device, TensorSpec input, InferenceOptions options)
        => !session.IsBatchFree ? BatchBuckets.All(1)
        : device == Device.Cuda ? BatchBuckets.Doubling(options.LargestBatch)
        : BatchBuckets.All(Math.Clamp(MostBatchBytes / input.Elements, 1, options.LargestBatch));

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
