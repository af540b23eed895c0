using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace PlateRecognition.Tests.Imaging;

/// <summary>Writes PNG files chunk by chunk (ISO/IEC 15948), so that tests can write what no encoder would.</summary>
internal sealed class PngBytes
{
    private readonly List<byte> _file = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A header; colour types are 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.</summary>
    public PngBytes Header(uint width, uint height, byte depth, byte colourType)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colourType);
        return Chunk("IHDR", header);
    }

    /// <summary>Image data: each row is a filter byte 0 and the samples.</summary>
    public PngBytes Rows(params byte[][] rows) => Chunk("IDAT", Deflate(rows));

    public PngBytes Chunk(string type, params byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Checksum(chunk.AsSpan(4, data.Length + 4)));
        _file.AddRange(chunk);
        return this;
    }

    public byte[] End() => [.. Chunk("IEND")._file];

    public static byte[] Deflate(params byte[][] rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            foreach (var row in rows)
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    /// <summary>The checksum that ends a chunk, of its type and its data.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? sum >> 1 ^ 0xEDB88320 : sum >> 1;
        }

        return ~sum;
    }
}
