using PlateRecognition.Detection;
using PlateRecognition.Imaging;
using PlateRecognition.Plates;
using PlateRecognition.Tests.Imaging;
using SkiaSharp;

namespace PlateRecognition.Tests;

public sealed class PlateViewTests
{
    [Theory]
    [InlineData(true, "a plate that fills it", 300, 100, 5, 5, 290, 90)]
    [InlineData(true, "half of it", 300, 150, 5, 20, 160, 80)]
    [InlineData(true, "a part of the plate, in a picture wider than any photo", 800, 260, 230, 50, 330, 170)]
    [InlineData(false, "a plate as wide in a picture of a photo's shape", 800, 500, 230, 150, 330, 250)]
    [InlineData(false, "a low plate in a wide strip of a photo", 1600, 400, 600, 200, 420, 90)]
    [InlineData(false, "a small plate", 800, 500, 230, 150, 80, 30)]
    public void IsCrop_OneFind_IsToldByItsSizeAndThePicturesShape(bool isCrop, string what, int width, int height, double x, double y, double plateWidth, double plateHeight)
    {
        using var image = Pictures.Decode(Pictures.Encode(width, height, (_, _) => SKColors.Gray, SKEncodedImageFormat.Png));

        Assert.True(PlateView.IsCrop(image, [new DetectedPlate(PlateCorners.Of(new PixelBox(x, y, plateWidth, plateHeight)), 0.9)]) == isCrop, what);
    }

    [Theory]
    [InlineData(true, 0.95)]
    [InlineData(false, 0.87)]
    public void OfCrop_Find_IsWhereThePlateIs_OnlyWhereItFillsTheWidth(bool found, double share)
    {
        using var image = Pictures.Decode(Pictures.Encode(200, 60, (_, _) => SKColors.Gray, SKEncodedImageFormat.Png));
        var find = new DetectedPlate(PlateCorners.Of(new PixelBox(0, 5, 200 * share, 50)), 0.9);

        var view = Assert.Single(PlateView.OfCrop(image, [find], cuts: 3));

        var whole = PlateCorners.Of(new PixelBox(0, 0, 200, 60));
        Assert.Equal(found ? find.Corners : whole, view.Corners);
        Assert.Equal([default, whole, whole], view.Cuts.Select(cut => cut.Corners));
        Assert.Equal(PlateCut.WholePicture, view.Cuts[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OfCrop_NoFind_IsReadInAsManyCutsAsAskedFor(int count)
    {
        using var image = Pictures.Decode(Pictures.Encode(200, 60, (_, _) => SKColors.Gray, SKEncodedImageFormat.Png));

        Assert.Equal(count, Assert.Single(PlateView.OfCrop(image, [], count)).Cuts.Distinct().Count());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    public void OfCrop_PictureOfAPixelsWidthOrHeight_CanBeShownInEachCut(int width, int height)
    {
        var spec = new ImageInputSpec(32, 16, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);
        using var image = Pictures.Decode(Pictures.Encode(width, height, (_, _) => SKColors.Orange, SKEncodedImageFormat.Png));

        Assert.All(Assert.Single(PlateView.OfCrop(image, [], cuts: 3)).Cuts, cut =>
        {
            var input = new byte[spec.ByteCount];
            cut.Show(image, spec, input);
            Assert.Contains(input, value => value == SKColors.Orange.Red);
        });
    }

    [Fact]
    public void OfPhoto_Find_IsReadInAsManyCutsAsAskedFor()
    {
        var tilted = new PlateCorners(new(10, 10), new(110, 30), new(110, 60), new(10, 40));

        foreach (var count in new[] { 1, 2, 3, 5 })
        {
            var cuts = Assert.Single(PlateView.OfPhoto([new DetectedPlate(tilted, 0.9)], count)).Cuts;
            Assert.Equal(count, cuts.Distinct().Count());
            Assert.All(cuts, cut => Assert.Equal(tilted, cut.Corners));
        }
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.6, true)]
    public void Of_SureTextOfAPhoto_IsAcceptedOnlyWhereThereSurelyIsAPlate(double heat, bool accepted)
    {
        var find = new DetectedPlate(PlateCorners.Of(new PixelBox(10, 10, 100, 30)), heat);
        var word = new PlateReading("TAXI", 0.99, [], [new TextCandidate("TAXI", 0.99)]);

        Assert.Equal(accepted, RecognizedPlate.Of(PlateView.OfPhoto([find], 1)[0], word, acceptThreshold: 0.9).Accepted);
    }

    [Fact]
    public void Of_SureTextOfACrop_IsAcceptedHoweverSureTheFinderWas()
    {
        using var image = Pictures.Decode(Pictures.Encode(200, 60, (_, _) => SKColors.Gray, SKEncodedImageFormat.Png));
        var view = PlateView.OfCrop(image, [new DetectedPlate(PlateCorners.Of(new PixelBox(0, 5, 190, 50)), 0.4)], 1)[0];

        Assert.True(RecognizedPlate.Of(view, new PlateReading("AB12CDE", 0.99, [], [new TextCandidate("AB12CDE", 0.99)]), acceptThreshold: 0.9).Accepted);
    }
}
