namespace Training.Export.Data;

/// <summary>The order in which the passes over a fixed set read it; pure.</summary>
internal static class SampleOrder
{
    /// <summary>
    /// The position in the set of the sample read at an index. The first pass goes through the set as it stands; each later one has an order of its own: a
    /// seeded affine permutation, which needs no table.
    /// </summary>
    /// <param name="index">0 and up.</param>
    /// <param name="count">Samples of the set, 1 or more.</param>
    /// <param name="seed">Seed of the orders.</param>
    public static long Position(long index, int count, ulong seed)
    {
        var (pass, position) = (index / count, index % count);
        if (pass == 0)
            return position;
        var stride = (long)(Seeds.Mix(seed ^ 0x5EED, (ulong)pass) % (ulong)count);
        while (GreatestCommonDivisor(stride, count) != 1)
            stride++;
        var offset = (long)(Seeds.Mix(seed ^ 0x0FF5E7, (ulong)pass) % (ulong)count);
        return (long)((UInt128)((UInt128)(ulong)position * (ulong)stride + (ulong)offset) % (ulong)count);
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
