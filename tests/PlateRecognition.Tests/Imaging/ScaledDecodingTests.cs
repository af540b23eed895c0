using SkiaSharp;

namespace PlateRecognition.Tests.Imaging;

public sealed class ScaledDecodingTests
{
    [Theory]
    [InlineData(1600, 800, 100, 50, 200, 100)]
    [InlineData(1600, 800, 101, 50, 400, 200)]
    [InlineData(1600, 800, 200, 100, 400, 200)]
    [InlineData(1600, 800, 400, 200, 800, 400)]
    [InlineData(1600, 800, 401, 200, 1600, 800)]
    [InlineData(1600, 800, 100, 400, 1600, 800)]
    [InlineData(1600, 800, 0, 0, 1600, 800)]
    [InlineData(1601, 803, 100, 50, 201, 101)]
    public void TryDecode_MuchLargerJpeg_IsDecodedAtAnEighthQuarterOrHalf(int width, int height, int neededWidth, int neededHeight, int expectedWidth, int expectedHeight)
    {
        using var image = Pictures.Decode(Pictures.InQuadrants(width, height), neededWidth, neededHeight);

        Assert.Equal((expectedWidth, expectedHeight), (image.Width, image.Height));
        Assert.Equal((width, height), (image.OriginalWidth, image.OriginalHeight));
        Pictures.AssertQuadrants(image, Pictures.Quadrants);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void TryDecode_OtherFormats_AreDecodedInFull(SKEncodedImageFormat format)
    {
        using var image = Pictures.Decode(Pictures.InQuadrants(400, 200, format), 20, 10);

        Assert.Equal((400, 200), (image.Width, image.Height));
    }

    [Fact]
    public void TryDecode_GreyAndCmykJpegs_ScaleToo()
    {
        using var grey = Pictures.Decode(JpegBytes.Uniform(640, 320, progressive: false, 77), 40, 20);
        using var cmyk = Pictures.Decode(JpegBytes.Uniform(640, 320, progressive: true, 255, 0, 0, 255), 40, 20);

        Assert.Equal((80, 40), (grey.Width, grey.Height));
        Pictures.AssertColour(new SKColor(77, 77, 77), grey.At(40, 20), 1);
        Assert.Equal((80, 40), (cmyk.Width, cmyk.Height));
        Pictures.AssertColour(SKColors.Red, cmyk.At(40, 20), 2);
    }
}
