using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>
/// Plates rendered on demand: sample i of a seed is the same picture whenever and wherever it is asked for. Thread-safe.
/// </summary>
public sealed class RenderedPlates : IPlateSource
{
    private const int Levels = 8;
    private readonly PlateRenderer[] _byDifficulty;
    private readonly RenderedPlatesOptions _options;

    /// <summary>Prepares the renderers.</summary>
    /// <param name="fonts">The fonts to draw with.</param>
    /// <param name="options">What to draw.</param>
    public RenderedPlates(FontLibrary fonts, RenderedPlatesOptions options)
    {
        _options = options;
        _byDifficulty = Enumerable.Range(1, Levels)
            .Select(level => new PlateRenderer(fonts, options.Rendering with { Difficulty = options.Rendering.Difficulty * level / Levels }))
            .ToArray();
    }

    /// <inheritdoc/>
    public int Count => _options.Count;

    /// <inheritdoc/>
    public PlateSample Read(long index)
    {
        var seed = Seeds.Mix(_options.Seed, (ulong)(_options.Fresh ? index : SampleOrder.Position(index, Count, _options.Seed)));
        using var plate = _byDifficulty[Level(index, seed)].Render(seed);
        var places = plate.Characters.Select(box => new CharacterPlace(box.Centre.X, box.Centre.Y, box.Width, box.Height)).ToArray();
        return new PlateSample(plate.Picture.Copy(), plate.Text, places);
    }

    // Easy pictures first: a network that has read nothing yet learns little from a plate it cannot see. Past the ramp the
    // mix of difficulties stays, so that easy plates are not forgotten.
    private int Level(long index, ulong seed)
    {
        if (_options.RampSamples <= 0)
            return Levels - 1;
        var reached = Math.Min(1.0, (index + 1.0) / _options.RampSamples);
        var drawn = (Seeds.Mix(seed, 77) >> 40) / (double)(1 << 24);
        var ceiling = 0.25 + 0.75 * reached;
        return Math.Clamp((int)(Levels * ceiling * Math.Sqrt(drawn)), 0, Levels - 1);
    }
}

/// <summary>What a rendered set holds.</summary>
public sealed record RenderedPlatesOptions
{
    /// <summary>Seed of the set; sets of different seeds share no picture.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Samples of one pass.</summary>
    public int Count { get; init; } = 10_000;

    /// <summary>Whether indices past <see cref="Count"/> are new pictures (true) or the same ones in another order (false).</summary>
    public bool Fresh { get; init; }

    /// <summary>Samples over which the camera effects grow to full strength; 0 starts at full strength.</summary>
    public long RampSamples { get; init; }

    /// <summary>How plates are drawn.</summary>
    public RenderOptions Rendering { get; init; } = new();
}
