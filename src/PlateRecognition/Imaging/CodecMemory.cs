using System.Buffers.Binary;
using SkiaSharp;

namespace PlateRecognition.Imaging;

/// <summary>
/// What a codec holds of a picture besides the pixels it gives, in pixels of four bytes. Most read a few rows at a time; those that cannot
/// hold all of the picture, however small it is decoded.
/// </summary>
internal static class CodecMemory
{
    private const byte StartOfScan = 0xDA, Progressive = 0xC2;

    /// <summary>Pixels that the codec may hold, by the file's header; what the header does not tell counts as all.</summary>
    public static long PixelsOf(SKEncodedImageFormat format, ReadOnlySpan<byte> encoded, long pixels) => format switch
    {
        SKEncodedImageFormat.Jpeg => pixels * JpegComponentsKept(encoded) / 2,
        SKEncodedImageFormat.Png => IsInterlaced(encoded) ? pixels : 0,
        // Without loss, or with transparency.
        _ => IsPlainVp8(encoded) ? 0 : pixels,
    };

    // Coefficients of two bytes, of every component, where the picture comes in several scans.
    private static int JpegComponentsKept(ReadOnlySpan<byte> encoded)
    {
        const int Most = 4;
        var components = Most;
        for (var at = 2; at + 10 <= encoded.Length;)
        {
            if (encoded[at] != 0xFF)
                return Most;
            var marker = encoded[at + 1];
            if (marker == 0xFF)
            {
                // Fill bytes may stand before any marker.
                at++;
                continue;
            }

            // A frame: C0 to CF, but for three other tables among them.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                components = Math.Min(Most, (int)encoded[at + 9]);
                if (marker >= Progressive)
                    return components;
            }
            else if (marker == StartOfScan)
            {
                return encoded[at + 4] < components ? components : 0;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 2)..]);
        }

        return Most;
    }

    private static bool IsInterlaced(ReadOnlySpan<byte> png)
    {
        const int At = 28;
        return png.Length <= At || png[At] != 0;
    }

    private static bool IsPlainVp8(ReadOnlySpan<byte> webp)
    {
        const int At = 12;
        return webp.Length > At && webp[At..].StartsWith("VP8 "u8);
    }
}
