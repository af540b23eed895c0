namespace Training.Export.Networks;

/// <summary>Published members of the family, by their tables.</summary>
public static class EfficientNetPresets
{
    private const double Quarter = 0.25;

    /// <summary>EfficientNet-B0 without top: 4,007,548 parameters (Tan, Le, 2019, table 1).</summary>
    public static EfficientNetConfig B0 { get; } = new() { Stages = Table(Quarter), StochasticDepth = 0.2 };

    /// <summary>EfficientNet-B1: depth 1.1.</summary>
    public static EfficientNetConfig B1 { get; } = B0 with { Depth = 1.1 };

    /// <summary>EfficientNet-B2: width 1.1, depth 1.2.</summary>
    public static EfficientNetConfig B2 { get; } = B0 with { Width = 1.1, Depth = 1.2 };

    /// <summary>EfficientNet-B3: width 1.2, depth 1.4.</summary>
    public static EfficientNetConfig B3 { get; } = B0 with { Width = 1.2, Depth = 1.4 };

    /// <summary>EfficientNet-Lite0: ReLU6, no squeeze-and-excitation (TensorFlow's efficientnet/lite).</summary>
    public static EfficientNetConfig Lite0 { get; } = new() { Stages = Table(0), Activation = Activation.ReLU6, FixedStemAndHead = true };

    /// <summary>
    /// The trunk of the served reader: Lite0's blocks with a slimmer start, cut after the fifth stage; the fourth keeps its
    /// width, so that a 96×192 plate becomes a 6×24 map: two to three columns a character.
    /// </summary>
    public static EfficientNetConfig Reader { get; } = new()
    {
        StemChannels = 16,
        Stages =
        [
            new(1, 3, 1, 1, 16, 1, 0), new(4, 3, 2, 2, 24, 1, 0), new(4, 5, 2, 2, 32, 2, 0),
            new(6, 3, 2, 1, 64, 3, 0), new(6, 5, 1, 1, 96, 4, 0),
        ],
        HeadChannels = 0,
        Activation = Activation.ReLU6,
    };

    /// <summary>
    /// The trunk of the served finder: Lite-style blocks, slim where the map is large, with a map of its own at the strides 8,
    /// 16 and 32 (feature blocks 3, 4 and 5). The whole finder takes 0.43 billion multiplications for a 384×640 picture.
    /// </summary>
    public static EfficientNetConfig Finder { get; } = new()
    {
        StemChannels = 16,
        Stages =
        [
            new(1, 3, 1, 1, 16, 1, 0), new(2, 3, 2, 2, 24, 2, 0), new(3, 5, 2, 2, 40, 2, 0),
            new(4, 3, 2, 2, 80, 2, 0), new(4, 5, 2, 2, 112, 2, 0),
        ],
        HeadChannels = 0,
        Activation = Activation.ReLU6,
    };

    /// <summary>MobileNetV2 1.0 without top: 2,223,872 parameters (Sandler et al., 2018, table 2). Keras pads SAME with epsilon 1e-3.</summary>
    public static EfficientNetConfig MobileNetV2 { get; } = new()
    {
        Stages =
        [
            new(1, 3, 1, 1, 16, 1, 0), new(6, 3, 2, 2, 24, 2, 0), new(6, 3, 2, 2, 32, 3, 0), new(6, 3, 2, 2, 64, 4, 0),
            new(6, 3, 1, 1, 96, 3, 0), new(6, 3, 2, 2, 160, 3, 0), new(6, 3, 1, 1, 320, 1, 0),
        ],
        Activation = Activation.ReLU6,
    };

    private static Stage[] Table(double squeezeExcite) =>
    [
        new(1, 3, 1, 1, 16, 1, squeezeExcite), new(6, 3, 2, 2, 24, 2, squeezeExcite), new(6, 5, 2, 2, 40, 2, squeezeExcite),
        new(6, 3, 2, 2, 80, 3, squeezeExcite), new(6, 5, 1, 1, 112, 3, squeezeExcite), new(6, 5, 2, 2, 192, 4, squeezeExcite),
        new(6, 3, 1, 1, 320, 1, squeezeExcite),
    ];
}
