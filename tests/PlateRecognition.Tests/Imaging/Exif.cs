using System.Buffers.Binary;

namespace PlateRecognition.Tests.Imaging;

/// <summary>EXIF blocks by hand: a TIFF header, one directory, one entry.</summary>
internal static class Exif
{
    /// <summary>A TIFF block that names an orientation, 1 to 8.</summary>
    public static byte[] Tiff(ushort orientation, bool bigEndian = false)
    {
        var block = new byte[26];
        (block[0], block[1]) = bigEndian ? ((byte)'M', (byte)'M') : ((byte)'I', (byte)'I');
        Write16(2, 42);
        Write32(4, 8);
        Write16(8, 1);
        Write16(10, 0x0112);
        Write16(12, 3);
        Write32(14, 1);
        Write16(18, orientation);
        return block;

        void Write16(int at, ushort value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), value);
        }

        void Write32(int at, uint value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(at), value);
        }
    }

    /// <summary>A JPEG with an EXIF block in its APP1 segment.</summary>
    public static byte[] In(byte[] jpeg, byte[] tiff) => JpegBytes.WithSegment(jpeg, 0xE1, [.. "Exif\0\0"u8, .. tiff]);
}
