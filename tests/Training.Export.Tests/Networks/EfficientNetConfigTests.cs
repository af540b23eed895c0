using CsCheck;
using Training.Export.Networks;

namespace Training.Export.Tests.Networks;

public sealed class EfficientNetConfigTests
{
    [Theory]
    [InlineData(32 * 1.1, 32)]
    [InlineData(16 * 1.1, 16)]
    [InlineData(24 * 1.1, 24)]
    [InlineData(40 * 1.1, 48)]
    [InlineData(112 * 1.2, 136)]
    [InlineData(320 * 1.2, 384)]
    [InlineData(16 * 0.35, 8)]
    [InlineData(1, 8)]
    public void RoundChannels_PublishedWidths_RoundsToEight(double channels, int expected)
        => Assert.Equal(expected, EfficientNetConfig.RoundChannels(channels));

    [Fact]
    public void RoundChannels_AnyWidth_IsMultipleOfEightAndAtLeastNineTenths()
        => Gen.Double[1, 5000].Sample(channels =>
        {
            var rounded = EfficientNetConfig.RoundChannels(channels);

            return rounded % 8 == 0 && rounded >= 0.9 * channels && rounded <= Math.Max(8, channels + 8);
        });

    [Fact]
    public void ScaledRepeats_B3_RoundsUp()
        => Assert.Equal([2, 3, 3, 5, 5, 6, 2], Enumerable.Range(0, 7).Select(EfficientNetPresets.B3.ScaledRepeats));

    [Fact]
    public void ScaledRepeats_LiteScaled_LeavesTheEndsAlone()
    {
        var config = EfficientNetPresets.Lite0 with { Width = 1.2, Depth = 1.4 };

        Assert.Equal([1, 3, 3, 5, 5, 6, 1], Enumerable.Range(0, 7).Select(config.ScaledRepeats));
        Assert.Equal((32, 1280), (config.ScaledStem, config.ScaledHead));
    }

    [Fact]
    public void MapSize_Reader_KeepsWidth()
        => Assert.Equal((4, 24), EfficientNetPresets.Reader.MapSize(64, 192));

    [Fact]
    public void Validate_Presets_FindsNothing()
    {
        foreach (var name in (string[])["B0", "B1", "B2", "B3", "Lite0", "MobileNetV2", "Reader"])
            Assert.Empty(EfficientNetTests.Preset(name).Validate());
    }

    [Fact]
    public void Validate_ManyFaults_ListsThemAll()
    {
        var config = EfficientNetPresets.B0 with
        {
            Width = 0,
            Depth = double.NaN,
            StemChannels = -1,
            HeadChannels = -5,
            BatchNormEpsilon = 0,
            BatchNormMomentum = 2,
            StochasticDepth = 1,
            Stages = [new Stage(0, 4, 3, 1, 0, 0, 2)],
        };

        var faults = config.Validate();

        string[] named = ["Width", "Depth", "StemChannels", "HeadChannels", "BatchNormEpsilon", "BatchNormMomentum", "StochasticDepth", "Expand", "Kernel", "Stride", "Channels", "Repeats", "SqueezeExcite"];
        foreach (var setting in named)
            Assert.Contains(faults, fault => fault.Contains(setting, StringComparison.Ordinal));
    }

    [Fact]
    public void EfficientNet_InvalidConfig_Throws()
    {
        var fault = Assert.Throws<ArgumentException>(() => new EfficientNet(EfficientNetPresets.B0 with { Width = -1 }));

        Assert.Contains("Width is -1", fault.Message, StringComparison.Ordinal);
    }
}
