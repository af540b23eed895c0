namespace PlateRecognition.Inference;

/// <summary>A place to run: the memory of one batch at a time, and what to do with it. One thread at a time runs it; any may end it early.</summary>
/// <param name="scheduler">Where its batches come from.</param>
/// <param name="guard">Runs them.</param>
/// <param name="counters">Counts them.</param>
/// <param name="memory">Its memory, which it disposes.</param>
/// <param name="time">The clock of runs that take too long.</param>
/// <param name="returned">Called when a run that was given up has ended after all.</param>
internal sealed class InferenceWorker(
    BatchScheduler scheduler, GuardedSession guard, InferenceCounters counters, BatchMemory memory, TimeProvider time, Action<InferenceWorker> returned)
    : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PendingRun> _batch = [], _running = [];
    private NetworkSession? _session;
    private long _began;
    private bool _isGivenUp;

    /// <summary>The batch's bytes and answers.</summary>
    public BatchMemory Memory => memory;

    /// <summary>Items of the batch that runs.</summary>
    public int Count => _running.Count;

    /// <summary>Whether anybody still wants an answer of the batch that runs.</summary>
    public bool IsWanted => _running.Exists(run => run.IsWanted);

    /// <summary>Runs the next batch on this thread; called by the thread pool.</summary>
    public void Execute()
    {
        if (scheduler.TryTake(this, _batch))
            RunBatch();
    }

    /// <summary>Runs one item on this thread.</summary>
    public void RunHere(PendingRun run)
    {
        _batch.Add(run);
        RunBatch();
    }

    /// <summary>Puts the batch's items into its memory, to be run on a session.</summary>
    public void Fill(NetworkSession session)
    {
        Volatile.Write(ref _session, session);
        for (var place = 0; place < _running.Count; place++)
            _running[place].Input.CopyTo(memory.Input(place));
    }

    /// <summary>Ends the run, between two operators, when nobody wants its answers any more.</summary>
    public void EndIfUnwanted()
    {
        lock (_lock)
        {
            if (_running.Count > 0 && !IsWanted)
                memory.Options.Terminate = true;
        }
    }

    /// <summary>Gives a run up that takes longer than allowed: its items fail, its place comes back only when it ends after all.</summary>
    /// <returns>The session that it hangs in; null when there is no such run.</returns>
    public NetworkSession? TryGiveUp(TimeSpan limit)
    {
        PendingRun[] items;
        lock (_lock)
        {
            if (_isGivenUp || _running.Count == 0 || time.GetElapsedTime(_began) < limit || Volatile.Read(ref _session) is null)
                return null;
            // The whole batch: those that are tried item by item wait behind it.
            (_isGivenUp, items) = (true, [.. _batch]);
        }

        foreach (var run in items)
            run.Fail(new InferenceFailure(InferenceFault.DeviceFailed, $"The network did not answer within {limit} (RunLimit) and was given up."));
        return _session;
    }

    public void Dispose() => memory.Dispose();

    private void RunBatch()
    {
        try
        {
            var outcome = TryRun(_batch);
            // One bad item fails alone: what fails together is tried item by item, once.
            if (outcome.Ending == RunEnding.BatchFailed && _batch.Count > 1)
                _batch.ForEach(run => Settle(run, TryRun([run])));
            else
                _batch.ForEach(run => Settle(run, outcome));
        }
        finally
        {
            _batch.Clear();
            if (_isGivenUp)
                returned(this);
            else
                scheduler.Return(this);
        }
    }

    private static void Settle(PendingRun run, RunOutcome outcome)
    {
        if (outcome.Ending is not (RunEnding.Answered or RunEnding.Unwanted))
            run.Fail(new InferenceFailure(outcome.Ending == RunEnding.BatchFailed ? InferenceFault.ExecutionFailed : InferenceFault.DeviceFailed, $"ONNX Runtime failed: {outcome.Detail}"));
    }

    // Answers those that are still wanted; or says why not.
    private RunOutcome TryRun(List<PendingRun> runs)
    {
        if (!Begin(runs))
            return new RunOutcome(RunEnding.Unwanted);
        try
        {
            var outcome = guard.Run(this);
            if (outcome.Ending == RunEnding.Answered)
                Answer();
            return outcome;
        }
        finally
        {
            End();
        }
    }

    private void Answer()
    {
        var ended = time.GetTimestamp();
        counters.Ran(_running.Count, time.GetElapsedTime(_began, ended));
        for (var place = 0; place < _running.Count; place++)
        {
            counters.Waited(time.GetElapsedTime(_running[place].Came, _began));
            _running[place].Succeed(memory, place, _began, ended);
        }
    }

    private bool Begin(List<PendingRun> runs)
    {
        lock (_lock)
        {
            foreach (var run in runs)
            {
                run.Enter(this);
                if (run.IsWanted)
                    _running.Add(run);
            }

            (_began, _session) = (time.GetTimestamp(), null);
            return _running.Count > 0;
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _running.Clear();
            // From here on nobody sets it: there is nothing to end.
            memory.Options.Terminate = false;
        }
    }
}
