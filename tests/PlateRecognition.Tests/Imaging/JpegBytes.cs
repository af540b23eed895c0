using System.Buffers.Binary;

namespace PlateRecognition.Tests.Imaging;

/// <summary>
/// JPEG files by hand (ITU-T T.81): one colour all over, in any number of components, baseline or progressive, and segments
/// put into files that an encoder wrote.
/// </summary>
internal static class JpegBytes
{
    /// <summary>A picture of one colour, without subsampling.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="progressive">Progressive with a single scan, or baseline.</param>
    /// <param name="samples">A sample a component: one for grey, three for RGB, four for CMYK as Adobe stores it (inverted).</param>
    public static byte[] Uniform(int width, int height, bool progressive, params byte[] samples)
    {
        var file = new List<byte> { 0xFF, 0xD8 };

        // Adobe's marker with transform 0: the components are RGB or CMYK, not YCbCr.
        if (samples.Length > 1)
            Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);
        Segment(0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]);
        Segment(progressive ? (byte)0xC2 : (byte)0xC0,
            [8, .. BigEndian(height), .. BigEndian(width), (byte)samples.Length, .. samples.SelectMany((_, i) => new byte[] { (byte)(i + 1), 0x11, 0 })]);

        // DC: the categories 0 to 8 with four-bit codes in order. AC: end of block only, the one-bit code 0.
        Segment(0xC4, [0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        Segment(0xC4, [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Segment(0xDA, [(byte)samples.Length, .. samples.SelectMany((_, i) => new byte[] { (byte)(i + 1), 0x00 }), 0, (byte)(progressive ? 0 : 63), 0]);
        file.AddRange(Scan((width + 7) / 8 * ((height + 7) / 8), progressive, samples));
        file.AddRange([0xFF, 0xD9]);
        return [.. file];

        void Segment(byte marker, byte[] data) => file.AddRange([0xFF, marker, .. BigEndian(data.Length + 2), .. data]);
    }

    /// <summary>Puts a segment right after the start of an encoded file.</summary>
    public static byte[] WithSegment(byte[] jpeg, byte marker, byte[] data)
        => [.. jpeg[..2], 0xFF, marker, .. BigEndian(data.Length + 2), .. data, .. jpeg[2..]];

    /// <summary>Writes other dimensions into the frame header.</summary>
    public static byte[] WithSize(byte[] jpeg, ushort width, ushort height)
    {
        var forged = (byte[])jpeg.Clone();
        for (var at = 2; at < forged.Length; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(forged.AsSpan(at + 2)))
        {
            if (forged[at + 1] is not (0xC0 or 0xC1 or 0xC2))
                continue;
            BinaryPrimitives.WriteUInt16BigEndian(forged.AsSpan(at + 5), height);
            BinaryPrimitives.WriteUInt16BigEndian(forged.AsSpan(at + 7), width);
            return forged;
        }

        throw new ArgumentException("The file has no frame header.", nameof(jpeg));
    }

    // With all quantisers 8 the DC coefficient is the sample less 128; blocks after the first differ by 0.
    private static List<byte> Scan(int blocks, bool progressive, byte[] samples)
    {
        var bits = new List<bool>();
        for (var block = 0; block < blocks; block++)
        {
            foreach (var sample in samples)
            {
                var difference = block == 0 ? sample - 128 : 0;
                var category = difference == 0 ? 0 : (int)Math.Log2(Math.Abs(difference)) + 1;
                Write(category, 4);
                Write(difference < 0 ? difference + (1 << category) - 1 : difference, category);
                if (!progressive)
                    Write(0, 1);
            }
        }

        while (bits.Count % 8 != 0)
            bits.Add(true);
        var bytes = new List<byte>();
        for (var at = 0; at < bits.Count; at += 8)
        {
            var value = 0;
            for (var bit = 0; bit < 8; bit++)
                value = value << 1 | (bits[at + bit] ? 1 : 0);
            bytes.Add((byte)value);
            if (value == 0xFF)
                bytes.Add(0);
        }

        return bytes;

        void Write(int value, int count)
        {
            for (var bit = count - 1; bit >= 0; bit--)
                bits.Add((value >> bit & 1) != 0);
        }
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 8), (byte)value];
}
