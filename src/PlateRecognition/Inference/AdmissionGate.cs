using System.Globalization;

namespace PlateRecognition.Inference;

/// <summary>
/// Lets a bounded number of callers work at the same time and a bounded number wait, those whom somebody waits for first, then in the
/// order they came. The next is refused at once, and so is one whose answer would come too late: overload costs neither memory
/// nor time. One gate serves all networks of a process. Thread-safe.
/// </summary>
public sealed class AdmissionGate
{
    // What timers and people alike take for "for ever".
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource<InferenceFailure?>> _interactive = new(), _bulk = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HoldingTime _holding;
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
        (_places, _queueLimit, _time, _holding) = (options.MaxConcurrentPictures, options.QueueLimit, time, new HoldingTime(time));
    }

    /// <summary>Callers waiting now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _interactive.Count + _bulk.Count;
        }
    }

    /// <summary>Callers with a place now.</summary>
    public int Working
    {
        get
        {
            lock (_lock)
                return _working;
        }
    }

    /// <summary>Waits for a place, as one whom somebody waits for.</summary>
    /// <param name="deadline">Until when; null waits as long as it takes.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>Null with a place, which <see cref="Leave"/> gives back; else why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller went; it holds no place.</exception>
    public ValueTask<InferenceFailure?> EnterAsync(DateTimeOffset? deadline, CancellationToken stop) => EnterAsync(RunPriority.Interactive, deadline, stop);

    /// <summary>Waits for a place.</summary>
    /// <param name="priority">Who goes first. A bulk one gives up its place in a full queue, too, the last to come first.</param>
    /// <param name="deadline">Until when an answer is of use; null waits as long as it takes.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>Null with a place, which <see cref="Leave"/> gives back; else why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller went; it holds no place.</exception>
    public ValueTask<InferenceFailure?> EnterAsync(RunPriority priority, DateTimeOffset? deadline, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var left = deadline - _time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return new(new InferenceFailure(InferenceFault.DeadlineExceeded, "The deadline had passed before the picture was looked at."));

        LinkedListNode<TaskCompletionSource<InferenceFailure?>> waiter;
        TaskCompletionSource<InferenceFailure?>? displaced;
        ITimer? timer;
        lock (_lock)
        {
            if (_closed)
                return new(new InferenceFailure(InferenceFault.ShuttingDown, "The service is shutting down."));
            if (_working < _places)
            {
                _holding.Note(_working++);
                return default;
            }

            if (FindRefusal(priority, left) is { } refusal)
                return new(refusal);
            displaced = Displace();
            waiter = (priority == RunPriority.Interactive ? _interactive : _bulk).AddLast(new TaskCompletionSource<InferenceFailure?>(TaskCreationOptions.RunContinuationsAsynchronously));

            // Here, so that whoever is seen to wait has a deadline that runs.
            timer = StartTimer(waiter, left);
        }

        displaced?.SetResult(QueueFull("and one that somebody waits for took the place of this one"));
        return WaitAsync(waiter, timer, stop);
    }

    /// <summary>Gives a place back, to the caller whose turn it is if one waits.</summary>
    public void Leave()
    {
        TaskCompletionSource<InferenceFailure?>? next = null;
        lock (_lock)
        {
            _holding.Note(_working);
            _holding.CameBack();
            if ((_interactive.First ?? _bulk.First) is { } first)
            {
                first.List!.Remove(first);
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

    // Under the lock, with all places taken.
    private InferenceFailure? FindRefusal(RunPriority priority, TimeSpan? left)
    {
        var isFull = _interactive.Count + _bulk.Count >= _queueLimit;
        if (isFull && (priority == RunPriority.Bulk || _bulk.Count == 0))
            return QueueFull("already");
        if (left is not { } patience || _holding.Mean is not { } mean)
            return null;

        // A place comes back every so often, and the picture then holds it as long as others did.
        var ahead = _interactive.Count + (priority == RunPriority.Bulk ? _bulk.Count : 0);
        var predicted = mean + ((ahead + 1) * mean / _places);
        return predicted <= patience ? null : new InferenceFailure(
            InferenceFault.WouldBeLate,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The answer would come after some {predicted.TotalMilliseconds:0} ms, for {ahead} pictures wait before it; the deadline is in {patience.TotalMilliseconds:0} ms (deadlineMs, DeadlineSeconds)."));
    }

    // Under the lock: room for one who may be let in.
    private TaskCompletionSource<InferenceFailure?>? Displace()
    {
        if (_interactive.Count + _bulk.Count < _queueLimit)
            return null;
        var last = _bulk.Last!;
        _bulk.Remove(last);
        return last.Value;
    }

    private InferenceFailure QueueFull(string how) => new(
        InferenceFault.QueueFull,
        string.Create(CultureInfo.InvariantCulture, $"{_places} pictures are being read and {_queueLimit} are waiting {how} (InferenceConcurrency, InferenceQueueLimit)."));

    private ITimer? StartTimer(LinkedListNode<TaskCompletionSource<InferenceFailure?>> waiter, TimeSpan? left)
    {
        if (left is not { } wait || wait > LongestWait)
            return null;
        var began = _time.GetTimestamp();
        return _time.CreateTimer(
            _ =>
            {
                if (Forsake(waiter))
                    waiter.Value.SetResult(new InferenceFailure(InferenceFault.DeadlineExceeded, string.Create(CultureInfo.InvariantCulture, $"The deadline passed after {_time.GetElapsedTime(began).TotalMilliseconds:0} ms in the queue.")));
            },
            null, wait, Timeout.InfiniteTimeSpan);
    }

    private async ValueTask<InferenceFailure?> WaitAsync(LinkedListNode<TaskCompletionSource<InferenceFailure?>> waiter, ITimer? timer, CancellationToken stop)
    {
        using var deadline = timer;
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
            waiter.List.Remove(waiter);
            return true;
        }
    }
}
