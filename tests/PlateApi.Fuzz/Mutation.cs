using System.Buffers.Binary;

namespace PlateApi.Fuzz;

/// <summary>Damages bytes, a little or a lot. Pure but for the chance it is given.</summary>
internal static class Mutation
{
    private static readonly int[] Edges = [0, 1, -1, 2, 7, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, 16777215];

    /// <summary>Chance of one round of one seed.</summary>
    public static Random Chance(int seed, int round) => new(unchecked(seed * 1_000_003 + round));

    /// <summary>Damages bytes in one to eight places.</summary>
    /// <param name="original">Stays as it is.</param>
    /// <param name="chance">Decides.</param>
    /// <param name="donors">Whose parts may be put in.</param>
    public static byte[] Of(ReadOnlySpan<byte> original, Random chance, IReadOnlyList<byte[]> donors)
    {
        var bytes = new List<byte>(original.Length + 64);
        bytes.AddRange(original);
        for (var hits = 1 + Math.Min(chance.Next(8), chance.Next(8)); hits > 0; hits--)
        {
            if (bytes.Count == 0)
                bytes.Add((byte)chance.Next(256));
            Hit(bytes, chance, donors);
        }

        return [.. bytes];
    }

    private static void Hit(List<byte> bytes, Random chance, IReadOnlyList<byte[]> donors)
    {
        var at = chance.Next(bytes.Count);
        switch (chance.Next(10))
        {
            case 0:
                bytes[at] = (byte)chance.Next(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << chance.Next(8));
                break;
            case 2:
                bytes[at] = (byte)Edges[chance.Next(Edges.Length)];
                break;
            case 3:
                WriteNumber(bytes, at, Edges[chance.Next(Edges.Length)], chance);
                break;
            case 4:
                WriteNumber(bytes, at, chance.Next(), chance);
                break;
            case 5:
                bytes.RemoveRange(at, Math.Min(1 + chance.Next(chance.Next(2) == 0 ? 4 : 200), bytes.Count - at));
                break;
            case 6:
                bytes.InsertRange(at, Enumerable.Repeat((byte)chance.Next(256), 1 + chance.Next(chance.Next(2) == 0 ? 4 : 2000)));
                break;
            case 7:
                bytes.InsertRange(chance.Next(bytes.Count), bytes.GetRange(at, Math.Min(1 + chance.Next(100), bytes.Count - at)));
                break;
            case 8:
                // Rarely: what is cut is mostly refused at the door.
                if (chance.Next(4) == 0)
                    bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                var donor = donors[chance.Next(donors.Count)];
                var from = chance.Next(donor.Length);
                bytes.InsertRange(at, donor.AsSpan(from, Math.Min(1 + chance.Next(120), donor.Length - from)).ToArray());
                break;
        }
    }

    private static void WriteNumber(List<byte> bytes, int at, int value, Random chance)
    {
        Span<byte> number = stackalloc byte[4];
        if (chance.Next(2) == 0)
            BinaryPrimitives.WriteInt32BigEndian(number, value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
        number = chance.Next(2) == 0 ? number : number[..2];
        for (var i = 0; i < number.Length && at + i < bytes.Count; i++)
            bytes[at + i] = number[i];
    }
}
