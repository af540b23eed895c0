using PlateRecognition.Tests.Imaging;
using SkiaSharp;

namespace PlateApi.Fuzz.Pictures;

/// <summary>Good pictures, small and of all kinds that are taken, made here: what is mutated.</summary>
internal static class PictureSeeds
{
    /// <summary>Makes them.</summary>
    public static byte[][] Make()
    {
        var jpeg = Encode(48, 32, SKEncodedImageFormat.Jpeg, 80);
        var webp = Encode(24, 16, SKEncodedImageFormat.Webp, 80);
        return
        [
            jpeg, Encode(200, 60, SKEncodedImageFormat.Jpeg, 90), JpegBytes.Uniform(33, 20, progressive: true, 10, 200, 90, 40), JpegBytes.Uniform(33, 20, progressive: false, 10, 200, 90, 40),
            JpegBytes.Uniform(16, 16, progressive: true, 128), JpegBytes.Uniform(40, 9, progressive: false, 20, 30, 40), Exif.In(jpeg, Exif.Tiff(6)), Exif.In(jpeg, Exif.Tiff(3, bigEndian: true)),
            JpegBytes.WithSegment(jpeg, 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[128]]),
            Encode(31, 17, SKEncodedImageFormat.Png, 100), new PngBytes().Header(9, 3, 16, 6).Rows(new byte[72], new byte[72], new byte[72]).End(),
            new PngBytes().Header(5, 2, 8, 3).Chunk("PLTE", 1, 2, 3, 200, 100, 50).Chunk("tRNS", 9, 128).Rows([0, 1, 0, 1, 1], [1, 1, 1, 0, 0]).End(),
            new PngBytes().Header(8, 2, 1, 0).Rows([0b10101010], [0b01010101]).End(), new PngBytes().Header(3, 1, 8, 4).Chunk("gAMA", 0, 0, 0xB1, 0x8F).Rows([1, 255, 2, 128, 3, 0]).End(),
            webp, Encode(24, 24, SKEncodedImageFormat.Webp, 100), WebPBytes.Animation(24, 16, webp, webp), WebPBytes.WithExif(24, 16, webp, Exif.Tiff(8)),
        ];
    }

    private static byte[] Encode(int width, int height, SKEncodedImageFormat format, int quality)
    {
        using var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                picture.SetPixel(x, y, new SKColor((byte)(x * 255 / width), (byte)(y * 255 / height), (byte)(x * 7 ^ y * 13), (byte)(x == y ? 128 : 255)));
        }

        using var data = picture.Encode(format, quality);
        return data.ToArray();
    }
}
