namespace Training.Export.Rendering;

/// <summary>What plates are drawn and how hard they are to read. Immutable.</summary>
public sealed record RenderOptions
{
    /// <summary>Strength of the camera effects, 0 (clean, straight, sharp) to 1 (everything). Default 1.</summary>
    public double Difficulty { get; init; } = 1;

    /// <summary>Width of the narrowest picture, in pixels, at least 16. Default 48.</summary>
    public int MinimumWidth { get; init; } = 48;

    /// <summary>Width of the widest picture, in pixels, at most 1,024. Default 360.</summary>
    public int MaximumWidth { get; init; } = 360;

    /// <summary>Share of plates with two lines of text, 0 to 1. Default 0.24.</summary>
    public double TwoLineShare { get; init; } = 0.24;

    /// <summary>Share of pictures that show no plate, 0 to 1. Default 0.03.</summary>
    public double NoPlateShare { get; init; } = 0.03;

    /// <summary>Share of plates of an invented format with random text, 0 to 1: they keep the reader from learning formats by heart. Default 0.12.</summary>
    public double InventedShare { get; init; } = 0.12;

    /// <summary>
    /// Relative weights by format code (<c>sk</c>, <c>us-ca</c>) or by its part before the dash (<c>us</c>), the longer one
    /// first. Formats without an entry are not drawn. Null draws every format with its default weight.
    /// </summary>
    public IReadOnlyDictionary<string, double>? FormatWeights { get; init; }

    /// <summary>Draws only one-line plates of seven characters out of 0-9 and A-Z without O, the task of the original network.</summary>
    public bool SeedTask { get; init; }

    /// <summary>Lists every fault of these options; empty when they are right.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Share(Difficulty, nameof(Difficulty));
        Share(TwoLineShare, nameof(TwoLineShare));
        Share(NoPlateShare, nameof(NoPlateShare));
        Share(InventedShare, nameof(InventedShare));
        if (MinimumWidth < 16 || MaximumWidth > 1024 || MinimumWidth > MaximumWidth)
            faults.Add($"{nameof(MinimumWidth)} {MinimumWidth} and {nameof(MaximumWidth)} {MaximumWidth} must be ordered and within 16 to 1024.");
        foreach (var (code, weight) in FormatWeights ?? new Dictionary<string, double>())
        {
            if (!PlateFormats.All.Any(format => format.Matches(code)))
                faults.Add($"{nameof(FormatWeights)}: there is no format '{code}'.");
            if (!(weight >= 0) || double.IsInfinity(weight))
                faults.Add($"{nameof(FormatWeights)}: the weight {weight} of '{code}' must be finite and not negative.");
        }

        return faults;

        void Share(double value, string name)
        {
            if (!(value is >= 0 and <= 1))
                faults.Add($"{name} {value} must be within 0 to 1.");
        }
    }
}
