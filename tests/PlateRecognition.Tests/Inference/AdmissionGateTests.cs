using CsCheck;
using Microsoft.Extensions.Time.Testing;
using PlateRecognition.Inference;

namespace PlateRecognition.Tests.Inference;

public sealed class AdmissionGateTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_PlacesFree_EntersAtOnce()
    {
        var gate = Gate(places: 2, queue: 0);

        Assert.Null(await gate.EnterAsync(null, Stop));
        Assert.Null(await gate.EnterAsync(null, Stop));
    }

    [Fact]
    public async Task EnterAsync_QueueFull_IsRefusedAtOnce()
    {
        var gate = Gate(places: 1, queue: 2);
        await gate.EnterAsync(null, Stop);
        var waiting = new[] { gate.EnterAsync(null, Stop).AsTask(), gate.EnterAsync(null, Stop).AsTask() };

        var refused = gate.EnterAsync(null, Stop).AsTask();

        Assert.True(refused.IsCompletedSuccessfully);
        Assert.Equal(InferenceFault.QueueFull, (await refused)?.Fault);
        Assert.Contains("InferenceQueueLimit", (await refused)!.Detail, StringComparison.Ordinal);
        Assert.All(waiting, waiter => Assert.False(waiter.IsCompleted));
    }

    [Fact]
    public async Task EnterAsync_PlaceGivenBack_GoesToWhoeverCameFirst()
    {
        var gate = Gate(places: 1, queue: 3);
        await gate.EnterAsync(null, Stop);
        var (first, second) = (gate.EnterAsync(null, Stop).AsTask(), gate.EnterAsync(null, Stop).AsTask());

        gate.Leave();
        Assert.Null(await first);
        Assert.False(second.IsCompleted);
        gate.Leave();

        Assert.Null(await second);
    }

    [Fact]
    public async Task EnterAsync_HasToWait_IsNotSeenToWaitBeforeItsDeadlineRuns()
    {
        // Else time could pass in between, and the deadline would come that much later.
        var time = new WatchedTime();
        var gate = new AdmissionGate(new InferenceOptions { MaxConcurrentPictures = 1, QueueLimit = 1 }, time);
        await gate.EnterAsync(null, Stop);
        time.Watched = () => gate.Waiting;

        var late = gate.EnterAsync(time.GetUtcNow().AddSeconds(2), Stop).AsTask();

        Assert.Null(time.SeenBeforeTimer);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(InferenceFault.DeadlineExceeded, (await late)?.Fault);
    }

    [Fact]
    public async Task EnterAsync_DeadlinePassesInTheQueue_LeavesIt()
    {
        var gate = Gate(places: 1, queue: 1);
        await gate.EnterAsync(null, Stop);
        var late = gate.EnterAsync(_time.GetUtcNow().AddSeconds(2), Stop).AsTask();

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(late.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(InferenceFault.DeadlineExceeded, (await late)?.Fault);
        Assert.Contains("2000 ms in the queue", (await late)!.Detail, StringComparison.Ordinal);
        Assert.Equal(0, gate.Waiting);
        Assert.False(gate.EnterAsync(null, Stop).AsTask().IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_DeadlineInThePast_IsRefusedThoughAPlaceIsFree()
        => Assert.Equal(InferenceFault.DeadlineExceeded, (await Gate(places: 1, queue: 1).EnterAsync(_time.GetUtcNow(), Stop))?.Fault);

    [Fact]
    public async Task EnterAsync_DeadlineBeyondAnyTimer_Waits()
    {
        var gate = Gate(places: 1, queue: 1);
        await gate.EnterAsync(DateTimeOffset.MaxValue, Stop);

        var waiting = gate.EnterAsync(DateTimeOffset.MaxValue, Stop).AsTask();
        gate.Leave();

        Assert.Null(await waiting);
    }

    [Fact]
    public async Task EnterAsync_CallerGoes_LeavesTheQueue()
    {
        var gate = Gate(places: 1, queue: 1);
        await gate.EnterAsync(null, Stop);
        using var gone = new CancellationTokenSource();
        var waiting = gate.EnterAsync(_time.GetUtcNow().AddSeconds(9), gone.Token).AsTask();

        await gone.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(gone.Token, thrown.CancellationToken);
        Assert.Equal(0, gate.Waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.EnterAsync(null, gone.Token).AsTask());
    }

    [Fact]
    public async Task EnterAsync_PlaceAfterManyGaveUp_IsNotLost()
    {
        var gate = Gate(places: 1, queue: 3);
        await gate.EnterAsync(null, Stop);
        using var gone = new CancellationTokenSource();
        var (cancelled, late, patient) = (gate.EnterAsync(null, gone.Token).AsTask(), gate.EnterAsync(_time.GetUtcNow().AddSeconds(1), Stop).AsTask(), gate.EnterAsync(null, Stop).AsTask());
        await gone.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        gate.Leave();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(InferenceFault.DeadlineExceeded, (await late)?.Fault);
        Assert.Null(await patient);
    }

    [Fact]
    public async Task EnterAsync_PictureThatSomebodyWaitsFor_GoesBeforeBulkThatCameFirst()
    {
        var gate = Gate(places: 1, queue: 3);
        await gate.EnterAsync(null, Stop);
        var (bulk, single) = (gate.EnterAsync(RunPriority.Bulk, null, Stop).AsTask(), gate.EnterAsync(null, Stop).AsTask());

        gate.Leave();
        Assert.Null(await single);
        Assert.False(bulk.IsCompleted);
        gate.Leave();

        Assert.Null(await bulk);
    }

    [Fact]
    public async Task EnterAsync_QueueFullOfBulk_TheLastOfItGivesItsPlaceUp()
    {
        var gate = Gate(places: 1, queue: 2);
        await gate.EnterAsync(null, Stop);
        var (first, last) = (gate.EnterAsync(RunPriority.Bulk, null, Stop).AsTask(), gate.EnterAsync(RunPriority.Bulk, null, Stop).AsTask());
        Assert.Equal(InferenceFault.QueueFull, (await gate.EnterAsync(RunPriority.Bulk, null, Stop))?.Fault);

        var single = gate.EnterAsync(null, Stop).AsTask();

        Assert.Equal(InferenceFault.QueueFull, (await last)?.Fault);
        Assert.Equal(2, gate.Waiting);
        gate.Leave();
        Assert.Null(await single);
        gate.Leave();
        Assert.Null(await first);
    }

    [Fact]
    public async Task EnterAsync_AnswerWouldComeTooLate_IsRefusedAtOnceAndSaysWhen()
    {
        var gate = Gate(places: 2, queue: 10);
        await HoldAsync(gate, 16, TimeSpan.FromSeconds(1));
        await gate.EnterAsync(null, Stop);
        await gate.EnterAsync(null, Stop);

        // One second to hold the place, and one in two comes back every second.
        var late = gate.EnterAsync(_time.GetUtcNow().AddSeconds(1.4), Stop).AsTask();
        var early = gate.EnterAsync(_time.GetUtcNow().AddSeconds(1.6), Stop).AsTask();

        Assert.True(late.IsCompletedSuccessfully);
        Assert.Equal(InferenceFault.WouldBeLate, (await late)?.Fault);
        Assert.Contains("1500 ms", (await late)!.Detail, StringComparison.Ordinal);
        Assert.Contains("1400 ms (deadlineMs, DeadlineSeconds)", (await late)!.Detail, StringComparison.Ordinal);
        Assert.False(early.IsCompleted);
        Assert.Equal(InferenceFault.WouldBeLate, (await gate.EnterAsync(_time.GetUtcNow().AddSeconds(1.6), Stop))?.Fault);
    }

    [Fact]
    public async Task EnterAsync_PlaceFree_IsLetInHoweverLongOthersTook()
    {
        var gate = Gate(places: 2, queue: 10);
        await HoldAsync(gate, 16, TimeSpan.FromSeconds(100));

        Assert.Null(await gate.EnterAsync(_time.GetUtcNow().AddSeconds(1), Stop));
    }

    [Fact]
    public async Task EnterAsync_LoadGotLighter_IsPredictedByTheNewOne()
    {
        var gate = Gate(places: 1, queue: 10);
        await HoldAsync(gate, 16, TimeSpan.FromSeconds(100));
        await HoldAsync(gate, 200, TimeSpan.FromMilliseconds(10));
        await gate.EnterAsync(null, Stop);

        Assert.False(gate.EnterAsync(_time.GetUtcNow().AddSeconds(1), Stop).AsTask().IsCompleted);
    }

    [Fact]
    public void Mean_AnyHolds_IsBetweenTheShortestAndTheLongest() => Gen.Select(Gen.Int[1, 5], Gen.Int[1, 1000].Array[16, 60]).Sample((places, holds) =>
    {
        // All places are held all the time, one after the other comes back.
        var time = new FakeTimeProvider();
        var holding = new HoldingTime(time);
        foreach (var hold in holds)
        {
            time.Advance(TimeSpan.FromMilliseconds(hold));
            holding.Note(places);
            holding.CameBack();
        }

        Assert.InRange(holding.Mean!.Value, TimeSpan.FromMilliseconds(places * holds.Min() * 0.999), TimeSpan.FromMilliseconds(places * holds.Max() * 1.001));
    });

    [Fact]
    public async Task CloseAsync_WorkAndQueue_AreFinishedAndNewcomersRefused()
    {
        var gate = Gate(places: 1, queue: 2);
        await gate.EnterAsync(null, Stop);
        var queued = gate.EnterAsync(null, Stop).AsTask();

        var closed = gate.CloseAsync();
        var refused = await gate.EnterAsync(null, Stop);
        gate.Leave();
        Assert.Null(await queued);
        Assert.False(closed.IsCompleted);
        gate.Leave();

        await closed;
        Assert.Equal(InferenceFault.ShuttingDown, refused?.Fault);
        await gate.CloseAsync();
    }

    [Fact]
    public async Task CloseAsync_NobodyInside_IsDone() => await Gate(places: 1, queue: 1).CloseAsync();

    [Fact]
    public async Task EnterAsync_ManyCallersComingAndGoing_NeverPassesItsBounds()
    {
        const int Places = 3, Queue = 5;
        var gate = new AdmissionGate(new InferenceOptions { MaxConcurrentPictures = Places, QueueLimit = Queue }, TimeProvider.System);
        var (inside, most, entered, refusals, given) = (0, 0, 0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var round = 0; round < 500; round++)
            {
                using var gone = new CancellationTokenSource();
                try
                {
                    var entering = gate.EnterAsync((RunPriority)random.Next(2), random.Next(4) == 0 ? TimeProvider.System.GetUtcNow().AddMicroseconds(200) : null, gone.Token).AsTask();
                    if (random.Next(4) == 0)
                        await gone.CancelAsync();
                    if (await entering is not null)
                    {
                        Interlocked.Increment(ref refusals);
                        continue;
                    }
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref given);
                    continue;
                }

                var now = Interlocked.Increment(ref inside);
                for (var seen = most; now > seen; seen = most)
                    Interlocked.CompareExchange(ref most, now, seen);
                Interlocked.Increment(ref entered);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
                gate.Leave();
            }
        })));

        Assert.InRange(most, 1, Places);
        Assert.Equal(16 * 500, entered + refusals + given);
        Assert.Equal(0, gate.Waiting);

        // No place was lost and none made up.
        for (var place = 0; place < Places; place++)
            Assert.Null(await gate.EnterAsync(null, Stop));
        Assert.False(gate.EnterAsync(null, Stop).AsTask().IsCompleted);
    }

    private async Task HoldAsync(AdmissionGate gate, int times, TimeSpan each)
    {
        for (var time = 0; time < times; time++)
        {
            Assert.Null(await gate.EnterAsync(null, Stop));
            _time.Advance(each);
            gate.Leave();
        }
    }

    private AdmissionGate Gate(int places, int queue) => new(new InferenceOptions { MaxConcurrentPictures = places, QueueLimit = queue }, _time);

    /// <summary>A clock that lets another thread look before it makes a timer; one that has to wait for a lock sees nothing.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);

        public Func<int>? Watched { get; set; }

        public int? SeenBeforeTimer { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Watched is not null && Task.Run(Watched) is var look && look.Wait(Glance))
                SeenBeforeTimer = look.Result;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
