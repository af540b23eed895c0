using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>
/// The top of a feature pyramid (Lin et al., "Feature Pyramid Networks for Object Detection", 2017): coarse maps, which know
/// what they see, are enlarged and added to the finer ones, which know where.
/// </summary>
internal sealed class FeaturePyramid : Module<IReadOnlyList<Tensor>, Tensor>
{
    /// <summary>Makes the pyramid.</summary>
    public FeaturePyramid(DetectorNetConfig config)
        : base(nameof(FeaturePyramid))
    {
        Laterals = config.PyramidBlocks
            .Select(block => new ConvNormActivation(config.Trunk, config.ChannelsAfter(block), config.PyramidChannels, 1, (1, 1), activate: false))
            .ToList();
        Smooth = new DepthwiseSeparable(config.Trunk, config.PyramidChannels);
        for (var i = 0; i < Laterals.Count; i++)
            register_module($"lateral{i}", Laterals[i]);
        register_module("smooth", Smooth);
    }

    /// <summary>1×1 convolutions to the pyramid's channels, fine to coarse.</summary>
    public IReadOnlyList<ConvNormActivation> Laterals { get; }

    /// <summary>Takes the steps of the enlarged maps away.</summary>
    public DepthwiseSeparable Smooth { get; }

    /// <summary>Maps of the trunk, fine to coarse, each half as large as the one before; gives one of the finest's size.</summary>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        var x = Laterals[^1].forward(input[^1]);
        for (var level = Laterals.Count - 2; level >= 0; level--)
            x = functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest) + Laterals[level].forward(input[level]);
        return Smooth.forward(x);
    }
}

/// <summary>A 3×3 convolution of each channel by itself, then a 1×1 over all. (N, C, H, W) in and out.</summary>
internal sealed class DepthwiseSeparable : Module<Tensor, Tensor>
{
    /// <summary>Makes the block.</summary>
    public DepthwiseSeparable(EfficientNetConfig config, int channels)
        : base(nameof(DepthwiseSeparable))
    {
        Depthwise = new ConvNormActivation(config, channels, channels, 3, (1, 1), groups: channels);
        Pointwise = new ConvNormActivation(config, channels, channels, 1, (1, 1));
        register_module("depthwise", Depthwise);
        register_module("pointwise", Pointwise);
    }

    /// <summary>The 3×3 convolution.</summary>
    public ConvNormActivation Depthwise { get; }

    /// <summary>The 1×1 convolution.</summary>
    public ConvNormActivation Pointwise { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Pointwise.forward(Depthwise.forward(input));
}
