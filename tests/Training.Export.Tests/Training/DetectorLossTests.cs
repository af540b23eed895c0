using TorchSharp;
using Training.Export.Networks;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Tests.Training;

public sealed class DetectorLossTests
{
    // One cell that sees a plate of 8 by 2 cells: x and y of its four corners.
    private static readonly float[] Plate = [-4, -1, 4, -1, 4, 1, -4, 1];

    [Theory]
    [InlineData(0.4f, 0, 0.4 / 8 / 2)]
    [InlineData(0, 0.4f, 0.4 / 2 / 2)]
    public void Of_CornersMoved_CountsPartsOfTheSideTheyMovedAlong(float across, float down, double expected)
        => Assert.Equal(expected, CornerLoss(Moved(across, down), exact: true), 1e-5);

    [Fact]
    public void Of_PlateSmallerThanACell_CountsPartsOfACell()
    {
        var tiny = Array.ConvertAll(Plate, value => value / 100);
        var moved = tiny.Select((value, index) => index % 2 == 0 ? value + 0.5f : value).ToArray();

        Assert.Equal(0.5 / 2, CornerLoss(moved, exact: true, tiny), 1e-5);
    }

    [Fact]
    public void Of_TiltedPlateOfAnUprightBox_CountsOnlyWhatItReaches()
    {
        float[] tilted = [-4, -1, 4, -0.5f, 4, 1, -4, 0.5f];

        Assert.Equal(0, CornerLoss(tilted, exact: false), 1e-6);
        Assert.True(CornerLoss(tilted, exact: true) > 0.01);
        Assert.Equal(0.4 / 2 / 2, CornerLoss(Moved(0, 0.4f), exact: false), 1e-5);
    }

    private static float[] Moved(float across, float down) => [.. Plate.Select((value, index) => value + (index % 2 == 0 ? across : down))];

    private static double CornerLoss(float[] predicted, bool exact, float[]? expected = null)
    {
        using var scope = NewDisposeScope();
        var output = new DetectorOutput(zeros(1, 1, 1, 1), tensor(predicted).view(1, 8, 1, 1));
        float[] weights = exact ? [1, 0] : [0, 1];
        return DetectorLoss.Of(output, ones(1, 1, 1, 1), tensor(expected ?? Plate).view(1, 8, 1, 1), tensor(weights).view(1, 2, 1, 1)).Corners.ToDouble();
    }
}
