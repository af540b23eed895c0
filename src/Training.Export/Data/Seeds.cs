namespace Training.Export.Data;

/// <summary>Derives independent seeds from a base seed and a position, so that sample k is the same whoever asks for it.</summary>
internal static class Seeds
{
    /// <summary>SplitMix64's finaliser (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).</summary>
    public static ulong Mix(ulong seed, ulong position)
    {
        var z = seed + (position + 1) * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>FNV-1a over a text's characters: <see cref="string.GetHashCode()"/> differs from run to run.</summary>
    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in text)
            hash = (hash ^ character) * 1099511628211UL;
        return hash;
    }
}
