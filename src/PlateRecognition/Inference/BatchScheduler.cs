namespace PlateRecognition.Inference;

/// <summary>
/// Gives the places of a pool to its runs. Without load a run has its caller's own thread; with load a place, once free, goes to the
/// end of the thread pool's queue: requests before it get to join the batch, and never more threads work than there are cores.
/// Thread-safe.
/// </summary>
internal sealed class BatchScheduler : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<InferenceWorker> _idle = new();
    private readonly BatchQueue<PendingRun> _queue;
    private readonly ITimer? _delayOver;
    private readonly TimeProvider _time;
    private readonly Action _whenEmpty;
    private int _workers, _called;
    private InferenceFailure? _closed;

    /// <summary>Makes a scheduler without places; <see cref="Add"/> them.</summary>
    /// <param name="largestBatch">Items of a batch at the most.</param>
    /// <param name="delay">How long the first of a batch that is not full waits for others.</param>
    /// <param name="time">The clock.</param>
    /// <param name="whenEmpty">Called once, when it is disposed and its last place has come back.</param>
    public BatchScheduler(int largestBatch, TimeSpan delay, TimeProvider time, Action whenEmpty)
    {
        (_queue, _time, _whenEmpty) = (new BatchQueue<PendingRun>(largestBatch, delay), time, whenEmpty);
        if (delay > TimeSpan.Zero)
            _delayOver = time.CreateTimer(_ => CallWorkers(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Items that wait for a place.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
                return _queue.Count;
        }
    }

    /// <summary>Adds a place.</summary>
    public void Add(InferenceWorker worker)
    {
        Interlocked.Increment(ref _workers);
        Return(worker);
    }

    /// <summary>Runs an item: here, when it is alone and a place is free, or as soon as a place is.</summary>
    /// <param name="run">The item.</param>
    /// <param name="alone">Whether no other is known to come, with which it had better make a batch.</param>
    public void Submit(PendingRun run, bool alone)
    {
        InferenceWorker? here = null;
        InferenceFailure? closed;
        lock (_lock)
        {
            closed = _closed;
            if (closed is null && (!alone || _delayOver is not null || _queue.Count > 0 || !_idle.TryPop(out here)))
            {
                run.Place = _queue.Add(run, run.Priority, _time.GetUtcNow(), run.Deadline);
                CallIdle();
            }
        }

        here?.RunHere(run);
        if (closed is not null)
            run.Fail(closed);
        // Whoever gave it up before it was in the queue could not take it out.
        else if (!run.IsWanted)
            Remove(run);
    }

    /// <summary>Takes an item that was given up out of the queue.</summary>
    public void Remove(PendingRun run)
    {
        lock (_lock)
        {
            if (run.Place is { } place)
                BatchQueue<PendingRun>.Remove(place);
        }
    }

    /// <summary>The next batch for a worker that was called; without one its place is free again.</summary>
    public bool TryTake(InferenceWorker worker, List<PendingRun> batch)
    {
        var late = new List<PendingRun>(0);
        lock (_lock)
        {
            _called--;
            _queue.Take(_time.GetUtcNow(), 1 + _called + _idle.Count, batch, late);
        }

        foreach (var run in late)
            run.FailLate("before the network ran");
        if (batch.Count > 0)
            return true;
        Return(worker);
        return false;
    }

    /// <summary>A worker is done: its place goes to whoever waits.</summary>
    public void Return(InferenceWorker worker)
    {
        lock (_lock)
        {
            if (_closed is null)
            {
                _idle.Push(worker);
                CallIdle();
                return;
            }
        }

        Retire(worker);
    }

    /// <summary>A place is no more: its worker does not come back.</summary>
    public void Retire(InferenceWorker worker)
    {
        worker.Dispose();
        if (Interlocked.Decrement(ref _workers) == 0 && Volatile.Read(ref _closed) is not null)
            _whenEmpty();
    }

    /// <inheritdoc cref="Close"/>
    public void Dispose() => Close(new InferenceFailure(InferenceFault.ShuttingDown, "The network is closed."));

    /// <summary>Takes no more runs, fails those that wait, and gives memory back as soon as nothing runs.</summary>
    /// <param name="reason">What those who wait, and who come later, are told.</param>
    public void Close(InferenceFailure reason)
    {
        var (waiting, idle) = (new List<PendingRun>(), new List<InferenceWorker>());
        lock (_lock)
        {
            if (_closed is not null)
                return;
            _closed = reason;
            while (_queue.Count > 0)
                _queue.Take(DateTimeOffset.MaxValue, 1, waiting, waiting);
            while (_idle.TryPop(out var worker))
                idle.Add(worker);
        }

        _delayOver?.Dispose();
        waiting.ForEach(run => run.Fail(reason));
        idle.ForEach(Retire);
    }

    private void CallWorkers()
    {
        lock (_lock)
            CallIdle();
    }

    // Under the lock. A worker for each that waits, as far as there are some: they share what waits by then.
    private void CallIdle()
    {
        if (_closed is not null || _queue.DueAt is not { } due)
            return;
        var early = due - _time.GetUtcNow();
        if (early > TimeSpan.Zero)
        {
            _delayOver?.Change(early, Timeout.InfiniteTimeSpan);
            return;
        }

        for (; _called < _queue.Count && _idle.TryPop(out var worker); _called++)
            ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);
    }
}
