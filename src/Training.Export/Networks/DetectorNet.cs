using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>What a detector says of each cell at stride 8.</summary>
/// <param name="HeatLogits">(N, 1, rows, columns): whether a plate's centre stands on the cell; before the sigmoid.</param>
/// <param name="Corners">
/// (N, 8, rows, columns): x and y of the top left, top right, bottom right and bottom left corner, as offsets from the cell's
/// centre in units of the stride.
/// </param>
public sealed record DetectorOutput(Tensor HeatLogits, Tensor Corners);

/// <summary>
/// A plate detector: normalisation, EfficientNet trunk, feature pyramid, and two heads at stride 8. Plates are points with
/// corners, as in Zhou et al., "Objects as Points", 2019. (N, 3, H, W) floats of 0 to 255 in.
/// </summary>
public sealed class DetectorNet : Module<Tensor, DetectorOutput>
{
    private readonly PixelNormalisation _normalisation;

    /// <summary>Makes the network with random weights.</summary>
    /// <exception cref="ArgumentException">The table cannot be built; the message lists every fault.</exception>
    public DetectorNet(DetectorNetConfig config)
        : base(nameof(DetectorNet))
    {
        if (config.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(config));

        Config = config;
        Trunk = new EfficientNet(config.Trunk);
        Pyramid = new FeaturePyramid(config);
        HeatFeatures = new DepthwiseSeparable(config.Trunk, config.PyramidChannels);
        Heat = Conv2d(config.PyramidChannels, 1, 1);
        CornerFeatures = new DepthwiseSeparable(config.Trunk, config.PyramidChannels);
        Corners = Conv2d(config.PyramidChannels, DetectorNetConfig.CornerValues, 1);

        // Cells with a plate are rare: start at one in a hundred, or their sea of negatives rules the first steps
        // (Lin et al., "Focal Loss for Dense Object Detection", 2017).
        const double Prior = 0.01;
        init.normal_(Heat.weight, 0, 0.01);
        init.constant_(Heat.bias!, -Math.Log((1 - Prior) / Prior));
        init.normal_(Corners.weight, 0, 0.01);
        init.zeros_(Corners.bias!);

        register_module("trunk", Trunk);
        register_module("pyramid", Pyramid);
        register_module("heat_features", HeatFeatures);
        register_module("heat", Heat);
        register_module("corner_features", CornerFeatures);
        register_module("corners", Corners);
        _normalisation = new PixelNormalisation(config.Mean, config.Deviation);
    }

    /// <summary>The table this network was made from.</summary>
    public DetectorNetConfig Config { get; }

    /// <summary>The trunk.</summary>
    public EfficientNet Trunk { get; }

    /// <summary>Brings the trunk's maps together at stride 8.</summary>
    internal FeaturePyramid Pyramid { get; }

    /// <summary>What the heat map is made from.</summary>
    internal DepthwiseSeparable HeatFeatures { get; }

    /// <summary>1×1, features to the heat's logit.</summary>
    internal Conv2d Heat { get; }

    /// <summary>What the corners are made from.</summary>
    internal DepthwiseSeparable CornerFeatures { get; }

    /// <summary>1×1, features to the corners.</summary>
    internal Conv2d Corners { get; }

    /// <summary>Weights and batch-norm statistics.</summary>
    public long ParameterCount => NamedState().Sum(pair => pair.Value.numel());

    /// <summary>Weights and statistics by name, in a fixed order; what a checkpoint keeps.</summary>
    public IEnumerable<(string Name, Tensor Value)> NamedState() => NetworkState.Of(this);

    /// <inheritdoc/>
    public override DetectorOutput forward(Tensor input)
    {
        var features = Pyramid.forward(Trunk.ForwardStages(_normalisation.Apply(input), Config.PyramidBlocks));
        return new DetectorOutput(Heat.forward(HeatFeatures.forward(features)), Corners.forward(CornerFeatures.forward(features)));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _normalisation.Dispose();
        base.Dispose(disposing);
    }
}
