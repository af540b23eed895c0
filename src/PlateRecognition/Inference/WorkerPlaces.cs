namespace PlateRecognition.Inference;

/// <summary>
/// The places of a pool: makes them, looks for runs that hang, and puts a new place in for each of those. Native code cannot be
/// stopped from outside, so a run that hangs keeps its thread and its memory; when as many hang as there are places, the pool is
/// lost. Thread-safe.
/// </summary>
internal sealed class WorkerPlaces : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<InferenceWorker> _workers = [];
    private readonly BatchScheduler _scheduler;
    private readonly GuardedSession _guard;
    private readonly InferenceCounters _counters;
    private readonly Func<BatchMemory> _newMemory;
    private readonly TimeProvider _time;
    private readonly TimeSpan _runLimit;
    private readonly int _places;
    private readonly ITimer _watch;
    private int _hanging;
    private volatile bool _isLost;

    public WorkerPlaces(
        BatchScheduler scheduler, GuardedSession guard, InferenceCounters counters, Func<BatchMemory> newMemory, InferenceOptions options, TimeProvider time)
    {
        (_scheduler, _guard, _counters, _newMemory, _time) = (scheduler, guard, counters, newMemory, time);
        (_runLimit, _places) = (options.RunLimit, options.MaxConcurrentRuns);
        for (var place = 0; place < _places; place++)
            Add();
        // Often enough to notice soon, seldom enough to cost nothing.
        _watch = time.CreateTimer(_ => Look(), null, _runLimit / 4, _runLimit / 4);
    }

    /// <summary>How the places are.</summary>
    public PoolState State => _isLost ? PoolState.Lost : Volatile.Read(ref _hanging) > 0 || _guard.IsBroken ? PoolState.Degraded : PoolState.Serving;

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _watch.Dispose();

    private void Add()
    {
        var worker = new InferenceWorker(_scheduler, _guard, _counters, _newMemory(), _time, Returned);
        lock (_lock)
            _workers.Add(worker);
        _scheduler.Add(worker);
    }

    private void Look()
    {
        InferenceWorker[] workers;
        lock (_lock)
            workers = [.. _workers];
        foreach (var worker in workers)
        {
            if (worker.TryGiveUp(_runLimit) is { } session)
                ReplacePlace(worker, session);
        }
    }

    private void ReplacePlace(InferenceWorker hanging, NetworkSession session)
    {
        lock (_lock)
            _workers.Remove(hanging);
        if (Interlocked.Increment(ref _hanging) < _places)
        {
            // The session may be why: the new place has another.
            _guard.Replace(session);
            Add();
            return;
        }

        _isLost = true;
        _scheduler.Close(new InferenceFailure(InferenceFault.DeviceFailed, $"As many runs of the network hang as it has places, {_places}; only a new process helps."));
    }

    private void Returned(InferenceWorker worker)
    {
        Interlocked.Decrement(ref _hanging);
        _scheduler.Retire(worker);
    }
}
