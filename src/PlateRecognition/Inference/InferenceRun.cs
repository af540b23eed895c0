using Microsoft.ML.OnnxRuntime;

namespace PlateRecognition.Inference;

/// <summary>
/// One run of a network: fill <see cref="Input"/>, call <see cref="ExecuteAsync"/>, read <see cref="Output"/>, dispose; the memory
/// then serves another run. Not thread-safe.
/// </summary>
public sealed class InferenceRun : IDisposable
{
    // A deadline further away than this is none.
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(1);

    private readonly InferencePool _pool;
    private readonly TimeProvider _time;
    private InferenceBuffers? _buffers;

    internal InferenceRun(InferencePool pool, InferenceBuffers buffers, TimeProvider time)
        => (_pool, _buffers, _time) = (pool, buffers, time);

    /// <summary>Where the bytes go; what it holds before is undefined.</summary>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    public Span<byte> Input => Buffers.Input;

    /// <summary>The network's first output, once <see cref="ExecuteAsync"/> has given null.</summary>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    public ReadOnlySpan<float> Output => Buffers.Outputs[0];

    /// <summary>An output by its place in the list that the pool was opened with; see <see cref="Output"/>.</summary>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    public ReadOnlySpan<float> OutputAt(int place) => Buffers.Outputs[place];

    private InferenceBuffers Buffers => _buffers ?? throw new ObjectDisposedException(nameof(InferenceRun));

    /// <summary>Runs the network; see <see cref="Execute"/>.</summary>
    public ValueTask<InferenceFailure?> ExecuteAsync(DateTimeOffset? deadline, CancellationToken stop) => new(Execute(deadline, stop));

    /// <summary>Runs the network on this thread; ends early, between two operators, once the answer is no longer wanted.</summary>
    /// <param name="deadline">When it is no longer wanted; null waits as long as it takes.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>Null with an answer; else why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller went.</exception>
    /// <exception cref="ObjectDisposedException">The run was disposed.</exception>
    public InferenceFailure? Execute(DateTimeOffset? deadline, CancellationToken stop)
    {
        var buffers = Buffers;
        stop.ThrowIfCancellationRequested();
        var left = deadline - _time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return new InferenceFailure(InferenceFault.DeadlineExceeded, "The deadline passed before the network ran.");

        using var late = left <= LongestRun ? new CancellationTokenSource(left.Value, _time) : null;
        try
        {
            using (stop.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, buffers.Options))
            using (late?.Token.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, buffers.Options))
                _pool.Execute(buffers);
            return null;
        }
        catch (OnnxRuntimeException fault)
        {
            stop.ThrowIfCancellationRequested();
            return late is { IsCancellationRequested: true }
                ? new InferenceFailure(InferenceFault.DeadlineExceeded, "The deadline passed while the network ran.")
                : new InferenceFailure(InferenceFault.ExecutionFailed, $"ONNX Runtime failed: {fault.Message}");
        }
        finally
        {
            // The registrations are gone, so nothing sets it behind our back.
            if (stop.IsCancellationRequested || late is { IsCancellationRequested: true })
                buffers.Options.Terminate = false;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffers, null) is { } buffers)
            _pool.Return(buffers);
    }
}
