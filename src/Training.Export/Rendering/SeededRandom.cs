namespace Training.Export.Rendering;

/// <summary>
/// A small generator whose sequence is fixed by its seed on every platform and version: xoshiro256** (Blackman and Vigna,
/// "Scrambled linear pseudorandom number generators", 2018), seeded by SplitMix64. Not thread-safe.
/// </summary>
internal sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    public SeededRandom(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float Unit() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [low, high).</summary>
    public float Range(float low, float high) => low + (high - low) * Unit();

    /// <summary>Log-uniform in [low, high): every octave is as likely as the next.</summary>
    public float LogRange(float low, float high) => low * MathF.Pow(high / low, Unit());

    /// <summary>Uniform in 0 .. bound - 1.</summary>
    public int Below(int bound) => (int)((NextUInt64() >> 32) * (ulong)bound >> 32);

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Standard normal, by Box and Muller.</summary>
    public float Normal() => MathF.Sqrt(-2 * MathF.Log(1 - Unit())) * MathF.Cos(MathF.Tau * Unit());

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public char Pick(string symbols) => symbols[Below(symbols.Length)];

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
