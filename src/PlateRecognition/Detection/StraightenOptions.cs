namespace PlateRecognition.Detection;

/// <summary>What crops a <see cref="PlateStraightener"/> makes. Immutable.</summary>
public sealed record StraightenOptions
{
    /// <summary>What is shown left and right of the plate, as a share of its width, -0.2 to 1; below 0 it cuts into the plate. Default 0.015.</summary>
    public double MarginX { get; init; } = 0.015;

    /// <summary>What is shown above and below the plate, as a share of its height, -0.2 to 1; below 0 it cuts into the plate. Default 0.05.</summary>
    public double MarginY { get; init; } = 0.05;

    /// <summary>Widest crop, in pixels, 16 to 4,096; larger plates are shrunk as a whole. Default 384.</summary>
    public int LargestWidth { get; init; } = 384;

    /// <summary>Highest crop, in pixels, 16 to 4,096. Default 256.</summary>
    public int LargestHeight { get; init; } = 256;

    /// <summary>Lists every value that cannot be worked with; empty when all can.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (!(MarginX is >= -0.2 and <= 1))
            faults.Add(FormattableString.Invariant($"MarginX is {MarginX}; it must be -0.2 to 1."));
        if (!(MarginY is >= -0.2 and <= 1))
            faults.Add(FormattableString.Invariant($"MarginY is {MarginY}; it must be -0.2 to 1."));
        if (LargestWidth is < 16 or > 4096)
            faults.Add(FormattableString.Invariant($"LargestWidth is {LargestWidth}; it must be 16 to 4096 pixels."));
        if (LargestHeight is < 16 or > 4096)
            faults.Add(FormattableString.Invariant($"LargestHeight is {LargestHeight}; it must be 16 to 4096 pixels."));
        return faults;
    }
}
