using SkiaSharp;
using Training.Export.Data;
using Training.Export.Networks;

namespace Training.Export.Tests.Data;

public sealed class DetectorTargetsTests
{
    private static readonly DetectorNetConfig Config = DetectorNetConfig.Finder with { Height = 96, Width = 160 };
    private const int Columns = 20, Cells = 12 * Columns;
    private readonly float[] _heat = new float[Cells], _corners = new float[8 * Cells], _weights = new float[2 * Cells];

    [Fact]
    public void Write_ExactPlate_MarksItsCentreAndSeesItsCornersFromThere()
    {
        // Centre (84, 44): the centre of the cell in row 5, column 10.
        Write(160, 96, [new ScenePlate([new(60, 34), new(108, 38), new(108, 54), new(60, 50)], true)]);

        var cell = 5 * Columns + 10;
        Assert.Equal(1, _heat[cell]);
        Assert.Single(_heat, value => value == 1);
        Assert.InRange(_heat[cell + 1], 0.2f, 0.9f);
        Assert.Equal(0, _heat[0]);
        float[] expected = [-3, -1.25f, 3, -0.75f, 3, 1.25f, -3, 0.75f];
        for (var value = 0; value < expected.Length; value++)
        {
            Assert.Equal(expected[value], _corners[value * Cells + cell], 1e-5f);
            Assert.Equal(expected[value] - (value % 2 == 0 ? 1 : 0), _corners[value * Cells + cell + 1], 1e-5f);
        }

        Assert.Equal(9, _weights[..Cells].Count(weight => weight > 0));
        Assert.All(_weights[Cells..], weight => Assert.Equal(0, weight));
        Assert.True(_weights[cell] > _weights[cell + 1]);
    }

    [Fact]
    public void Write_UprightBox_WeighsTheOtherPlane()
    {
        Write(160, 96, [ScenePlate.Of(new SKRect(60, 36, 108, 52))]);

        Assert.All(_weights[..Cells], weight => Assert.Equal(0, weight));
        Assert.Equal(9, _weights[Cells..].Count(weight => weight > 0));
    }

    [Fact]
    public void Write_LetterboxedPicture_MovesThePlate()
    {
        // 400×400 fills 96×96 of the input, from x = 32 on.
        Write(400, 400, [ScenePlate.Of(new SKRect(190, 195, 210, 205))]);

        Assert.Equal(1, _heat[6 * Columns + 10]);
    }

    [Fact]
    public void Write_IgnoredRegion_CountsNeitherWayButAPlateOnItDoes()
    {
        Write(160, 96, [ScenePlate.Of(new SKRect(60, 36, 108, 52))], [new SKRect(0, 0, 160, 96)]);

        Assert.Equal(1, _heat[5 * Columns + 10]);
        Assert.Equal(DetectorTargets.Ignored, _heat[0]);
    }

    private void Write(int width, int height, IReadOnlyList<ScenePlate> plates, IReadOnlyList<SKRect>? ignored = null)
    {
        using var scene = new PlateScene(new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque)), plates, ignored ?? []);
        DetectorTargets.Write(scene, Config, _heat, _corners, _weights);
    }
}
