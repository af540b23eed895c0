using System.Buffers.Binary;
using PlateRecognition.Tests.Imaging;

namespace PlateApi.Fuzz.Pictures;

/// <summary>Makes the checksums of a mutated PNG right again: else the decoder would refuse the damage before it looks at it.</summary>
internal static class PngChecksums
{
    private const int Signature = 8, Frame = 12;

    /// <summary>Rewrites the checksum of every chunk, as far as chunks follow each other.</summary>
    public static void Repair(Span<byte> png)
    {
        for (var at = Signature; at + Frame <= png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (length < 0 || length > png.Length - at - Frame)
                return;
            BinaryPrimitives.WriteUInt32BigEndian(png[(at + 8 + length)..], PngBytes.Checksum(png.Slice(at + 4, 4 + length)));
            at += Frame + length;
        }
    }
}
