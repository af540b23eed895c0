using CsCheck;
using PlateRecognition.Inference;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Inference;

/// <summary>CPU or GPU, as far as it can be tested without a GPU.</summary>
public sealed class DeviceTests
{
    private const string MissingCublas =
        "[ErrorCode:Fail] Failed to load library /app/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory";

    private static readonly TensorSpec Input = new(TinyNetworks.InputName, [1, 16, 32, 3]);
    private static readonly TensorSpec Output = new(TinyNetworks.OutputName, [1, TinyNetworks.Slots, TinyNetworks.Colours.Length]);

    [Theory]
    [InlineData(Device.Cpu, true, Device.Cpu)]
    [InlineData(Device.Cpu, false, Device.Cpu)]
    [InlineData(Device.Auto, true, Device.Cuda)]
    [InlineData(Device.Auto, false, Device.Cpu)]
    [InlineData(Device.Cuda, true, Device.Cuda)]
    public void Of_CudaWorksWhereItIsCarried_IsTakenUnlessTheCpuIsWanted(Device wanted, bool carriesCuda, Device expected)
        => Assert.Equal(new DeviceChoice(expected, null), DeviceChoice.Of(wanted, carriesCuda, () => null));

    [Fact]
    public void Of_AutoAndALibraryIsMissing_TakesTheCpuAndWarns()
    {
        var choice = DeviceChoice.Of(Device.Auto, carriesCuda: true, () => MissingCublas);

        Assert.Equal(new DeviceChoice(Device.Cpu, "Networks run on the CPU, for CUDA cannot be used: libcublasLt.so.13 is missing."), choice);
    }

    [Fact]
    public void Of_CudaAndALibraryIsMissing_FailsAndNamesIt()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => DeviceChoice.Of(Device.Cuda, carriesCuda: true, () => MissingCublas));

        Assert.Contains("libcublasLt.so.13 is missing", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("set Device to Auto or Cpu", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_CudaFailsOtherwise_GivesTheReasonInOneLine()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => DeviceChoice.Of(Device.Cuda, carriesCuda: true, () => "CUDA failure 100:\nno CUDA-capable device is detected"));

        Assert.Contains("CUDA failure 100: no CUDA-capable device is detected", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_CudaInABuildWithoutIt_SaysHowToBuildIt()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => DeviceChoice.Of(Device.Cuda, carriesCuda: false, () => null));

        Assert.Contains("-p:Accelerator=cuda", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Auto_SaysWhereItRunsAndWhy()
    {
        using var file = new ModelFile(TinyNetworks.ColourReader());

        using var pool = InferencePool.Open(file.Path, Input, [Output], new InferenceOptions { Device = Device.Auto }, TimeProvider.System);

        // A build for GPUs on a machine without one warns; a build for CPUs has nothing to warn of.
        Assert.Equal(SessionSettings.CarriesCuda && pool.ExecutionProvider == "cpu", pool.DeviceWarning is not null);
        Assert.True(SessionSettings.CarriesCuda || pool.ExecutionProvider == "cpu");
    }

    [Fact]
    public void Open_CudaThatCannotBeUsed_Fails()
    {
        Assert.SkipWhen(SessionSettings.CarriesCuda && SessionSettings.TryCuda(new InferenceOptions()) is null, "CUDA works here");
        using var file = new ModelFile(TinyNetworks.ColourReader());

        var thrown = Assert.Throws<InvalidDataException>(
            () => InferencePool.Open(file.Path, Input, [Output], new InferenceOptions { Device = Device.Cuda }, TimeProvider.System));

        Assert.StartsWith("Device is Cuda", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CudaSettings_Always_NameDeviceAndKeepAnswersExact()
    {
        var settings = CudaSettings.Of(new InferenceOptions { DeviceId = 3 });

        Assert.Equal("3", settings["device_id"]);
        Assert.Equal("0", settings["use_tf32"]);
        Assert.Equal("HEURISTIC", settings["cudnn_conv_algo_search"]);
    }

    [Fact]
    public void Buckets_AnyBatch_RunsAtTheNextSizeThatIsWarm() => Gen.Select(Gen.Int[1, 64], Gen.Int[1, 64]).Sample((largest, count) =>
    {
        count = Math.Min(count, largest);
        var (all, doubling) = (BatchBuckets.All(largest), BatchBuckets.Doubling(largest));

        Assert.Equal(count, all.For(count));
        Assert.Contains(doubling.For(count), doubling.Sizes);
        Assert.InRange(doubling.For(count), count, Math.Min(largest, Math.Max(1, 2 * count - 1)));
        Assert.Equal(largest, doubling.Sizes[^1]);
        Assert.Equal(doubling.Sizes.Distinct().Order(), doubling.Sizes);
    });

    [Fact]
    public void Run_PaddedBatch_GivesTheAnswersOfItsItems()
    {
        using var file = new ModelFile(TinyNetworks.ColourReader());
        using var session = NetworkSession.Open(file.Path, Input, [Output], new InferenceOptions(), Device.Cpu);
        using var memory = new BatchMemory(Input, [Output], BatchBuckets.Doubling(6));
        session.WarmUp(memory);
        var texts = new[] { "FACE", "DAD", "BEEF", "CAFE", "ABE" };
        for (var place = 0; place < texts.Length; place++)
            TinyNetworks.Tensor(texts[place]).CopyTo(memory.Input(place));

        Assert.Null(session.Run(memory, texts.Length));

        Assert.Equal(texts, texts.Select((_, place) => Read(memory, place)));
    }

    private static string Read(BatchMemory memory, int place)
    {
        var answer = new float[1][];
        answer[0] = new float[Output.Elements];
        memory.CopyOutputs(place, answer);
        return new PlateTextCodec(new Alphabet(TinyNetworks.Alphabet, TinyNetworks.Pad), TinyNetworks.Slots).Decode(answer[0], new PlateDecodingOptions()).Text;
    }
}
