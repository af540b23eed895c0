using CsCheck;
using PlateRecognition.Detection;
using SkiaSharp;

namespace PlateRecognition.Tests.Detection;

public sealed class PlateStraightenerTests
{
    private static readonly StraightenOptions NoMargin = new() { MarginX = 0, MarginY = 0 };

    [Fact]
    public void Straighten_UprightBoxOnPixelEdges_CopiesThePixels()
    {
        using var picture = Noise(40, 30);

        using var crop = Straighten(picture, NoMargin, PlateCorners.Of(new PixelBox(7, 5, 24, 12)));

        Assert.Equal((24, 12), (crop.Width, crop.Height));
        for (var y = 0; y < crop.Height; y++)
        {
            for (var x = 0; x < crop.Width; x++)
            {
                var expected = picture.GetPixel(x + 7, y + 5);
                Assert.Equal((expected.Red, expected.Green, expected.Blue), At(crop, x, y));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-35)]
    [InlineData(180)]
    public void Straighten_RotatedPlate_StandsUprightAgain(float degrees)
    {
        var turn = SKMatrix.CreateRotationDegrees(degrees, 100, 100);
        using var picture = DrawQuarters(turn);

        using var crop = Straighten(picture, NoMargin, Corners(turn));

        Assert.InRange(crop.Width, 79, 81);
        Assert.InRange(crop.Height, 39, 41);
        AssertQuarters(crop);
    }

    [Fact]
    public void Straighten_PlateInPerspective_PutsTheMiddleInTheMiddle()
    {
        var view = SKMatrix.CreateTranslation(100, 100).PreConcat(new SKMatrix(1, 0.1f, 0, 0.15f, 0.9f, 0, 0.004f, 0.002f, 1)).PreConcat(SKMatrix.CreateTranslation(-100, -100));
        using var picture = DrawQuarters(view);

        using var crop = Straighten(picture, NoMargin, Corners(view));

        AssertQuarters(crop);
    }

    [Fact]
    public void Straighten_MarginBelowZero_CutsIntoThePlate()
    {
        using var picture = DrawQuarters(SKMatrix.Identity);

        using var crop = Straighten(picture, new StraightenOptions { MarginX = -0.1, MarginY = -0.2 }, Corners(SKMatrix.Identity));

        Assert.Equal((64, 24), (crop.Width, crop.Height));
        Assert.Equal((255, 0, 0), At(crop, 0, 0));
        Assert.Equal((255, 0, 0), At(crop, 30, 10));
        Assert.Equal((255, 255, 255), At(crop, 63, 23));
    }

    [Fact]
    public void Straighten_Margin_ShowsWhatIsAroundThePlate()
    {
        using var picture = DrawQuarters(SKMatrix.Identity);

        using var crop = Straighten(picture, new StraightenOptions { MarginX = 0.25, MarginY = 0.5 }, Corners(SKMatrix.Identity));

        Assert.Equal((120, 80), (crop.Width, crop.Height));
        Assert.Equal((128, 128, 128), At(crop, 10, 40));
        Assert.Equal((128, 128, 128), At(crop, 60, 10));
        Assert.Equal((255, 0, 0), At(crop, 25, 25));
    }

    [Fact]
    public void Straighten_LargePlate_ShrinksToTheMeanOfItsPixels()
    {
        // Black and white columns of a pixel: sampling without averaging would give either.
        using var picture = new SKBitmap(new SKImageInfo(800, 200, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < 200; y++)
        {
            for (var x = 0; x < 800; x++)
                picture.SetPixel(x, y, x % 2 == 0 ? SKColors.Black : SKColors.White);
        }

        using var crop = Straighten(picture, NoMargin with { LargestWidth = 200 }, PlateCorners.Of(new PixelBox(0, 0, 800, 200)));

        Assert.Equal((200, 50), (crop.Width, crop.Height));
        for (var x = 1; x < 199; x++)
            Assert.InRange(At(crop, x, 25).Red, 120, 135);
    }

    [Fact]
    public void Straighten_PlateBeyondTheEdge_RepeatsTheEdge()
    {
        using var picture = DrawQuarters(SKMatrix.Identity);

        using var crop = Straighten(picture, NoMargin, PlateCorners.Of(new PixelBox(-30, 90, 60, 20)));

        Assert.Equal((60, 20), (crop.Width, crop.Height));
        Assert.Equal((128, 128, 128), At(crop, 0, 10));
    }

    [Fact]
    public void Straighten_CrossedCorners_SaysSo()
    {
        using var picture = Noise(20, 20);
        var crossed = new PlateCorners(new(2, 2), new(18, 18), new(18, 2), new(2, 18));

        var fault = Assert.Throws<ArgumentException>(() => Straighten(picture, NoMargin, crossed));

        Assert.Contains("convex", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_AnyConvexOutline_TakesTheSquaresCornersToIt()
        => Gen.Select(Gen.Double[-20, 20].Array[8], Gen.Double[60, 500], Gen.Double[60, 500]).Sample((shift, width, height) =>
        {
            var corners = new PlateCorners(
                new(shift[0], shift[1]), new(width + shift[2], shift[3]), new(width + shift[4], height + shift[5]), new(shift[6], height + shift[7]));
            var map = new Homography(corners);

            AssertNear(corners.TopLeft, map.Map(0, 0));
            AssertNear(corners.TopRight, map.Map(1, 0));
            AssertNear(corners.BottomRight, map.Map(1, 1));
            AssertNear(corners.BottomLeft, map.Map(0, 1));
        });

    [Fact]
    public void Straighten_AnyConvexOutline_GivesACropWithinTheLimits()
        => Gen.Select(Gen.Double[-90, 90].Array[8], Gen.Double[1, 300]).Sample((shift, size) =>
        {
            using var picture = Noise(50, 40);
            var corners = new PlateCorners(
                new(shift[0], shift[1]), new(size + shift[2], shift[3]), new(size + shift[4], size + shift[5]), new(shift[6], size + shift[7]));
            if (!corners.IsConvex)
                return;

            using var crop = Straighten(picture, new StraightenOptions { LargestWidth = 64, LargestHeight = 32, MarginX = 0.3, MarginY = 0.3 }, corners);

            Assert.InRange(crop.Width, 8, 64);
            Assert.InRange(crop.Height, 8, 32);
        }, iter: 60);

    private static StraightenedPlate Straighten(SKBitmap picture, StraightenOptions options, PlateCorners corners)
        => new PlateStraightener(options).Straighten(picture.GetPixelSpan(), picture.Width, picture.Height, picture.RowBytes, corners);

    private static SKBitmap Noise(int width, int height)
    {
        var chance = new Random(3);
        var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        chance.NextBytes(picture.GetPixelSpan());
        return picture;
    }

    // An 80×40 plate at (60, 80): red, green, blue, white quarters on grey, seen through a matrix.
    private static SKBitmap DrawQuarters(SKMatrix matrix)
    {
        var picture = new SKBitmap(new SKImageInfo(200, 200, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(picture);
        canvas.Clear(new SKColor(128, 128, 128));
        canvas.SetMatrix(in matrix);
        SKColor[] colours = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.White];
        for (var quarter = 0; quarter < 4; quarter++)
        {
            using var paint = new SKPaint { Color = colours[quarter], IsAntialias = true };
            canvas.DrawRect(60 + 40 * (quarter % 2), 80 + 20 * (quarter / 2), 40, 20, paint);
        }

        return picture;
    }

    private static PlateCorners Corners(SKMatrix matrix)
    {
        return new PlateCorners(Map(60, 80), Map(140, 80), Map(140, 120), Map(60, 120));

        PixelPoint Map(float x, float y)
        {
            var point = matrix.MapPoint(x, y);
            return new PixelPoint(point.X, point.Y);
        }
    }

    private static void AssertQuarters(StraightenedPlate crop)
    {
        var (left, right, top, bottom) = (crop.Width * 45 / 100, crop.Width * 55 / 100, crop.Height * 40 / 100, crop.Height * 60 / 100);
        AssertNear((255, 0, 0), At(crop, left, top));
        AssertNear((0, 255, 0), At(crop, right, top));
        AssertNear((0, 0, 255), At(crop, left, bottom));
        AssertNear((255, 255, 255), At(crop, right, bottom));
        AssertNear((255, 0, 0), At(crop, 2, 2));
        AssertNear((255, 255, 255), At(crop, crop.Width - 3, crop.Height - 3));
    }

    private static void AssertNear((int Red, int Green, int Blue) expected, (int Red, int Green, int Blue) actual)
    {
        Assert.InRange(actual.Red, expected.Red - 12, expected.Red + 12);
        Assert.InRange(actual.Green, expected.Green - 12, expected.Green + 12);
        Assert.InRange(actual.Blue, expected.Blue - 12, expected.Blue + 12);
    }

    private static void AssertNear(PixelPoint expected, PixelPoint actual)
    {
        Assert.Equal(expected.X, actual.X, 1e-6);
        Assert.Equal(expected.Y, actual.Y, 1e-6);
    }

    private static (int Red, int Green, int Blue) At(StraightenedPlate crop, int x, int y)
    {
        var pixel = crop.Rgba.Slice(y * crop.Stride + x * 4, 4);
        Assert.Equal(255, pixel[3]);
        return (pixel[0], pixel[1], pixel[2]);
    }
}
