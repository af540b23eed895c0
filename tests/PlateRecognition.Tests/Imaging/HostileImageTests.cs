using System.Text;
using PlateRecognition.Imaging;
using SkiaSharp;

namespace PlateRecognition.Tests.Imaging;

public sealed class HostileImageTests
{
    public static TheoryData<SKEncodedImageFormat> TakenFormats => [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp];

    [Fact]
    public void TryDecode_NoBytes_IsEmpty() => Assert.Equal(ImageFault.Empty, Pictures.Refuse([]).Fault);

    [Theory]
    [InlineData("hello, this is no picture", null)]
    [InlineData("\0", null)]
    [InlineData("GIF89a\u0001\0\u0001\0", "GIF")]
    [InlineData("BM123456789012345678901234567890", "BMP")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("II*\0....", "TIFF")]
    [InlineData("\0\0\0\u001cftypavif....", "AVIF")]
    [InlineData("PK\u0003\u0004....", "ZIP")]
    [InlineData("RIFF\u0010\0\0\0WAVEfmt ", null)]
    public void TryDecode_OtherFormat_IsRefusedByName(string bytes, string? name)
    {
        var problem = Pictures.Refuse(Encoding.Latin1.GetBytes(bytes));

        Assert.Equal(ImageFault.UnsupportedFormat, problem.Fault);
        Assert.Contains("no JPEG, PNG or WebP", problem.Detail, StringComparison.Ordinal);
        if (name is not null)
            Assert.Contains(name, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 })]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A })]
    [InlineData(new byte[] { 0x52, 0x49, 0x46, 0x46, 4, 0, 0, 0, 0x57, 0x45, 0x42, 0x50 })]
    public void TryDecode_MagicBytesAndNoMore_IsNoImage(byte[] bytes)
        => Assert.Contains(Pictures.Refuse(bytes).Fault, new[] { ImageFault.NotAnImage, ImageFault.CutShort });

    [Theory]
    [MemberData(nameof(TakenFormats))]
    public void TryDecode_FileCutAnywhere_IsRefused(SKEncodedImageFormat format)
    {
        var whole = Pictures.Textured(80, 60, format);
        // Not the very end: a file whose last rows are all there is read, whatever is missing after them.
        for (var length = 16; length < whole.Length * 9 / 10; length += 1 + whole.Length / 150)
        {
            var problem = Pictures.Refuse(whole[..length]);

            Assert.Contains(problem.Fault, new[] { ImageFault.CutShort, ImageFault.NotAnImage });
        }
    }

    [Theory]
    [MemberData(nameof(TakenFormats))]
    public void TryDecode_FileCutInItsData_IsCutShort(SKEncodedImageFormat format)
    {
        var whole = Pictures.Textured(300, 200, format);

        var problem = Pictures.Refuse(whole[..(whole.Length / 2)]);

        Assert.Equal(ImageFault.CutShort, problem.Fault);
        Assert.Contains("300×200", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TryDecode_CutJpegDecodedSmaller_IsCutShort()
    {
        var whole = Pictures.Textured(800, 600, SKEncodedImageFormat.Jpeg);

        var decoded = ImageDecoder.TryDecode(whole.AsMemory(0, whole.Length / 2), new ImageLimits(), 100, 75, out _, out var problem);

        Assert.False(decoded);
        Assert.Equal(ImageFault.CutShort, problem!.Fault);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 50)]
    public void TryDecode_JpegHeaderForgedTo65500_IsRefusedUndecoded(int neededWidth, int neededHeight)
    {
        var forged = JpegBytes.WithSize(Pictures.InQuadrants(64, 64), 65500, 65500);

        var decoded = ImageDecoder.TryDecode(forged, new ImageLimits { MaxSide = int.MaxValue }, neededWidth, neededHeight, out _, out var problem);

        Assert.False(decoded);
        Assert.Equal(ImageFault.TooManyPixels, problem!.Fault);
        Assert.Contains("65500×65500", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("40000000", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1, int.MaxValue)]
    [InlineData(16_385, 1)]
    public void TryDecode_PngBomb_IsRefusedUndecoded(int width, int height)
    {
        var bomb = new PngBytes().Header((uint)width, (uint)height, 8, 2).Rows(new byte[300_000]).End();

        Assert.Contains(Pictures.Refuse(bomb).Fault, new[] { ImageFault.TooManyPixels, ImageFault.NotAnImage });
    }

    [Fact]
    public void TryDecode_WebPLargerThanAllowed_IsRefused()
        => Assert.Equal(ImageFault.TooManyPixels, Pictures.Refuse(Pictures.Textured(101, 100, SKEncodedImageFormat.Webp), new ImageLimits { MaxPixels = 10_000 }).Fault);

    [Theory]
    [InlineData(100, 100, 10_000, 100, null)]
    [InlineData(101, 99, 10_000, 100, "MaxImageSide")]
    [InlineData(100, 101, 9_999, 200, "MaxImagePixels")]
    public void TryDecode_AtTheLimits_NamesTheSettingThatIsPassed(int width, int height, int maxPixels, int maxSide, string? setting)
    {
        var limits = new ImageLimits { MaxPixels = maxPixels, MaxSide = maxSide };
        var png = Pictures.Textured(width, height, SKEncodedImageFormat.Png);

        var decoded = ImageDecoder.TryDecode(png, limits, 0, 0, out var image, out var problem);

        image?.Dispose();
        Assert.Equal(setting is null, decoded);
        if (setting is not null)
            Assert.Contains(setting, problem!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(0, 0)]
    public void TryDecode_PngWithoutPixels_IsRefused(int width, int height)
        => Assert.Equal(ImageFault.NotAnImage, Pictures.Refuse(new PngBytes().Header((uint)width, (uint)height, 8, 2).Rows([]).End()).Fault);

    [Fact]
    public void TryDecode_JpegWithoutPixels_IsRefused()
        => Assert.Contains(Pictures.Refuse(JpegBytes.WithSize(Pictures.InQuadrants(16, 16), 0, 16)).Fault, new[] { ImageFault.NotAnImage, ImageFault.CutShort });

    [Fact]
    public void TryDecode_PngWithWrongChecksum_IsRefused()
    {
        var png = Pictures.Textured(40, 30, SKEncodedImageFormat.Png);
        png[png.Length / 2] ^= 0x55;

        Assert.Contains(Pictures.Refuse(png).Fault, new[] { ImageFault.CutShort, ImageFault.NotAnImage });
    }

    [Fact]
    public void TryDecode_JpegWithHugeExif_IsDecoded()
    {
        using var image = Pictures.Decode(Exif.In(Pictures.InQuadrants(32, 32), [.. Exif.Tiff(3), .. new byte[65_000]]));

        Pictures.AssertColour(SKColors.White, image.At(4, 4));
    }

    [Fact]
    public void TryDecode_BytesAfterTheEnd_AreIgnored()
    {
        using var image = Pictures.Decode([.. Pictures.InQuadrants(32, 32), .. Encoding.ASCII.GetBytes("<script>alert(1)</script>")]);

        Pictures.AssertQuadrants(image, Pictures.Quadrants);
    }

    [Fact]
    public void TryDecode_MutatedPictures_NeverThrowAndKeepTheLimits()
    {
        byte[][] seeds =
        [
            Pictures.Textured(48, 32, SKEncodedImageFormat.Jpeg), Pictures.Textured(31, 17, SKEncodedImageFormat.Png), Pictures.Textured(40, 24, SKEncodedImageFormat.Webp),
            Pictures.Textured(24, 24, SKEncodedImageFormat.Webp, 100), JpegBytes.Uniform(33, 20, progressive: true, 10, 200, 90, 40),
            JpegBytes.Uniform(33, 20, progressive: false, 10, 200, 90, 40), Exif.In(Pictures.InQuadrants(32, 16), Exif.Tiff(6)),
            new PngBytes().Header(9, 3, 16, 6).Rows(new byte[72], new byte[72], new byte[72]).End(),
            WebPBytes.Animation(24, 16, Pictures.InQuadrants(24, 16, SKEncodedImageFormat.Webp), Pictures.InQuadrants(24, 16, SKEncodedImageFormat.Webp)),
        ];
        var budget = new MemoryBudget(1_000_000);
        var limits = new ImageLimits { MaxPixels = 200_000, MaxSide = 2_000, PixelsInFlight = budget };
        var random = new Random(20261123);
        var decodedCount = 0;
        for (var round = 0; round < 6_000; round++)
        {
            var mutated = Mutate(seeds[round % seeds.Length], random);
            var needed = round % 3 == 0 ? 0 : random.Next(1, 12);

            if (!ImageDecoder.TryDecode(mutated, limits, needed, needed, out var image, out var problem))
            {
                Assert.NotEmpty(problem.Detail);
                Assert.Equal(0, budget.Held);
                continue;
            }

            using (image)
            {
                Assert.InRange((long)image.OriginalWidth * image.OriginalHeight, 1, limits.MaxPixels);
                Assert.InRange(image.Width, 1, image.OriginalWidth);
                Assert.Equal(image.Width * image.Height * 4, image.Rgba.Length);
                Assert.Equal(image.Width * image.Height, budget.Held);
                decodedCount++;
            }

            Assert.Equal(0, budget.Held);
        }

        // Were every mutation refused at the door, nothing would have been tried.
        Assert.InRange(decodedCount, 500, 5_500);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var hits = random.Next(1, 5); hits > 0; hits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes.InsertRange(at, [0xFF, (byte)random.Next(256)]);
                    break;
                case 4:
                    bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)255;
                    break;
                default:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
