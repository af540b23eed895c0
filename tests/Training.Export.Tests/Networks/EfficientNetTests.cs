using TorchSharp;
using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Tests.Networks;

public sealed class EfficientNetTests
{
    // torchvision's (Lite0: timm's) published totals, less the 1000-class classifier on the head's channels.
    public static TheoryData<string, long> PublishedSizes => new()
    {
        { "B0", 5_288_548 - (1280 * 1000 + 1000) },
        { "B1", 7_794_184 - (1280 * 1000 + 1000) },
        { "B2", 9_109_994 - (1408 * 1000 + 1000) },
        { "B3", 12_233_232 - (1536 * 1000 + 1000) },
        { "Lite0", 4_652_008 - (1280 * 1000 + 1000) },
        { "MobileNetV2", 3_504_872 - (1280 * 1000 + 1000) },
    };

    [Theory]
    [MemberData(nameof(PublishedSizes))]
    public void Trunk_Preset_HasPublishedParameterCount(string preset, long expected)
    {
        using var trunk = new EfficientNet(Preset(preset));

        var count = trunk.parameters().Sum(parameter => parameter.numel());

        Assert.Equal(expected, count);
    }

    [Fact]
    public void Trunk_B0_Has4007548ParametersAndItsStatistics()
    {
        using var trunk = new EfficientNet(EfficientNetPresets.B0);

        var parameters = trunk.parameters().Sum(parameter => parameter.numel());
        var statistics = trunk.named_buffers().Where(pair => pair.name.Contains("running_", StringComparison.Ordinal)).Sum(pair => pair.buffer.numel());

        Assert.Equal(4_007_548, parameters);
        Assert.Equal(4_049_564, parameters + statistics);
    }

    [Fact]
    public void Trunk_B0_NamesParametersAsTorchvision()
    {
        using var trunk = new EfficientNet(EfficientNetPresets.B0);

        var shapes = trunk.named_parameters().ToDictionary(pair => pair.name, pair => string.Join('x', pair.parameter.shape));

        Assert.Equal("32x3x3x3", shapes["features.0.0.weight"]);
        Assert.Equal("32", shapes["features.0.1.bias"]);
        Assert.Equal("32x1x3x3", shapes["features.1.0.block.0.0.weight"]);
        Assert.Equal("8x32x1x1", shapes["features.1.0.block.1.fc1.weight"]);
        Assert.Equal("16x32x1x1", shapes["features.1.0.block.2.0.weight"]);
        Assert.Equal("96x16x1x1", shapes["features.2.0.block.0.0.weight"]);
        Assert.Equal("96x4x1x1", shapes["features.2.0.block.2.fc2.weight"]);
        Assert.Equal("4", shapes["features.2.0.block.2.fc1.bias"]);
        Assert.Equal("320", shapes["features.7.0.block.3.1.weight"]);
        Assert.Equal("1280x320x1x1", shapes["features.8.0.weight"]);
    }

    [Theory]
    [InlineData(PaddingConvention.Symmetric, 64, 192)]
    [InlineData(PaddingConvention.Symmetric, 57, 131)]
    [InlineData(PaddingConvention.Same, 64, 192)]
    [InlineData(PaddingConvention.Same, 57, 131)]
    public void Forward_AnySize_GivesMapSize(PaddingConvention padding, int height, int width)
    {
        var config = EfficientNetPresets.Reader with { Padding = padding };
        using var trunk = new EfficientNet(config);
        trunk.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();

        var map = trunk.forward(randn(2, 3, height, width));

        var (rows, columns) = config.MapSize(height, width);
        Assert.Equal([2, config.OutputChannels, rows, columns], map.shape);
    }

    [Fact]
    public void Forward_SamePadding_DiffersFromSymmetricAtAnEvenSizeOnly()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var symmetric = new ConvNormActivation(EfficientNetPresets.B0, 3, 8, 3, (2, 2));
        using var same = new ConvNormActivation(EfficientNetPresets.B0 with { Padding = PaddingConvention.Same }, 3, 8, 3, (2, 2));
        same.Convolution.weight.copy_(symmetric.Convolution.weight);
        symmetric.eval();
        same.eval();
        var (even, odd) = (randn(1, 3, 16, 16), randn(1, 3, 17, 17));

        Assert.False(allclose(symmetric.forward(even), same.forward(even)));
        Assert.True(allclose(symmetric.forward(odd), same.forward(odd)));
    }

    [Theory]
    [InlineData(224, 3, 2, 0, 1)]
    [InlineData(225, 3, 2, 1, 1)]
    [InlineData(112, 5, 2, 1, 2)]
    [InlineData(7, 5, 1, 2, 2)]
    [InlineData(8, 1, 2, 0, 0)]
    public void SamePadding_KnownSizes_SplitsAsTensorFlow(int size, int kernel, int stride, int before, int after)
        => Assert.Equal((before, after), ConvNormActivation.SamePadding(size, kernel, stride));

    [Fact]
    public void ForwardStages_AllBlocks_EndWithTheForwardPass()
    {
        using var trunk = new EfficientNet(EfficientNetPresets.B0);
        trunk.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var input = randn(1, 3, 64, 64);

        var maps = trunk.ForwardStages(input, 0, 2, 5, 8);
        var output = trunk.forward(input);

        Assert.Equal([[1, 32, 32, 32], [1, 24, 16, 16], [1, 112, 4, 4], [1, 1280, 2, 2]], maps.Select(map => map.shape));
        Assert.True(allclose(output, maps[^1]));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(-1)]
    public void ForwardStages_UnknownBlock_SaysWhichExist(int block)
    {
        using var trunk = new EfficientNet(EfficientNetPresets.B0);
        using var input = randn(1, 3, 32, 32);

        var fault = Assert.Throws<ArgumentException>(() => trunk.ForwardStages(input, block));

        Assert.Contains($"Block {block} does not exist", fault.Message, StringComparison.Ordinal);
        Assert.Contains("0 to 8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_StochasticDepth_ActsInTrainingOnly()
    {
        using var trunk = new EfficientNet(EfficientNetPresets.Reader with { StochasticDepth = 0.9 });
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var input = randn(2, 3, 32, 64);

        trunk.eval();
        Assert.True(allclose(trunk.forward(input), trunk.forward(input)));
        trunk.train();
        Assert.False(allclose(trunk.forward(input), trunk.forward(input)));
    }

    [Fact]
    public void Freeze_FirstBlocks_KeepsTheirWeightsAndStatistics()
    {
        using var trunk = new EfficientNet(EfficientNetPresets.Reader);
        using var scope = NewDisposeScope();
        var before = trunk.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone());

        trunk.train();
        trunk.Freeze(2, keepStatistics: true);
        using var step = optim.SGD(trunk.parameters().Where(parameter => parameter.requires_grad), 0.1);
        trunk.forward(randn(2, 3, 32, 64)).square().mean().backward();
        step.step();

        var moved = trunk.state_dict().Where(pair => !pair.Value.eq(before[pair.Key]).all().ToBoolean()).Select(pair => pair.Key).ToList();
        Assert.DoesNotContain(moved, name => name.StartsWith("features.0.", StringComparison.Ordinal) || name.StartsWith("features.1.", StringComparison.Ordinal));
        Assert.Contains("features.2.0.block.0.0.weight", moved);
        Assert.Contains("features.2.0.block.0.1.running_mean", moved);
    }

    [Fact]
    public void Convolution_Fresh_HasHeDeviation()
    {
        using var trunk = new EfficientNet(EfficientNetPresets.B0);

        using var deviation = trunk.Head!.Convolution.weight.std();

        // Kaiming, fan out: sqrt(2 / (1280 · 1 · 1)).
        Assert.InRange(deviation.ToDouble() / Math.Sqrt(2 / 1280.0), 0.99, 1.01);
    }

    internal static EfficientNetConfig Preset(string name)
        => (EfficientNetConfig)typeof(EfficientNetPresets).GetProperty(name)!.GetValue(null)!;
}
