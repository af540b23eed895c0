using SkiaSharp;

namespace PlateRecognition.Tests.Imaging;

public sealed class ImageDecoderTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void TryDecode_TakenFormat_GivesItsPixels(SKEncodedImageFormat format)
    {
        using var image = Pictures.Decode(Pictures.InQuadrants(64, 32, format));

        Assert.Equal((64, 32), (image.Width, image.Height));
        Assert.Equal((64, 32), (image.OriginalWidth, image.OriginalHeight));
        Assert.Equal(64 * 32 * 4, image.Rgba.Length);
        Pictures.AssertQuadrants(image, Pictures.Quadrants);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    [InlineData(17, 13)]
    public void TryDecode_OddSize_KeepsIt(int width, int height)
    {
        foreach (var format in new[] { SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp })
        {
            using var image = Pictures.Decode(Pictures.Textured(width, height, format));

            Assert.Equal((width, height), (image.Width, image.Height));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryDecode_GreyJpeg_IsGrey(bool progressive)
    {
        using var image = Pictures.Decode(JpegBytes.Uniform(20, 12, progressive, 200));

        Assert.Equal((20, 12), (image.Width, image.Height));
        Pictures.AssertColour(new SKColor(200, 200, 200), image.At(19, 11), 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryDecode_RgbJpeg_KeepsItsChannels(bool progressive)
    {
        using var image = Pictures.Decode(JpegBytes.Uniform(9, 9, progressive, 210, 120, 30));

        Pictures.AssertColour(new SKColor(210, 120, 30), image.At(8, 8), 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryDecode_CmykJpegWithoutProfile_BecomesRgb(bool progressive)
    {
        // Adobe stores CMYK inverted: no cyan, full magenta and yellow, no black.
        using var image = Pictures.Decode(JpegBytes.Uniform(16, 16, progressive, 255, 0, 0, 255));

        Pictures.AssertColour(SKColors.Red, image.At(8, 8), 2);
    }

    [Fact]
    public void TryDecode_SixteenBitPng_KeepsTheHighBytes()
    {
        byte[] row = [0xC8, 0x00, 0x64, 0x00, 0x0A, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0x80, 0x00];
        using var image = Pictures.Decode(new PngBytes().Header(2, 1, 16, 2).Rows(row).End());

        Pictures.AssertColour(new SKColor(200, 100, 10), image.At(0, 0), 1);
        Pictures.AssertColour(new SKColor(0, 255, 128), image.At(1, 0), 1);
    }

    [Fact]
    public void TryDecode_SixteenBitGreyPng_IsGrey()
    {
        using var image = Pictures.Decode(new PngBytes().Header(1, 1, 16, 0).Rows([0x80, 0x00]).End());

        Pictures.AssertColour(new SKColor(128, 128, 128), image.At(0, 0), 1);
    }

    [Fact]
    public void TryDecode_OneBitPng_IsBlackAndWhite()
    {
        using var image = Pictures.Decode(new PngBytes().Header(8, 1, 1, 0).Rows([0b0101_0101]).End());

        Assert.Equal((0, 0, 0), image.At(0, 0));
        Assert.Equal((255, 255, 255), image.At(7, 0));
    }

    [Fact]
    public void TryDecode_PalettePng_LooksColoursUp()
    {
        var png = new PngBytes().Header(2, 1, 8, 3).Chunk("PLTE", 255, 0, 0, 0, 0, 255).Rows([1, 0]).End();
        using var image = Pictures.Decode(png);

        Assert.Equal((0, 0, 255), image.At(0, 0));
        Assert.Equal((255, 0, 0), image.At(1, 0));
    }

    [Fact]
    public void TryDecode_TransparentPixels_LieOnWhite()
    {
        // Clear black, half black, opaque black; then the same through a palette's transparency.
        using var direct = Pictures.Decode(new PngBytes().Header(3, 1, 8, 6).Rows([0, 0, 0, 0, 0, 0, 0, 128, 0, 0, 0, 255]).End());
        using var palette = Pictures.Decode(new PngBytes().Header(2, 1, 8, 3).Chunk("PLTE", 0, 0, 0, 0, 0, 0).Chunk("tRNS", 0, 255).Rows([0, 1]).End());
        using var grey = Pictures.Decode(new PngBytes().Header(2, 1, 8, 4).Rows([90, 0, 90, 255]).End());

        Assert.Equal((255, 255, 255), direct.At(0, 0));
        Pictures.AssertColour(new SKColor(127, 127, 127), direct.At(1, 0), 1);
        Assert.Equal((0, 0, 0), direct.At(2, 0));
        Assert.Equal((255, 255, 255), palette.At(0, 0));
        Assert.Equal((0, 0, 0), palette.At(1, 0));
        Assert.Equal((255, 255, 255), grey.At(0, 0));
        Assert.Equal((90, 90, 90), grey.At(1, 0));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Webp, 100)]
    [InlineData(SKEncodedImageFormat.Webp, 80)]
    public void TryDecode_TransparentWebP_LiesOnWhite(SKEncodedImageFormat format, int quality)
    {
        using var image = Pictures.Decode(Pictures.Encode(16, 16, (x, _) => x < 8 ? SKColors.Transparent : SKColors.Red, format, quality));

        Pictures.AssertColour(SKColors.White, image.At(2, 8));
        Pictures.AssertColour(SKColors.Red, image.At(13, 8));
    }

    [Fact]
    public void TryDecode_PngWithLinearGamma_BecomesSrgb()
    {
        byte[] srgbPrimaries = [0, 0, 0x7A, 0x26, 0, 0, 0x80, 0x84, 0, 0, 0xFA, 0, 0, 0, 0x80, 0xE8, 0, 0, 0x75, 0x30, 0, 0, 0xEA, 0x60, 0, 0, 0x3A, 0x98, 0, 0, 0x17, 0x70];
        var png = new PngBytes().Header(1, 1, 8, 2).Chunk("gAMA", 0, 1, 0x86, 0xA0).Chunk("cHRM", srgbPrimaries).Rows([128, 128, 128]).End();
        using var image = Pictures.Decode(png);

        // Half the light is 188 of 255 in sRGB.
        Pictures.AssertColour(new SKColor(188, 188, 188), image.At(0, 0), 2);
    }

    [Fact]
    public void TryDecode_AnimatedWebP_GivesTheFirstFrame()
    {
        var frames = new[] { SKColors.Red, SKColors.Blue }.Select(colour => Pictures.Encode(24, 16, (_, _) => colour, SKEncodedImageFormat.Webp, 100));
        using var image = Pictures.Decode(WebPBytes.Animation(24, 16, [.. frames]));

        Assert.Equal((24, 16), (image.Width, image.Height));
        Pictures.AssertColour(SKColors.Red, image.At(12, 8));
    }

    [Fact]
    public void TryDecode_AnimatedPng_GivesTheFirstFrame()
    {
        byte[] FrameControl(byte sequence) => [0, 0, 0, sequence, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0];
        var png = new PngBytes().Header(1, 1, 8, 2).Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0)
            .Chunk("fcTL", FrameControl(0)).Rows([255, 0, 0])
            .Chunk("fcTL", FrameControl(1)).Chunk("fdAT", [0, 0, 0, 2, .. PngBytes.Deflate([0, 0, 255])])
            .End();
        using var image = Pictures.Decode(png);

        Assert.Equal((255, 0, 0), image.At(0, 0));
    }

    [Fact]
    public void TryDecode_SamePictureTwice_GivesTheSameBytes()
    {
        var encoded = Pictures.Textured(123, 45, SKEncodedImageFormat.Jpeg);
        using var first = Pictures.Decode(encoded);
        using var second = Pictures.Decode(encoded);

        Assert.True(first.Rgba.SequenceEqual(second.Rgba));
    }

    [Fact]
    public void Rgba_DisposedImage_Throws()
    {
        var image = Pictures.Decode(Pictures.InQuadrants(8, 8));
        image.Dispose();
        image.Dispose();

        Assert.Throws<ObjectDisposedException>(() => image.Rgba.Length);
    }
}
