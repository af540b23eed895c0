namespace PlateRecognition.Inference;

/// <summary>
/// One run of a network: fill <see cref="Input"/>, call <see cref="ExecuteAsync"/>, read <see cref="Output"/>, dispose; the memory
/// then serves another run. To have several run as a batch, rent and fill them all and await them together. Not thread-safe.
/// </summary>
public sealed class InferenceRun : IDisposable
{
    private readonly InferencePool _pool;
    private readonly RunPriority _priority;
    private readonly TimeProvider _time;
    private RunMemory? _memory;
    private RunAnswer _answer;
    private bool _beingFilled = true, _executing;

    internal InferenceRun(InferencePool pool, RunMemory memory, RunPriority priority, TimeProvider time)
        => (_pool, _memory, _priority, _time) = (pool, memory, priority, time);

    /// <summary>Where the bytes go; what it holds before is undefined.</summary>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    public Span<byte> Input => Memory.Input;

    /// <summary>The network's first output, once <see cref="ExecuteAsync"/> has given null.</summary>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    public ReadOnlySpan<float> Output => Memory.Outputs[0];

    /// <summary>Where it ran, once <see cref="ExecuteAsync"/> has given null.</summary>
    public Device Device => _answer.Device;

    /// <summary>How long it waited for a place.</summary>
    public TimeSpan Waited => _answer.Waited;

    /// <summary>How long its batch ran.</summary>
    public TimeSpan Ran => _answer.Ran;

    private RunMemory Memory => _memory ?? throw new ObjectDisposedException(nameof(InferenceRun));

    /// <summary>An output by its place in the list that the pool was opened with; see <see cref="Output"/>.</summary>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    public ReadOnlySpan<float> OutputAt(int place) => Memory.Outputs[place];

    /// <summary>
    /// Runs the network: on this thread when nothing else is about, else in a batch with what else waits. An item that fails spoils no
    /// other's answer.
    /// </summary>
    /// <param name="deadline">When the answer is no longer wanted; null waits as long as it takes.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>Null with an answer; else why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller went.</exception>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    public async ValueTask<InferenceFailure?> ExecuteAsync(DateTimeOffset? deadline, CancellationToken stop)
    {
        var memory = Memory;
        if (_executing)
            throw new InvalidOperationException("The run is under way already.");
        NoteFilled();
        stop.ThrowIfCancellationRequested();
        if (deadline <= _time.GetUtcNow())
            return new InferenceFailure(InferenceFault.DeadlineExceeded, "The deadline passed before the network ran.");

        _executing = true;
        try
        {
            _answer = await _pool.ExecuteAsync(new RunRequest(memory, _priority, deadline, stop)).ConfigureAwait(false);
            return _answer.Failure;
        }
        finally
        {
            _executing = false;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is not { } memory)
            return;
        NoteFilled();
        // Under way still, against the rules: then its memory must be nobody else's.
        if (!_executing)
            _pool.Return(memory);
    }

    private void NoteFilled()
    {
        if (_beingFilled)
            _pool.Filled();
        _beingFilled = false;
    }
}
