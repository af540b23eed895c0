using TorchSharp;
using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Tests.Networks;

public sealed class DetectorNetTests
{
    /// <summary>The finder's shape in small: the tests' time goes elsewhere.</summary>
    internal static readonly DetectorNetConfig Tiny = new()
    {
        Trunk = new EfficientNetConfig
        {
            StemChannels = 8,
            Stages = [new(1, 3, 1, 1, 8, 1, 0), new(2, 3, 2, 2, 8, 1, 0), new(2, 3, 2, 2, 16, 1, 0), new(2, 5, 2, 2, 16, 1, 0), new(2, 5, 2, 2, 24, 1, 0)],
            HeadChannels = 0,
            Activation = Activation.ReLU6,
        },
        PyramidChannels = 16,
        Height = 64,
        Width = 96,
    };

    [Fact]
    public void Forward_Finder_GivesHeatAndCornersAtStrideEight()
    {
        manual_seed(1);
        using var network = new DetectorNet(DetectorNetConfig.Finder);
        network.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();

        var output = network.forward(rand(1, 3, 384, 640) * 255);

        Assert.Equal([1, 1, 48, 80], output.HeatLogits.shape);
        Assert.Equal([1, 8, 48, 80], output.Corners.shape);
        Assert.InRange(output.HeatLogits.sigmoid().mean().ToDouble(), 0.001, 0.1);
        Assert.InRange(network.ParameterCount, 150_000, 2_000_000);
    }

    [Fact]
    public void Forward_ShiftedPicture_ShiftsTheHeat()
    {
        manual_seed(1);
        using var network = new DetectorNet(Tiny);
        network.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var picture = full([1, 3, 64, 96], 90f);
        picture[0, .., 24..32, 16..40].fill_(250);
        var heat = network.forward(picture).HeatLogits;

        var shifted = network.forward(picture.roll(32, 3)).HeatLogits;

        // Away from the edges a shift of 32 pixels is one of four cells.
        Assert.True(heat[0, 0, 2..6, 2..6].allclose(shifted[0, 0, 2..6, 6..10], atol: 0.05));
    }

    [Fact]
    public void Validate_WrongSizes_ListsThemAll()
    {
        var faults = (Tiny with { Height = 100, Width = 5000, PyramidChannels = 0 }).Validate();

        Assert.Equal(3, faults.Count);
        Assert.Contains("Height is 100; it must be a multiple of 32 up to 4096.", faults);
    }

    [Fact]
    public void Constructor_BlocksAtOtherStrides_SaysWhichTheyAre()
    {
        var fault = Assert.Throws<ArgumentException>(() => new DetectorNet(Tiny with { PyramidBlocks = [2, 3, 9] }));

        Assert.Contains("(2, 3, 9) at the strides (4, 8, 0)", fault.Message, StringComparison.Ordinal);
    }
}
