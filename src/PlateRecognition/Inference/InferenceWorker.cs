namespace PlateRecognition.Inference;

/// <summary>A place to run: the memory of one batch at a time, and what to do with it. One thread at a time runs it; any may end it early.</summary>
internal sealed class InferenceWorker(BatchScheduler scheduler, NetworkSession session, NativeRun native, BatchMemory memory) : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PendingRun> _batch = [], _running = [];

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

    /// <summary>Ends the run, between two operators, when nobody wants its answers any more.</summary>
    public void EndIfUnwanted()
    {
        lock (_lock)
        {
            if (_running.Count > 0 && _running.TrueForAll(run => !run.IsWanted))
                memory.Options.Terminate = true;
        }
    }

    public void Dispose() => memory.Dispose();

    private void RunBatch()
    {
        try
        {
            var fault = TryRun(_batch);
            // One bad item fails alone: what fails together is tried item by item, once.
            foreach (var run in fault is null ? [] : _batch)
            {
                if ((_batch.Count == 1 ? fault : TryRun([run])) is { } own)
                    run.Fail(new InferenceFailure(InferenceFault.ExecutionFailed, $"ONNX Runtime failed: {own}"));
            }
        }
        finally
        {
            _batch.Clear();
            scheduler.Return(this);
        }
    }

    // Answers those that are still wanted; or says what went wrong.
    private string? TryRun(List<PendingRun> runs)
    {
        if (!Begin(runs))
            return null;
        try
        {
            for (var place = 0; place < _running.Count; place++)
                _running[place].Input.CopyTo(memory.Input(place));
            var fault = native(session, memory, _running.Count);
            for (var place = 0; fault is null && place < _running.Count; place++)
                _running[place].Succeed(memory, place);
            return fault;
        }
        finally
        {
            End();
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
