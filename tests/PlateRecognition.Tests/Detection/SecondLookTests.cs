using CsCheck;
using PlateRecognition.Detection;
using PlateRecognition.Imaging;

namespace PlateRecognition.Tests.Detection;

public sealed class SecondLookTests
{
    private static readonly ImageInputSpec Input = new(640, 384, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.ShrinkLetterbox);

    [Fact]
    public void TileOf_SmallPlateOfALargePhoto_ShowsFourWidthsAroundIt()
        => Assert.Equal(new PhotoTile(450, 280, 400, 240), SecondLook.TileOf(new PixelBox(600, 375, 100, 50), 1280, 720, Input));

    [Theory]
    [InlineData(640, 384, 360, 0.5)]
    [InlineData(1280, 768, 720, 0.5)]
    [InlineData(320, 300, 300, 0.6)]
    public void TileOf_PlateAsWideAsTheNetworkSees_ShowsThePhotoFromFurtherAway(int width, int height, double plate, double share)
    {
        var tile = SecondLook.TileOf(new PixelBox(5, 20, plate, 60), width, height, Input);

        Assert.Equal(new PhotoTile(0, 0, width, height) { Share = share }, tile);
    }

    [Theory]
    [InlineData(200, 1280, 720)]
    [InlineData(50, 640, 384)]
    [InlineData(20, 320, 200)]
    [InlineData(240, 640, 384)]
    public void TileOf_PlateThatWasSeenWell_IsNone(double plate, int width, int height)
        => Assert.Null(SecondLook.TileOf(new PixelBox(10, 10, plate, plate / 2), width, height, Input));

    [Fact]
    public void TileOf_AnyFind_LiesInThePhoto()
    {
        Gen.Select(Gen.Int[1, 6000], Gen.Int[1, 6000], Gen.Double[-500, 6000], Gen.Double[-500, 6000], Gen.Double[0.5, 900], Gen.Double[0.5, 900]).Sample((width, height, x, y, w, h) =>
        {
            if (SecondLook.TileOf(new PixelBox(x, y, w, h), width, height, Input) is { } tile)
                Assert.True(tile is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0, Share: > 0 and <= 1 } && tile.Left + tile.Width <= width && tile.Top + tile.Height <= height, $"{tile}");
        });
    }

    [Fact]
    public void Choose_SamePlateAmongOthers_IsThatOneAndAsSureAsTheSurerLook()
    {
        var find = Plate(100, 100, 50, 25, 0.7);

        var chosen = SecondLook.Choose(find, [Plate(300, 100, 50, 25, 0.9), Plate(98, 99, 60, 30, 0.6), Plate(120, 110, 50, 25, 0.8)]);

        Assert.Equal(new PixelBox(98, 99, 60, 30), chosen.Corners.Bounds);
        Assert.Equal(0.7, chosen.Confidence);
    }

    [Fact]
    public void Choose_NothingThere_KeepsTheFirstFind()
    {
        var find = Plate(100, 100, 50, 25, 0.7);

        Assert.Equal(find, SecondLook.Choose(find, [Plate(300, 100, 50, 25, 0.9)]));
    }

    private static DetectedPlate Plate(double x, double y, double width, double height, double confidence) => new(PlateCorners.Of(new PixelBox(x, y, width, height)), confidence);
}
