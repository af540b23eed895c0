using Microsoft.Extensions.Time.Testing;
using PlateRecognition.Inference;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Inference;

/// <summary>Runs that come while all places are taken.</summary>
public sealed class BatchingTests
{
    private static readonly TensorSpec Input = new(TinyNetworks.InputName, [1, 16, 32, 3]);
    private static readonly TensorSpec Output = new(TinyNetworks.OutputName, [1, TinyNetworks.Slots, TinyNetworks.Colours.Length]);
    private static readonly InferenceOptions OnePlace = new() { MaxConcurrentRuns = 1, LargestBatch = 4 };
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExecuteAsync_ManyWaitForThePlace_MakeBatchesAndKeepTheirAnswers()
    {
        using var held = new HeldRuns();
        using var pool = Open(TinyNetworks.ColourReader(), held);
        var texts = new[] { "ABCD", "FACE", "DAD", "", "BEEF", "CAFE", "ABE" };

        var first = await BeginAsync(pool, held, texts[0]);
        var others = texts.Skip(1).Select(text => ReadAsync(pool, text)).ToArray();
        held.LetGo();

        Assert.Equal(texts, (string[])[await first, .. await Task.WhenAll(others)]);
        Assert.Equal([1, 4, 2], held.Sizes);
    }

    [Fact]
    public async Task ExecuteAsync_SeveralRentedByOneCaller_MakeABatch()
    {
        using var held = new HeldRuns();
        using var pool = Open(TinyNetworks.ColourReader(), held);
        var runs = new[] { "ABCD", "FACE", "DAD" }.Select(text => Filled(pool, text)).ToArray();

        // None is run here though a place is free, for the others are known to come: it would be held back, and this test with it.
        var answers = runs.Select(run => run.ExecuteAsync(null, Stop).AsTask()).ToArray();
        held.LetGo();

        Assert.All(await Task.WhenAll(answers), Assert.Null);
        Assert.Equal(3, held.Sizes.Sum());
        Assert.InRange(held.Sizes.Length, 1, 2);
        Assert.Equal(["ABCD", "FACE", "DAD"], runs.Select(Read));
        foreach (var run in runs)
            run.Dispose();
    }

    [Fact]
    public async Task ExecuteAsync_OneBadItemOfABatch_FailsAlone()
    {
        using var held = new HeldRuns();
        using var pool = Open(TinyNetworks.FailsUnlessBlack(), held);
        var first = Task.Run(() => ExecuteAsync(pool, 0), Stop);
        await held.BegunAsync();

        var (good, bad, alsoGood) = (ExecuteAsync(pool, 0), ExecuteAsync(pool, 9), ExecuteAsync(pool, 0));
        held.LetGo();

        Assert.All(await Task.WhenAll(first, good, alsoGood), Assert.Null);
        Assert.Equal(InferenceFault.ExecutionFailed, (await bad)?.Fault);
        Assert.Contains("Gather", (await bad)!.Detail, StringComparison.Ordinal);
        // One by one; and a black picture after the bad one, to know whose fault it is.
        Assert.Equal([1, 3, 1, 1, 1, 1], held.Sizes);
    }

    [Fact]
    public async Task ExecuteAsync_CallerGoesOrDeadlinePassesWhileItWaits_CostsNoRun()
    {
        using var held = new HeldRuns();
        using var pool = Open(TinyNetworks.ColourReader(), held);
        var first = await BeginAsync(pool, held, "ABCD");
        using var gone = new CancellationTokenSource();

        var cancelled = ReadAsync(pool, "FACE", gone: gone);
        var late = ExecuteAsync(pool, 0, _time.GetUtcNow().AddSeconds(1));
        var patient = ReadAsync(pool, "DAD");
        await gone.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        // Before the place frees.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(InferenceFault.DeadlineExceeded, (await late)?.Fault);
        held.LetGo();
        Assert.Equal((string[])["ABCD", "DAD"], (string[])[await first, await patient]);
        Assert.Equal([1, 1], held.Sizes);
    }

    [Fact]
    public async Task ExecuteAsync_CallerOfABatchGoes_LeavesAtOnceAndTheOthersAreAnswered()
    {
        using var held = new HeldRuns();
        using var pool = Open(TinyNetworks.ColourReader(), held);
        var first = await BeginAsync(pool, held, "ABCD");
        using var gone = new CancellationTokenSource();
        var (going, staying) = (ReadAsync(pool, "FACE", gone: gone), ReadAsync(pool, "DAD"));
        held.LetGo(1);
        await held.BegunAsync();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => going);
        held.LetGo();
        Assert.Equal((string[])["ABCD", "DAD"], (string[])[await first, await staying]);
        Assert.Equal([1, 2], held.Sizes);
    }

    [Fact]
    public async Task ExecuteAsync_AllOfABatchGiveUp_EndsTheRunAndTheNextSucceeds()
    {
        using var held = new HeldRuns();
        held.LetGo();
        using var pool = Open(TinyNetworks.HangsUnlessBlack(), held);
        var first = Task.Run(() => ExecuteAsync(pool, 255, _time.GetUtcNow().AddSeconds(1)), Stop);
        await held.BegunAsync();
        var late = new[] { ExecuteAsync(pool, 255, _time.GetUtcNow().AddSeconds(2)), ExecuteAsync(pool, 255, _time.GetUtcNow().AddSeconds(2)) };

        _time.Advance(TimeSpan.FromSeconds(1));
        await held.BegunAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.All([await first, .. await Task.WhenAll(late)], failure => Assert.Equal(InferenceFault.DeadlineExceeded, failure?.Fault));
        Assert.Null(await ExecuteAsync(pool, 0));
        Assert.Equal([1, 2, 1], held.Sizes);
    }

    [Fact]
    public async Task ExecuteAsync_BulkWaitsLonger_InteractiveRunsFirst()
    {
        var order = new List<byte>();
        using var held = new HeldRuns
        {
            Fault = (_, memory, _) =>
            {
                order.Add(memory.Input(0)[0]);
                return null;
            },
        };
        using var pool = Open(TinyNetworks.ColourReader(), held, OnePlace with { LargestBatch = 1 });
        var first = Task.Run(() => ExecuteAsync(pool, 0), Stop);
        await held.BegunAsync();

        var others = new[] { ExecuteAsync(pool, 1, priority: RunPriority.Bulk), ExecuteAsync(pool, 2, priority: RunPriority.Bulk), ExecuteAsync(pool, 3) };
        held.LetGo();

        Assert.All([await first, .. await Task.WhenAll(others)], Assert.Null);
        Assert.Equal([0, 3, 1, 2], order);
    }

    [Fact]
    public async Task ExecuteAsync_Delay_WaitsForOthersUntilItIsOver()
    {
        using var held = new HeldRuns();
        held.LetGo();
        using var pool = Open(TinyNetworks.ColourReader(), held, OnePlace with { BatchDelay = TimeSpan.FromMilliseconds(5) });

        var waiting = new[] { ReadAsync(pool, "ABCD"), ReadAsync(pool, "FACE") };
        Assert.Empty(held.Sizes);
        _time.Advance(TimeSpan.FromMilliseconds(5));

        Assert.Equal(["ABCD", "FACE"], await Task.WhenAll(waiting));
        Assert.Equal([2], held.Sizes);
    }

    [Fact]
    public async Task Dispose_RunsUnderWayAndWaiting_FirstEndOthersFail()
    {
        using var held = new HeldRuns();
        var pool = Open(TinyNetworks.ColourReader(), held);
        var first = await BeginAsync(pool, held, "ABCD");
        var waiting = ExecuteAsync(pool, 0);

        pool.Dispose();
        Assert.Equal(InferenceFault.ShuttingDown, (await waiting)?.Fault);
        held.LetGo();

        Assert.Equal("ABCD", await first);
    }

    [Fact]
    public async Task ExecuteAsync_ManyCallersComingAndGoing_NeverMixesOrLosesAnswers()
    {
        using var file = new ModelFile(TinyNetworks.ColourReader());
        using var pool = InferencePool.Open(file.Path, Input, [Output], new InferenceOptions { MaxConcurrentRuns = 2, LargestBatch = 3 }, TimeProvider.System);
        var texts = new[] { "ABCD", "FACE", "DAD", "", "BEEF", "CAFE" };
        var (answered, gone) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var round = 0; round < 150; round++)
            {
                var text = texts[random.Next(texts.Length)];
                using var stop = new CancellationTokenSource();
                var reading = ReadAsync(pool, text, random.Next(3) == 0 ? RunPriority.Bulk : RunPriority.Interactive, stop);
                if (random.Next(4) == 0)
                    await stop.CancelAsync();
                try
                {
                    Assert.Equal(text, await reading);
                    Interlocked.Increment(ref answered);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref gone);
                }
            }
        })));

        Assert.Equal(12 * 150, answered + gone);
        Assert.Equal("FACE", await ReadAsync(pool, "FACE"));
    }

    [Fact]
    public void LargestBatch_LargeInput_IsSmaller()
    {
        using var held = new HeldRuns();
        using var pool = Open(TinyNetworks.ColourReader(), held, new InferenceOptions { LargestBatch = 64 });
        using var large = Open(
            TinyNetworks.ColourReader(TinyNetworks.Input with { Width = 512, Height = 256 }), held, new InferenceOptions(), Input with { Shape = [1, 256, 512, 3] });

        Assert.Equal(64, pool.LargestBatch);
        Assert.Equal(1, large.LargestBatch);
    }

    private InferencePool Open(byte[] model, HeldRuns held, InferenceOptions? options = null, TensorSpec? input = null)
    {
        using var file = new ModelFile(model);
        return InferencePool.Open(file.Path, input ?? Input, [Output], (options ?? OnePlace) with { Native = new NativeRuntime { Run = held.Run } }, _time);
    }

    // Takes the only place; whether on this thread or another, it is held.
    private static async Task<Task<string>> BeginAsync(InferencePool pool, HeldRuns held, string text)
    {
        var first = Task.Run(() => ReadAsync(pool, text), Stop);
        await held.BegunAsync();
        return first;
    }

    private static async Task<string> ReadAsync(InferencePool pool, string text, RunPriority priority = RunPriority.Interactive, CancellationTokenSource? gone = null)
    {
        using var run = Filled(pool, text, priority);
        Assert.Null(await run.ExecuteAsync(deadline: null, gone?.Token ?? Stop));
        return Read(run);
    }

    private static async Task<InferenceFailure?> ExecuteAsync(
        InferencePool pool, byte brightness, DateTimeOffset? deadline = null, RunPriority priority = RunPriority.Interactive)
    {
        using var run = pool.Rent(priority);
        run.Input.Fill(brightness);
        return await run.ExecuteAsync(deadline, Stop);
    }

    private static InferenceRun Filled(InferencePool pool, string text, RunPriority priority = RunPriority.Interactive)
    {
        var run = pool.Rent(priority);
        TinyNetworks.Tensor(text).CopyTo(run.Input);
        return run;
    }

    private static string Read(InferenceRun run)
        => new PlateTextCodec(new Alphabet(TinyNetworks.Alphabet, TinyNetworks.Pad), TinyNetworks.Slots).Decode(run.Output, new PlateDecodingOptions()).Text;
}
