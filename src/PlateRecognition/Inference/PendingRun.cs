namespace PlateRecognition.Inference;

/// <summary>
/// One item on its way through the network. Whoever claims it first settles it: the batch with an answer, its deadline or its caller
/// without. Thread-safe.
/// </summary>
internal sealed class PendingRun(RunMemory memory, RunPriority priority, DateTimeOffset? deadline, TimeProvider time) : IDisposable
{
    // A deadline further away than this is none.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // Asynchronously, for whoever answers is about to run the next batch.
    private readonly TaskCompletionSource<InferenceFailure?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BatchScheduler? _scheduler;
    private InferenceWorker? _worker;
    private ITimer? _timer;
    private CancellationTokenRegistration _registration;
    private long _began, _ended;
    private int _claimed;

    /// <summary>Null with an answer in the memory; else why there is none.</summary>
    public Task<InferenceFailure?> Answer => _answer.Task;

    /// <summary>Where the bytes come from.</summary>
    public ReadOnlySpan<byte> Input => memory.Input;

    public RunPriority Priority => priority;

    public DateTimeOffset? Deadline => deadline;

    /// <summary>When it came, by the clock's timestamps.</summary>
    public long Came { get; } = time.GetTimestamp();

    /// <summary>Whether nobody has settled it.</summary>
    public bool IsWanted => Volatile.Read(ref _claimed) == 0;

    /// <summary>How long it waited for a place; zero until it is answered.</summary>
    public TimeSpan Waited => _ended == 0 ? TimeSpan.Zero : time.GetElapsedTime(Came, _began);

    /// <summary>How long its batch ran; zero until it is answered.</summary>
    public TimeSpan Ran => _ended == 0 ? TimeSpan.Zero : time.GetElapsedTime(_began, _ended);

    /// <summary>Its place in the queue, while it has one; the scheduler's lock guards it.</summary>
    public LinkedListNode<BatchQueue<PendingRun>.Waiter>? Place { get; set; }

    /// <summary>Begins to watch for its deadline and for its caller's going; before it is submitted.</summary>
    public void Watch(BatchScheduler scheduler, CancellationToken stop)
    {
        _scheduler = scheduler;
        if (deadline - time.GetUtcNow() is { } left && left <= LongestWait)
        {
            _timer = time.CreateTimer(
                static run => ((PendingRun)run!).FailLate("while it waited for the network or ran"), this, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        _registration = stop.UnsafeRegister(static (run, token) => ((PendingRun)run!).Cancel(token), this);
    }

    /// <summary>A worker has it in its batch. A full fence: either the worker sees that it was given up, or the one who gives it up sees the worker.</summary>
    public void Enter(InferenceWorker worker) => Interlocked.Exchange(ref _worker, worker);

    /// <summary>Takes its answer from a batch.</summary>
    /// <param name="batch">The batch's memory.</param>
    /// <param name="place">Its place there.</param>
    /// <param name="began">When the batch began to run.</param>
    /// <param name="ended">When it had run.</param>
    public void Succeed(BatchMemory batch, int place, long began, long ended)
    {
        if (!TryClaim())
            return;
        (_began, _ended) = (began, ended);
        batch.CopyOutputs(place, memory.Outputs);
        _answer.SetResult(null);
    }

    /// <summary>Settles it without an answer.</summary>
    public void Fail(InferenceFailure failure)
    {
        if (!TryClaim())
            return;
        GiveUp();
        _answer.SetResult(failure);
    }

    /// <summary>Its deadline has passed.</summary>
    public void FailLate(string when) => Fail(new InferenceFailure(InferenceFault.DeadlineExceeded, $"The deadline passed {when}."));

    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _registration.Dispose();
    }

    private void Cancel(CancellationToken stop)
    {
        if (!TryClaim())
            return;
        GiveUp();
        _answer.SetCanceled(stop);
    }

    private bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    private void GiveUp()
    {
        _scheduler?.Remove(this);
        Volatile.Read(ref _worker)?.EndIfUnwanted();
    }
}
