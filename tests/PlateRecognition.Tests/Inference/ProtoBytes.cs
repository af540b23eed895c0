using System.Buffers.Binary;
using System.Text;

namespace PlateRecognition.Tests.Inference;

/// <summary>Writes a protocol-buffer message field by field.</summary>
internal sealed class ProtoBytes
{
    private readonly List<byte> _bytes = [];

    public ProtoBytes Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtoBytes Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoBytes Message(int field, ProtoBytes value) => Bytes(field, [.. value._bytes]);

    public ProtoBytes Bytes(int field, byte[] value)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public ProtoBytes Floats(int field, IEnumerable<float> values)
        => Bytes(field, [.. values.SelectMany(value =>
        {
            var four = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(four, value);
            return four;
        })]);

    public byte[] ToArray() => [.. _bytes];

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
