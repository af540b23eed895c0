using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>What scenes hold. Immutable.</summary>
public sealed record PlateScenesOptions
{
    /// <summary>Seed; scenes of different seeds share no plate.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Share of scenes on a photo, 0 to 1; the others, and all when there are no photos, have a drawn background.</summary>
    public double PhotoShare { get; init; } = 0.85;

    /// <summary>Share of photos whose own plates are drawn over, which gives them exact corners.</summary>
    public double CoverShare { get; init; } = 0.4;

    /// <summary>Most plates added to a scene.</summary>
    public int MostPlates { get; init; } = 3;

    /// <summary>Width of the narrowest plate, in pixels of the network's input.</summary>
    public float NarrowestPlate { get; init; } = 18;

    /// <summary>Width of the widest plate, likewise.</summary>
    public float WidestPlate { get; init; } = 600;

    /// <summary>What plates are drawn.</summary>
    public RenderOptions Rendering { get; init; } = new();
}
