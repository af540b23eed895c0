namespace PlateRecognition.Detection;

/// <summary>Which of a detector's finds count. Immutable.</summary>
public sealed record DetectionOptions
{
    /// <summary>Least confidence of a find, above 0 and below 1. Default 0.4; a find of less, from three quarters of it on, is looked at again where there is no surer one (docs/experiments.md).</summary>
    public double Threshold { get; init; } = 0.4;

    /// <summary>Overlap (common over joint area of the upright boxes, 0 to 1) from which two finds are the same plate. Default 0.4.</summary>
    public double SamePlateOverlap { get; init; } = 0.4;

    /// <summary>Most finds of a picture, 1 to 1,000; the surest are kept. Default 50.</summary>
    public int MostPlates { get; init; } = 50;

    /// <summary>Lists every value that cannot be worked with; empty when all can.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (!(Threshold is > 0 and < 1))
            faults.Add(FormattableString.Invariant($"Threshold is {Threshold}; it must be above 0 and below 1."));
        if (!(SamePlateOverlap is >= 0 and <= 1))
            faults.Add(FormattableString.Invariant($"SamePlateOverlap is {SamePlateOverlap}; it must be 0 to 1."));
        if (MostPlates is < 1 or > 1000)
            faults.Add(FormattableString.Invariant($"MostPlates is {MostPlates}; it must be 1 to 1000."));
        return faults;
    }
}
