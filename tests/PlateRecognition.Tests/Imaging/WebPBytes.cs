using System.Buffers.Binary;

namespace PlateRecognition.Tests.Imaging;

/// <summary>WebP files in the extended format (RFC 9649), put together from still ones.</summary>
internal static class WebPBytes
{
    private const byte AnimationFlag = 0x02, ExifFlag = 0x08;

    /// <summary>An animation of still pictures of one size.</summary>
    public static byte[] Animation(int width, int height, params byte[][] stills)
    {
        var frames = stills.Select(still => Chunk("ANMF"u8, [.. new byte[6], .. Int24(width - 1), .. Int24(height - 1), .. Int24(100), 0, .. Image(still)]));
        return File(AnimationFlag, width, height, [.. Chunk("ANIM"u8, new byte[6]), .. frames.SelectMany(frame => frame)]);
    }

    /// <summary>A still picture with an EXIF block.</summary>
    public static byte[] WithExif(int width, int height, byte[] still, byte[] tiff)
        => File(ExifFlag, width, height, [.. Image(still), .. Chunk("EXIF"u8, tiff)]);

    // A still file is RIFF, size, WEBP and one image chunk.
    private static byte[] Image(byte[] still) => still[12..];

    private static byte[] File(byte flags, int width, int height, byte[] chunks)
    {
        byte[] body = [.. "WEBP"u8, .. Chunk("VP8X"u8, [flags, 0, 0, 0, .. Int24(width - 1), .. Int24(height - 1)]), .. chunks];
        return Chunk("RIFF"u8, body);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var chunk = new byte[8 + data.Length + data.Length % 2];
        type.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), data.Length);
        data.CopyTo(chunk, 8);
        return chunk;
    }

    private static byte[] Int24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
