namespace Training.Export.Commands;

/// <summary>What is added to a training seed to get the seeds of the sets that training never sees.</summary>
internal static class HeldBack
{
    /// <summary>Measured after every epoch; picks nothing but the look of the learning curve.</summary>
    public const ulong Validation = 1_000_000;

    /// <summary>Fits the calibration of an export.</summary>
    public const ulong Calibration = 2_000_000;

    /// <summary>Measured once, by <c>evaluate</c>.</summary>
    public const ulong Test = 3_000_000;

    /// <summary>Golden samples and the parity check of an export.</summary>
    public const ulong Golden = 4_000_000;

    /// <summary>Which own crop comes when, and how it is changed: independent of the rendered plates it is mixed with.</summary>
    public const ulong OwnCrops = 5_000_000;

    /// <summary>Shows <c>quantise</c> the ranges of a network's values.</summary>
    public const ulong Ranges = 6_000_000;
}
