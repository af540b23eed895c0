using SkiaSharp;

namespace PlateRecognition.Tests.Imaging;

public sealed class ImageOrientationTests
{
    private const int Width = 48, Height = 32;

    // Stored red, green / blue, white; by EXIF 2.32 the orientation says where row 0 and column 0 belong.
    public static TheoryData<int, string> Upright => new()
    {
        { 1, "RG BW" }, { 2, "GR WB" }, { 3, "WB GR" }, { 4, "BW RG" },
        { 5, "RB GW" }, { 6, "BR WG" }, { 7, "WG BR" }, { 8, "GW RB" },
    };

    [Theory]
    [MemberData(nameof(Upright))]
    public void TryDecode_JpegWithOrientation_TurnsItUpright(int orientation, string expected)
    {
        foreach (var bigEndian in new[] { false, true })
            AssertUpright(Exif.In(Pictures.InQuadrants(Width, Height), Exif.Tiff((ushort)orientation, bigEndian)), orientation, expected);
    }

    [Theory]
    [MemberData(nameof(Upright))]
    public void TryDecode_WebPWithOrientation_TurnsItUpright(int orientation, string expected)
        => AssertUpright(WebPBytes.WithExif(Width, Height, Pictures.InQuadrants(Width, Height, SKEncodedImageFormat.Webp), Exif.Tiff((ushort)orientation)), orientation, expected);

    [Theory]
    [MemberData(nameof(Upright))]
    public void TryDecode_LargeJpegWithOrientation_IsScaledAndUpright(int orientation, string expected)
    {
        var jpeg = Exif.In(Pictures.InQuadrants(960, 640), Exif.Tiff((ushort)orientation));
        var (width, height) = orientation <= 4 ? (960, 640) : (640, 960);
        using var image = Pictures.Decode(jpeg, width / 8, height / 8);

        Assert.Equal((width / 4, height / 4), (image.Width, image.Height));
        Assert.Equal((width, height), (image.OriginalWidth, image.OriginalHeight));
        Pictures.AssertQuadrants(image, Colours(expected));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void TryDecode_OrientationThatDoesNotExist_IsIgnored(int orientation)
    {
        using var image = Pictures.Decode(Exif.In(Pictures.InQuadrants(Width, Height), Exif.Tiff((ushort)orientation)));

        Pictures.AssertQuadrants(image, Pictures.Quadrants);
    }

    [Fact]
    public void TryDecode_CorruptExif_IsHarmless()
    {
        var jpeg = Pictures.InQuadrants(Width, Height);
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var tiff = Exif.Tiff(1, round % 2 == 0);
            for (var hits = random.Next(1, 8); hits > 0; hits--)
                tiff[random.Next(tiff.Length)] = (byte)random.Next(256);
            using var image = Pictures.Decode(Exif.In(jpeg, tiff[..random.Next(tiff.Length + 1)]));

            // Whatever orientation the bytes now name, the size is one of two.
            Assert.Contains((image.Width, image.Height), new[] { (Width, Height), (Height, Width) });
        }
    }

    private static void AssertUpright(byte[] encoded, int orientation, string expected)
    {
        using var image = Pictures.Decode(encoded);

        var size = orientation <= 4 ? (Width, Height) : (Height, Width);
        Assert.Equal(size, (image.Width, image.Height));
        Assert.Equal(size, (image.OriginalWidth, image.OriginalHeight));
        Pictures.AssertQuadrants(image, Colours(expected));
    }

    private static SKColor[] Colours(string letters)
        => [.. letters.Replace(" ", "", StringComparison.Ordinal).Select(letter => Pictures.Quadrants["RGBW".IndexOf(letter, StringComparison.Ordinal)])];
}
