using System.Globalization;

namespace PlateRecognition.Inference;

/// <summary>
/// Lets a bounded number of callers work at the same time and a bounded number wait, in the order they came; the next is
/// refused at once, so that overload costs neither memory nor time. One gate serves all networks of a process. Thread-safe.
/// </summary>
public sealed class AdmissionGate
{
    // What timers and people alike take for "for ever".
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource<InferenceFailure?>> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _places, _queueLimit;
    private readonly TimeProvider _time;
    private int _working;
    private bool _closed;

    /// <summary>Makes a gate.</summary>
    /// <param name="options">How many may work and wait.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public AdmissionGate(InferenceOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        (_places, _queueLimit, _time) = (options.MaxConcurrentPictures, options.QueueLimit, time);
    }

    /// <summary>Callers waiting now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <param name="deadline">Until when; null waits as long as it takes.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>Null with a place, which <see cref="Leave"/> gives back; else why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller went; it holds no place.</exception>
    public ValueTask<InferenceFailure?> EnterAsync(DateTimeOffset? deadline, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var left = deadline - _time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return new(new InferenceFailure(InferenceFault.DeadlineExceeded, "The deadline had passed before the picture was looked at."));

        LinkedListNode<TaskCompletionSource<InferenceFailure?>> waiter;
        lock (_lock)
        {
            if (_closed)
                return new(new InferenceFailure(InferenceFault.ShuttingDown, "The service is shutting down."));
            if (_working < _places)
            {
                _working++;
                return default;
            }

            if (_waiting.Count >= _queueLimit)
                return new(new InferenceFailure(InferenceFault.QueueFull, string.Create(CultureInfo.InvariantCulture, $"{_places} pictures are being read and {_queueLimit} are waiting already (InferenceConcurrency, InferenceQueueLimit).")));
            waiter = _waiting.AddLast(new TaskCompletionSource<InferenceFailure?>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(waiter, left, stop);
    }

    /// <summary>Gives a place back, to the caller who waits longest if there is one.</summary>
    public void Leave()
    {
        TaskCompletionSource<InferenceFailure?>? next = null;
        lock (_lock)
        {
            if (_waiting.First is { } first)
            {
                _waiting.Remove(first);
                next = first.Value;
            }
            else if (--_working == 0 && _closed)
            {
                _drained.TrySetResult();
            }
        }

        next?.SetResult(null);
    }

    /// <summary>Refuses newcomers from now on; done when all who work or wait have left.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_working == 0)
                _drained.TrySetResult();
        }

        return _drained.Task;
    }

    private async ValueTask<InferenceFailure?> WaitAsync(LinkedListNode<TaskCompletionSource<InferenceFailure?>> waiter, TimeSpan? left, CancellationToken stop)
    {
        var began = _time.GetTimestamp();
        using var timer = left is { } wait && wait <= LongestWait
            ? _time.CreateTimer(
                _ =>
                {
                    if (Forsake(waiter))
                        waiter.Value.SetResult(new InferenceFailure(InferenceFault.DeadlineExceeded, string.Create(CultureInfo.InvariantCulture, $"The deadline passed after {_time.GetElapsedTime(began).TotalMilliseconds:0} ms in the queue.")));
                },
                null, wait, Timeout.InfiniteTimeSpan)
            : null;
        using var registration = stop.UnsafeRegister(
            (_, token) =>
            {
                if (Forsake(waiter))
                    waiter.Value.SetCanceled(token);
            },
            null);
        return await waiter.Value.Task.ConfigureAwait(false);
    }

    // Whoever takes a waiter out of the queue, and nobody else, completes it: a place is never given to one who has gone.
    private bool Forsake(LinkedListNode<TaskCompletionSource<InferenceFailure?>> waiter)
    {
        lock (_lock)
        {
            if (waiter.List is null)
                return false;
            _waiting.Remove(waiter);
            return true;
        }
    }
}
