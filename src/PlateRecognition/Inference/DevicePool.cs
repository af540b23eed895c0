namespace PlateRecognition.Inference;

/// <summary>One network on one device, and the places where it runs there. Thread-safe.</summary>
internal sealed class DevicePool : IDisposable
{
    // A batch with more input than this gains nothing over its items one by one, measured on a CPU: it no longer fits the cache.
    private const int MostBatchBytes = 512 * 1024;

    // One copies while the other computes; more only share the GPU.
    private const int MostRunsOfAGpu = 2;

    private readonly BatchScheduler _scheduler;
    private readonly GuardedSession _guard;
    private readonly WorkerPlaces _places;
    private readonly TimeProvider _time;

    /// <summary>Opens a network.</summary>
    /// <exception cref="InvalidDataException">The file cannot be opened or is another network; the message lists every difference.</exception>
    public DevicePool(string modelPath, TensorSpec input, IReadOnlyList<TensorSpec> outputs, Device device, InferenceOptions options, TimeProvider time)
    {
        (Device, _time) = (device, time);
        var session = Open();
        var buckets = BucketsOf(session);
        LargestBatch = buckets.Sizes[^1];
        Counters = new InferenceCounters(LargestBatch);
        _guard = new GuardedSession(new SessionKeeper(session, Open), options.Native.Run, NewMemory, InferenceProbe.Black(input), time);
        var runs = device == Device.Cuda ? Math.Min(MostRunsOfAGpu, options.MaxConcurrentRuns) : options.MaxConcurrentRuns;
        _scheduler = new BatchScheduler(LargestBatch, options.BatchDelay, time, _guard.Dispose);
        _places = new WorkerPlaces(_scheduler, _guard, Counters, NewMemory, options with { MaxConcurrentRuns = runs }, time);

        // A session that takes another's place is as warm as the first.
        NetworkSession Open()
        {
            var opened = NetworkSession.Open(modelPath, input, outputs, options, device);
            if (device != Device.Cuda)
                return opened;
            try
            {
                using var memory = new BatchMemory(input, outputs, BucketsOf(opened));
                opened.WarmUp(memory);
                return opened;
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }

        BatchMemory NewMemory() => new(input, outputs, buckets);

        BatchBuckets BucketsOf(NetworkSession opened) => !opened.IsBatchFree ? BatchBuckets.All(1)
            : device == Device.Cuda ? BatchBuckets.Doubling(options.LargestBatch)
            : BatchBuckets.All(Math.Clamp(MostBatchBytes / input.Elements, 1, options.LargestBatch));
    }

    /// <summary>Where the network runs.</summary>
    public Device Device { get; }

    /// <summary>Items that run together at the most.</summary>
    public int LargestBatch { get; }

    /// <summary>What ran.</summary>
    public InferenceCounters Counters { get; }

    /// <summary>Items that wait for a place.</summary>
    public int Pending => _scheduler.Pending;

    /// <summary>How it is.</summary>
    public PoolState State => _places.State;

    /// <summary>Whether a run that came now would be run.</summary>
    public bool CanRun => State != PoolState.Lost && !_guard.IsBroken;

    /// <summary>Tells sessions that work from those that do not by this input from now on.</summary>
    public void Expect(InferenceProbe probe) => _guard.Expect(probe);

    /// <summary>Runs an item: on this thread when it is alone and a place is free, else in a batch with what else waits.</summary>
    public async ValueTask<RunAnswer> RunAsync(RunRequest request, bool alone)
    {
        using var run = new PendingRun(request.Memory, request.Priority, request.Deadline, _time);
        run.Watch(_scheduler, request.Stop);
        _scheduler.Submit(run, alone);
        var failure = await run.Answer.ConfigureAwait(false);
        return new RunAnswer(failure, Device, run.Waited, run.Ran);
    }

    /// <summary>Takes no more runs; closes the session once those under way have ended.</summary>
    public void Dispose()
    {
        _places.Dispose();
        _scheduler.Dispose();
    }
}

/// <summary>An item that is to be run.</summary>
internal readonly record struct RunRequest(RunMemory Memory, RunPriority Priority, DateTimeOffset? Deadline, CancellationToken Stop);

/// <summary>What became of it.</summary>
/// <param name="Failure">Null with an answer in the memory; else why there is none.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Waited">How long it waited for a place; zero without an answer.</param>
/// <param name="Ran">How long its batch ran; zero without an answer.</param>
internal readonly record struct RunAnswer(InferenceFailure? Failure, Device Device, TimeSpan Waited, TimeSpan Ran);
