namespace Training.Export.Networks;

/// <summary>The nonlinearity of a trunk.</summary>
public enum Activation
{
    /// <summary>x · sigmoid(x); EfficientNet-B0 to B7.</summary>
    SiLU,

    /// <summary>min(max(x, 0), 6); MobileNetV2 and EfficientNet-Lite.</summary>
    ReLU6,

    /// <summary>x · min(max(x + 3, 0), 6) / 6; MobileNetV3.</summary>
    HardSwish,

    /// <summary>max(x, 0).</summary>
    ReLU,
}

/// <summary>Where a strided convolution pads.</summary>
public enum PaddingConvention
{
    /// <summary>(k - 1) / 2 on every side, as torchvision does.</summary>
    Symmetric,

    /// <summary>TensorFlow's SAME: as much as the output size needs, the odd pixel right and below.</summary>
    Same,
}

/// <summary>One row of the stage table (Tan, Le, "EfficientNet", 2019, table 1).</summary>
/// <param name="Expand">Channel expansion inside the block; 1 leaves the expansion convolution out.</param>
/// <param name="Kernel">Depthwise kernel, odd.</param>
/// <param name="StrideHeight">Vertical stride of the stage's first block, 1 or 2.</param>
/// <param name="StrideWidth">Horizontal stride of the stage's first block, 1 or 2.</param>
/// <param name="Channels">Output channels before the width multiplier.</param>
/// <param name="Repeats">Blocks before the depth multiplier.</param>
/// <param name="SqueezeExcite">Squeeze-and-excitation width as a share of the block's input channels; 0 leaves it out.</param>
public readonly record struct Stage(
    int Expand, int Kernel, int StrideHeight, int StrideWidth, int Channels, int Repeats, double SqueezeExcite);

/// <summary>An EfficientNet-family trunk as a table. Immutable.</summary>
public sealed record EfficientNetConfig
{
    /// <summary>Stem channels before the width multiplier.</summary>
    public int StemChannels { get; init; } = 32;

    /// <summary>The stages, shallow to deep.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>Channels of the last 1×1 convolution before the width multiplier; 0 leaves it out.</summary>
    public int HeadChannels { get; init; } = 1280;

    /// <summary>Channels multiplier.</summary>
    public double Width { get; init; } = 1;

    /// <summary>Repeats multiplier.</summary>
    public double Depth { get; init; } = 1;

    /// <summary>Whether the multipliers leave stem and head channels, and the first and last stage's repeats, alone (EfficientNet-Lite).</summary>
    public bool FixedStemAndHead { get; init; }

    /// <summary>The nonlinearity.</summary>
    public Activation Activation { get; init; } = Activation.SiLU;

    /// <summary>Where strided convolutions pad.</summary>
    public PaddingConvention Padding { get; init; } = PaddingConvention.Symmetric;

    /// <summary>Batch normalisation's epsilon: 1e-5 in PyTorch, 1e-3 in TensorFlow.</summary>
    public double BatchNormEpsilon { get; init; } = 1e-5;

    /// <summary>Share of a batch's statistics in the running ones (PyTorch's meaning of momentum).</summary>
    public double BatchNormMomentum { get; init; } = 0.1;

    /// <summary>Drop-path rate of the last block; falls linearly to 0 at the first (Huang et al., 2016).</summary>
    public double StochasticDepth { get; init; }

    /// <summary>Channels of the stem after scaling.</summary>
    public int ScaledStem => FixedStemAndHead ? StemChannels : RoundChannels(StemChannels * Width);

    /// <summary>Channels of the head convolution after scaling; 0 for none.</summary>
    public int ScaledHead => HeadChannels == 0 ? 0 : FixedStemAndHead ? HeadChannels : RoundChannels(HeadChannels * Width);

    /// <summary>Channels of the trunk's output.</summary>
    public int OutputChannels => ScaledHead > 0 ? ScaledHead : RoundChannels(Stages[^1].Channels * Width);

    /// <summary>Repeats of a stage after scaling.</summary>
    public int ScaledRepeats(int stage)
        => FixedStemAndHead && (stage == 0 || stage == Stages.Count - 1) ? Stages[stage].Repeats : (int)Math.Ceiling(Stages[stage].Repeats * Depth);

    /// <summary>Rounds a channel count to a multiple of 8 that is at least 90 % of it, as the published code does.</summary>
    public static int RoundChannels(double channels)
    {
        const int Divisor = 8;
        var rounded = Math.Max(Divisor, (int)(channels + Divisor / 2.0) / Divisor * Divisor);
        return rounded < 0.9 * channels ? rounded + Divisor : rounded;
    }

    /// <summary>Size of the map after the stem and all stages.</summary>
    /// <param name="height">Input height, pixels.</param>
    /// <param name="width">Input width, pixels.</param>
    public (int Height, int Width) MapSize(int height, int width)
    {
        var (h, w) = ((height + 1) / 2, (width + 1) / 2);
        foreach (var stage in Stages)
            (h, w) = ((h + stage.StrideHeight - 1) / stage.StrideHeight, (w + stage.StrideWidth - 1) / stage.StrideWidth);
        return (h, w);
    }

    /// <summary>Lists every setting that no network can be made from.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Require(Width is > 0 and <= 10, $"Width is {Width}; it must be above 0 and at most 10.");
        Require(Depth is > 0 and <= 10, $"Depth is {Depth}; it must be above 0 and at most 10.");
        Require(StemChannels >= 1, $"StemChannels is {StemChannels}; it must be 1 or more.");
        Require(HeadChannels >= 0, $"HeadChannels is {HeadChannels}; it must be 0 (no head convolution) or more.");
        Require(BatchNormEpsilon is > 0 and < 1, $"BatchNormEpsilon is {BatchNormEpsilon}; it must be between 0 and 1.");
        Require(BatchNormMomentum is > 0 and <= 1, $"BatchNormMomentum is {BatchNormMomentum}; it must be above 0 and at most 1.");
        Require(StochasticDepth is >= 0 and < 1, $"StochasticDepth is {StochasticDepth}; it must be 0 or more and under 1.");
        Require(Stages.Count > 0, $"Stages is empty; a trunk needs at least one stage.");
        for (var i = 0; i < Stages.Count; i++)
        {
            var stage = Stages[i];
            Require(stage.Expand >= 1, $"Stages[{i}].Expand is {stage.Expand}; it must be 1 or more.");
            Require(stage.Kernel >= 1 && stage.Kernel % 2 == 1, $"Stages[{i}].Kernel is {stage.Kernel}; it must be odd.");
            Require(stage.StrideHeight is 1 or 2 && stage.StrideWidth is 1 or 2, $"Stages[{i}].Stride is {stage.StrideHeight}×{stage.StrideWidth}; each must be 1 or 2.");
            Require(stage.Channels >= 1, $"Stages[{i}].Channels is {stage.Channels}; it must be 1 or more.");
            Require(stage.Repeats >= 1, $"Stages[{i}].Repeats is {stage.Repeats}; it must be 1 or more.");
            Require(stage.SqueezeExcite is >= 0 and <= 1, $"Stages[{i}].SqueezeExcite is {stage.SqueezeExcite}; it must be 0 (none) to 1.");
        }

        return faults;

        void Require(bool holds, FormattableString fault)
        {
            if (!holds)
                faults.Add(FormattableString.Invariant(fault));
        }
    }
}
