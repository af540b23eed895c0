using System.Collections.Concurrent;

namespace PlateRecognition.Imaging;

/// <summary>
/// Weights of a triangle filter from one size to another: bilinear when enlarging, widened to the step when shrinking, so
/// that every source pixel counts (what Pillow and OpenCV call antialiased bilinear). Cached; thread-safe.
/// </summary>
internal sealed class ResampleWeights
{
    // Uploads come in any size: these bounds keep the cache under 32 MB whatever is sent.
    private const int CacheLimit = 1024, LargestCached = 8192;
    private static readonly ConcurrentDictionary<(int From, int To), ResampleWeights> Cache = new();

    private ResampleWeights(int[] first, int[] offsets, float[] weights) => (First, Offsets, Weights) = (first, offsets, weights);

    /// <summary>For each target index, its first source index.</summary>
    public int[] First { get; }

    // For each target index, where its weights begin; one more entry marks the end.
    private int[] Offsets { get; }

    private float[] Weights { get; }

    /// <summary>The weights of a target index, from its first source index on; they sum to 1.</summary>
    public ReadOnlySpan<float> Of(int index) => Weights.AsSpan(Offsets[index], Offsets[index + 1] - Offsets[index]);

    /// <summary>The weights from a size to another, both 1 or more.</summary>
    public static ResampleWeights For(int from, int to)
    {
        if (Cache.TryGetValue((from, to), out var cached))
            return cached;

        var made = Make(from, to);
        if (made.Weights.Length > LargestCached)
            return made;
        if (Cache.Count >= CacheLimit)
            Cache.Clear();
        Cache[(from, to)] = made;
        return made;
    }

    private static ResampleWeights Make(int from, int to)
    {
        var (scale, first, offsets) = (from / (double)to, new int[to], new int[to + 1]);
        var radius = Math.Max(1, scale);
        var weights = new List<float>(to * (2 * (int)radius + 1));
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale - 0.5;
            var low = Math.Max(0, (int)Math.Ceiling(centre - radius));
            var high = Math.Min(from - 1, (int)Math.Floor(centre + radius));
            var sum = 0.0;
            for (var k = low; k <= high; k++)
                sum += Math.Max(0, 1 - Math.Abs(k - centre) / radius);
            for (var k = low; k <= high; k++)
                weights.Add((float)(Math.Max(0, 1 - Math.Abs(k - centre) / radius) / sum));
            (first[i], offsets[i + 1]) = (low, weights.Count);
        }

        return new ResampleWeights(first, offsets, [.. weights]);
    }
}
