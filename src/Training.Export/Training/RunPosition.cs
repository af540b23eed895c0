using System.Globalization;

namespace Training.Export.Training;

/// <summary>Where a run stands: the steps done and the running sums of the epoch under way.</summary>
internal sealed record RunPosition
{
    /// <summary>Steps done.</summary>
    public long Step { get; init; }

    /// <summary>Samples of this epoch.</summary>
    public long Samples { get; init; }

    /// <summary>Sum of this epoch's step losses × samples.</summary>
    public double LossSum { get; init; }

    /// <summary>Slots read right in this epoch.</summary>
    public long RightSlots { get; init; }

    /// <summary>Whole texts read right in this epoch.</summary>
    public long RightTexts { get; init; }

    /// <summary>Seconds of training in this epoch.</summary>
    public double Seconds { get; init; }

    /// <summary>The position as a checkpoint's metadata.</summary>
    public Dictionary<string, string> ToMetadata() => new()
    {
        ["step"] = Text(Step),
        ["epoch.samples"] = Text(Samples),
        ["epoch.loss_sum"] = LossSum.ToString("R", CultureInfo.InvariantCulture),
        ["epoch.right_slots"] = Text(RightSlots),
        ["epoch.right_texts"] = Text(RightTexts),
        ["epoch.seconds"] = Seconds.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>The position that <see cref="ToMetadata"/> wrote.</summary>
    public static RunPosition FromMetadata(IReadOnlyDictionary<string, string> metadata) => new()
    {
        Step = long.Parse(metadata["step"], CultureInfo.InvariantCulture),
        Samples = long.Parse(metadata["epoch.samples"], CultureInfo.InvariantCulture),
        LossSum = double.Parse(metadata["epoch.loss_sum"], CultureInfo.InvariantCulture),
        RightSlots = long.Parse(metadata["epoch.right_slots"], CultureInfo.InvariantCulture),
        RightTexts = long.Parse(metadata["epoch.right_texts"], CultureInfo.InvariantCulture),
        Seconds = double.Parse(metadata["epoch.seconds"], CultureInfo.InvariantCulture),
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
