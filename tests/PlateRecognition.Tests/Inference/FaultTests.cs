using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using PlateRecognition.Inference;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Inference;

/// <summary>Chaos: sessions that break, runs that hang. Faults stand where ONNX Runtime's run is called.</summary>
public sealed class FaultTests : IDisposable
{
    // Long enough for any machine; reached only when something hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TensorSpec Input = new(TinyNetworks.InputName, [1, 16, 32, 3]);
    private static readonly TensorSpec Output = new(TinyNetworks.OutputName, [1, TinyNetworks.Slots, TinyNetworks.Colours.Length]);

    private const byte Hanging = 77, Failing = 78;
    private readonly FakeTimeProvider _time = new();
    private readonly ModelFile _reader = new(TinyNetworks.ColourReader()), _picky = new(TinyNetworks.FailsUnlessBlack());
    private readonly ConcurrentDictionary<NetworkSession, int> _runs = new();
    private readonly ManualResetEventSlim _released = new();
    private readonly SemaphoreSlim _hanging = new(0);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _released.Set();
        _reader.Dispose();
        _picky.Dispose();
    }

    [Fact]
    public async Task ExecuteAsync_SessionBreaks_IsAnsweredByAFreshOne()
    {
        NetworkSession? broken = null;
        using var pool = Open(_reader, session => session == (broken ??= session) ? "device lost" : null);

        Assert.Equal("FACE", await ReadAsync(pool, "FACE"));
        Assert.Equal("CAFE", await ReadAsync(pool, "CAFE"));

        // The broken one ran the picture and a black one, and nothing since.
        Assert.Equal(2, _runs[broken!]);
        Assert.Equal(2, _runs.Count);
        Assert.Equal(PoolState.Serving, pool.State);
    }

    [Fact]
    public async Task ExecuteAsync_EverySessionBreaks_StopsTryingAndTriesAgainLater()
    {
        var isBroken = true;
        using var pool = Open(_reader, _ => isBroken ? "device lost" : null);
        for (var failure = 0; failure < GuardedSession.Failures; failure++)
            Assert.Contains("device lost", (await ExecuteAsync(pool, 0))!.Detail, StringComparison.Ordinal);
        var runs = _runs.Values.Sum();

        var refused = await ExecuteAsync(pool, 0);
        Assert.Equal(InferenceFault.DeviceFailed, refused?.Fault);
        Assert.Contains("tried again within 5 s", refused!.Detail, StringComparison.Ordinal);
        Assert.Equal((runs, PoolState.Degraded), (_runs.Values.Sum(), pool.State));
        Assert.False(pool.CanRun);

        isBroken = false;
        _time.Advance(GuardedSession.Break);
        Assert.Equal("FACE", await ReadAsync(pool, "FACE"));
        Assert.Equal(PoolState.Serving, pool.State);
    }

    [Fact]
    public async Task ExecuteAsync_StillBrokenAfterTheBreak_IsRefusedAgain()
    {
        using var pool = Open(_reader, _ => "device lost");
        for (var failure = 0; failure < GuardedSession.Failures; failure++)
            await ExecuteAsync(pool, 0);
        var runs = _runs.Values.Sum();
        _time.Advance(GuardedSession.Break);

        // A black picture was tried, at no caller's cost, and again after the next break.
        Assert.Contains("tried again", (await ExecuteAsync(pool, 0))!.Detail, StringComparison.Ordinal);
        Assert.Equal(runs + 1, _runs.Values.Sum());
        _time.Advance(GuardedSession.Break);
        Assert.Equal(runs + 2, _runs.Values.Sum());
    }

    [Fact]
    public async Task ExecuteAsync_SessionsThatAnswerTheProbeOtherwise_AreBroken()
    {
        var isWrong = false;
        using var pool = Open(_reader, _ => null, isWrong: () => isWrong);
        pool.Expect(await ProbeOfAsync(pool, "FACE"));

        // The picture fails, and what should be FACE comes out otherwise.
        isWrong = true;
        for (var failure = 0; failure < GuardedSession.Failures; failure++)
            Assert.Equal(InferenceFault.DeviceFailed, (await ExecuteAsync(pool, Failing))?.Fault);
        Assert.False(pool.CanRun);
        _time.Advance(GuardedSession.Break);
        Assert.False(pool.CanRun);
        isWrong = false;
        _time.Advance(GuardedSession.Break);

        Assert.True(pool.CanRun);
        Assert.Equal(InferenceFault.ExecutionFailed, (await ExecuteAsync(pool, Failing))?.Fault);
        Assert.Equal(PoolState.Serving, pool.State);
    }

    [Fact]
    public async Task ExecuteAsync_ManyBadPictures_FailAloneAndBreakNothing()
    {
        using var pool = Open(_picky, _ => null);

        for (var picture = 0; picture < 20; picture++)
            Assert.Contains("Gather", (await ExecuteAsync(pool, 9))!.Detail, StringComparison.Ordinal);

        Assert.Null(await ExecuteAsync(pool, 0));
        Assert.Single(_runs);
        Assert.Equal(PoolState.Serving, pool.State);
    }

    [Fact]
    public async Task ExecuteAsync_SessionThatCannotBeReplaced_IsTriedAgain()
    {
        var isBroken = true;
        using var pool = Open(_reader, _ => isBroken ? "device lost" : null);
        _reader.Dispose();

        Assert.Contains("device lost", (await ExecuteAsync(pool, 0))!.Detail, StringComparison.Ordinal);
        isBroken = false;

        Assert.Null(await ExecuteAsync(pool, 0));
        Assert.Single(_runs);
    }

    [Fact]
    public async Task ExecuteAsync_RunHangs_TheOthersGoOnWithAFreshSession()
    {
        using var pool = Open(_reader, _ => null, places: 2);
        var hanging = Task.Run(() => ExecuteAsync(pool, Hanging), Stop);
        await HangsAsync();

        _time.Advance(new InferenceOptions().RunLimit);
        Assert.Equal(PoolState.Degraded, pool.State);
        Assert.Equal("FACE", await ReadAsync(pool, "FACE"));
        Assert.Equal(2, _runs.Count);
        _released.Set();

        var failure = await hanging.WaitAsync(Patience, Stop);
        Assert.Equal(InferenceFault.DeviceFailed, failure?.Fault);
        Assert.Contains("RunLimit", failure!.Detail, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => pool.State == PoolState.Serving, Patience));
    }

    [Fact]
    public async Task ExecuteAsync_AsManyHangAsThereArePlaces_ThePoolIsLostAndAnswersAtOnce()
    {
        using var pool = Open(_reader, _ => null, places: 1);
        var hanging = Task.Run(() => ExecuteAsync(pool, Hanging), Stop);
        await HangsAsync();
        var waiting = ExecuteAsync(pool, 0);

        _time.Advance(new InferenceOptions().RunLimit);

        Assert.Equal((PoolState.Lost, false), (pool.State, pool.CanRun));
        Assert.Equal(InferenceFault.DeviceFailed, (await waiting)?.Fault);
        var refused = await ExecuteAsync(pool, 0);
        Assert.Equal(InferenceFault.DeviceFailed, refused?.Fault);
        Assert.Contains("only a new process helps", refused!.Detail, StringComparison.Ordinal);
        _released.Set();
        Assert.NotNull(await hanging.WaitAsync(Patience, Stop));
    }

    [Fact]
    public async Task ExecuteAsync_BatchHangs_ItsCallersAreAnsweredThoughItNeverEnds()
    {
        // Waiting for others, they run on threads of the pool; one that is alone has its caller's, who waits with it.
        var delay = TimeSpan.FromMilliseconds(1);
        using var pool = Open(_reader, _ => null, places: 2, delay: delay);
        using var first = new Filled(pool, Hanging);
        using var second = new Filled(pool, Hanging);
        var answers = new[] { first.ExecuteAsync(), second.ExecuteAsync() };
        _time.Advance(delay);
        await HangsAsync();
        while (answers.Any(answer => !answer.IsCompleted) && pool.State != PoolState.Lost)
            _time.Advance(new InferenceOptions().RunLimit);

        Assert.All(await Task.WhenAll(answers), failure => Assert.Equal(InferenceFault.DeviceFailed, failure?.Fault));
    }

    [Fact]
    public async Task ExecuteAsync_SlowRunWithinTheLimit_IsNotGivenUp()
    {
        using var pool = Open(_reader, _ => null, places: 1);
        var slow = Task.Run(() => ExecuteAsync(pool, Hanging), Stop);
        await HangsAsync();

        _time.Advance(new InferenceOptions().RunLimit - TimeSpan.FromMilliseconds(1));
        Assert.Equal(PoolState.Serving, pool.State);
        _released.Set();

        Assert.Null(await slow);
    }

    [Fact]
    public async Task ExecuteAsync_SessionsBreakAtRandomUnderLoad_NoAnswerIsWrongAndAllComes()
    {
        var (chaos, calls) = (true, 0);
        using var pool = Open(_reader, _ => Volatile.Read(ref chaos) && Interlocked.Increment(ref calls) % 3 == 0 ? "device lost" : null, places: 2);
        var texts = new[] { "ABCD", "FACE", "DAD", "", "BEEF", "CAFE" };

        await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < 40; round++)
            {
                var text = texts[(caller + round) % texts.Length];
                Assert.Contains(await ReadAsync(pool, text), new[] { text, null });
            }
        })));
        Volatile.Write(ref chaos, false);
        _time.Advance(GuardedSession.Break);

        Assert.Equal("FACE", await ReadAsync(pool, "FACE"));
        Assert.Equal(PoolState.Serving, pool.State);
    }

    private static async Task<InferenceFailure?> ExecuteAsync(InferencePool pool, byte brightness)
    {
        using var run = new Filled(pool, brightness);
        return await run.ExecuteAsync();
    }

    private static async Task<string?> ReadAsync(InferencePool pool, string text)
    {
        using var run = pool.Rent();
        TinyNetworks.Tensor(text).CopyTo(run.Input);
        return await run.ExecuteAsync(deadline: null, Stop) is null
            ? new PlateTextCodec(new Alphabet(TinyNetworks.Alphabet, TinyNetworks.Pad), TinyNetworks.Slots).Decode(run.Output, new PlateDecodingOptions()).Text
            : null;
    }

    private static async Task<InferenceProbe> ProbeOfAsync(InferencePool pool, string text)
    {
        using var run = pool.Rent();
        TinyNetworks.Tensor(text).CopyTo(run.Input);
        Assert.Null(await run.ExecuteAsync(deadline: null, Stop));
        return new InferenceProbe(run.Input.ToArray(), run.Output.ToArray(), 1e-3f);
    }

    private async Task HangsAsync() => Assert.True(await _hanging.WaitAsync(Patience, Stop), "No run hangs.");

    // A picture of one grey hangs until it is released, one of another fails; no letter has such a value.
    private InferencePool Open(ModelFile model, Func<NetworkSession, string?> fault, int places = 1, Func<bool>? isWrong = null, TimeSpan delay = default)
    {
        return InferencePool.Open(model.Path, Input, [Output], new InferenceOptions { MaxConcurrentRuns = places, BatchDelay = delay, Native = new NativeRuntime { Run = Run } }, _time);

        string? Run(NetworkSession session, BatchMemory memory, int count)
        {
            _runs.AddOrUpdate(session, 1, (_, before) => before + 1);
            switch (memory.Input(0))
            {
                case [Hanging, Hanging, Hanging, Hanging, ..]:
                    _hanging.Release();
                    if (!_released.Wait(Patience))
                        throw new TimeoutException("A run was never released.");
                    break;
                case [Failing, Failing, Failing, Failing, ..]:
                    return "bad picture";
            }

            if (isWrong?.Invoke() == true)
                memory.Input(0).Clear();
            return fault(session) ?? session.Run(memory, count);
        }
    }

    /// <summary>A run of one brightness.</summary>
    private sealed class Filled : IDisposable
    {
        private readonly InferenceRun _run;

        public Filled(InferencePool pool, byte brightness)
        {
            _run = pool.Rent();
            _run.Input.Fill(brightness);
        }

        public Task<InferenceFailure?> ExecuteAsync() => _run.ExecuteAsync(deadline: null, Stop).AsTask();

        public void Dispose() => _run.Dispose();
    }
}
