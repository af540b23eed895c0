using System.Runtime.InteropServices;
using PlateRecognition.Inference;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Inference;

public sealed partial class InferencePoolTests
{
    // Long enough for any machine; reached only when something hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TensorSpec Input = new(TinyNetworks.InputName, [1, 16, 32, 3]);
    private static readonly TensorSpec Output = new(TinyNetworks.OutputName, [1, TinyNetworks.Slots, TinyNetworks.Colours.Length]);

    [Fact]
    public async Task Execute_Tensor_GivesTheNetworksAnswer()
    {
        using var pool = Open(TinyNetworks.ColourReader());
        using var run = pool.Rent();
        TinyNetworks.Tensor("FACE").CopyTo(run.Input);

        var failure = await run.ExecuteAsync(deadline: null, TestContext.Current.CancellationToken);

        Assert.Null(failure);
        Assert.Equal("FACE", Read(run));
        Assert.Equal("cpu", pool.ExecutionProvider);
    }

    [Fact]
    public async Task Rent_AgainAfterDispose_LendsTheSameMemory()
    {
        using var pool = Open(TinyNetworks.ColourReader());
        var first = pool.Rent();
        first.Input[0] = 123;
        first.Dispose();
        first.Dispose();

        using var second = pool.Rent();
        using var third = pool.Rent();
        third.Input[0] = 1;

        Assert.Equal(123, second.Input[0]);
        Assert.Throws<ObjectDisposedException>(() => first.Input.Length);
        Assert.Throws<ObjectDisposedException>(() => first.Output.Length);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.ExecuteAsync(null, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Execute_ManyThreads_NeverMixesAnswers()
    {
        using var pool = Open(TinyNetworks.ColourReader());
        var texts = new[] { "ABCD", "FACE", "DAD", "", "BEEF", "CAFE" };
        var tensors = texts.Select(TinyNetworks.Tensor).ToArray();

        await Parallel.ForAsync(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (round, stop) =>
        {
            using var run = pool.Rent();
            tensors[round % texts.Length].CopyTo(run.Input);
            Assert.Null(await run.ExecuteAsync(deadline: null, stop));
            Assert.Equal(texts[round % texts.Length], Read(run));
        });
    }

    [Fact]
    public async Task Execute_NetworkThatFails_IsAFailureAndTheNextRunSucceeds()
    {
        using var pool = Open(TinyNetworks.FailsUnlessBlack());
        using var run = pool.Rent();
        run.Input.Fill(9);

        var failure = await run.ExecuteAsync(deadline: null, TestContext.Current.CancellationToken);
        run.Input.Clear();
        var next = await run.ExecuteAsync(deadline: null, TestContext.Current.CancellationToken);

        Assert.Equal(InferenceFault.ExecutionFailed, failure?.Fault);
        Assert.Contains("Gather", failure!.Detail, StringComparison.Ordinal);
        Assert.Null(next);
    }

    [Fact]
    public async Task Execute_DeadlinePassesWhileRunning_EndsTheRunAndTheNextSucceeds()
    {
        using var pool = Open(TinyNetworks.HangsUnlessBlack());
        using var run = pool.Rent();
        run.Input.Fill(255);

        var failure = await Task.Run(async () => await run.ExecuteAsync(TimeProvider.System.GetUtcNow().AddMilliseconds(100), CancellationToken.None)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        run.Input.Clear();
        var next = await run.ExecuteAsync(deadline: null, TestContext.Current.CancellationToken);

        Assert.Equal(InferenceFault.DeadlineExceeded, failure?.Fault);
        Assert.Null(next);
    }

    [Fact]
    public async Task Execute_CallerGoesWhileRunning_EndsTheRunAndTheNextSucceeds()
    {
        using var pool = Open(TinyNetworks.HangsUnlessBlack());
        using var run = pool.Rent();
        run.Input.Fill(255);
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(async () => await run.ExecuteAsync(deadline: null, gone.Token)).WaitAsync(Patience, TestContext.Current.CancellationToken));
        run.Input.Clear();

        Assert.Null(await run.ExecuteAsync(deadline: null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Execute_DeadlineInThePast_DoesNotRun()
    {
        using var pool = Open(TinyNetworks.HangsUnlessBlack());
        using var run = pool.Rent();
        run.Input.Fill(255);

        var failure = await run.ExecuteAsync(TimeProvider.System.GetUtcNow().AddSeconds(-1), TestContext.Current.CancellationToken);

        Assert.Equal(InferenceFault.DeadlineExceeded, failure?.Fault);
    }

    [Fact]
    public async Task Execute_DeadlineBeyondAnyTimer_IsNone()
    {
        using var pool = Open(TinyNetworks.ColourReader());
        using var run = pool.Rent();

        Assert.Null(await run.ExecuteAsync(DateTimeOffset.MaxValue, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Rent_DisposedPool_Throws()
    {
        var pool = Open(TinyNetworks.ColourReader());
        var run = pool.Rent();
        pool.Dispose();
        run.Dispose();
        pool.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pool.Rent());
    }

    [Fact]
    public void Open_NetworkUnlikeItsManifest_ListsEveryDifference()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => Open(TinyNetworks.ColourReader(), Input with { Shape = [1, 16, 33, 3] }, Output with { Name = "logits" }));

        Assert.Contains("'pixels' is Byte (-1, 16, 32, 3) and must be Byte (-1, 16, 33, 3)", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("no output 'logits', only probabilities", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OutputOfAnotherShapeOrRank_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => Open(TinyNetworks.ColourReader(), Input, Output with { Shape = [1, 4, 8] }));
        Assert.Throws<InvalidDataException>(() => Open(TinyNetworks.ColourReader(), Input, Output with { Shape = [1, 28] }));
        Assert.Throws<InvalidDataException>(() => Open(TinyNetworks.ColourReader(), Input, new TensorSpec(TinyNetworks.InputName, Input.Shape)));
    }

    [Fact]
    public void Open_FileThatIsNoNetwork_NamesIt()
    {
        using var file = new ModelFile("no network"u8.ToArray());

        var thrown = Assert.Throws<InvalidDataException>(() => InferencePool.Open(file.Path, Input, [Output], new InferenceOptions(), TimeProvider.System));

        Assert.Contains(file.Path, thrown.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => InferencePool.Open(file.Path + ".none", Input, [Output], new InferenceOptions(), TimeProvider.System));
    }

    [Theory]
    [InlineData(0, 8, 64, 1, 8, 0)]
    [InlineData(257, 8, 64, 1, 8, 0)]
    [InlineData(1, 0, 64, 1, 8, 0)]
    [InlineData(1, 1025, 64, 1, 8, 0)]
    [InlineData(1, 8, -1, 1, 8, 0)]
    [InlineData(1, 8, 100_001, 1, 8, 0)]
    [InlineData(1, 8, 64, 0, 8, 0)]
    [InlineData(1, 8, 64, 1, 0, 0)]
    [InlineData(1, 8, 64, 1, 65, 0)]
    [InlineData(1, 8, 64, 1, 8, -1)]
    [InlineData(1, 8, 64, 1, 8, 1001)]
    public void Open_OptionOutOfRange_NamesIt(int runs, int pictures, int queue, int threads, int batch, int delay)
    {
        var options = new InferenceOptions
        {
            MaxConcurrentRuns = runs,
            MaxConcurrentPictures = pictures,
            QueueLimit = queue,
            IntraOpThreads = threads,
            LargestBatch = batch,
            BatchDelay = TimeSpan.FromMilliseconds(delay),
        };

        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => InferencePool.Open("none.onnx", Input, [Output], options, TimeProvider.System));

        Assert.Contains("must be", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Telemetry_OnceTheLibraryIsLoaded_IsSwitchedOffForNativeCode()
    {
        // .NET's variables are a copy: what counts is what native code sees.
        Assert.SkipWhen(OperatingSystem.IsWindows(), "getenv of a C library");
        System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(typeof(InferencePool).Module.ModuleHandle);

        Assert.Equal("1", Marshal.PtrToStringUTF8(GetVariable("ORT_DISABLE_TELEMETRY")));
    }

    private static InferencePool Open(byte[] model, TensorSpec? input = null, TensorSpec? output = null)
    {
        using var file = new ModelFile(model);
        return InferencePool.Open(file.Path, input ?? Input, [output ?? Output], new InferenceOptions(), TimeProvider.System);
    }

    private static string Read(InferenceRun run)
        => new PlateTextCodec(new Alphabet(TinyNetworks.Alphabet, TinyNetworks.Pad), TinyNetworks.Slots).Decode(run.Output, new PlateDecodingOptions()).Text;

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr GetVariable(string name);
}
