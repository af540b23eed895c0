using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>
/// The mobile inverted bottleneck (Sandler et al., "MobileNetV2", 2018) with squeeze-and-excitation (Hu et al., 2018):
/// expand, depthwise, squeeze-and-excite, project, and the input added where shapes allow.
/// </summary>
internal sealed class MBConv : Module<Tensor, Tensor>
{
    private readonly double _dropPath;

    /// <summary>Makes the block; parts are named as torchvision's.</summary>
    public MBConv(EfficientNetConfig config, Stage stage, int inputs, int outputs, (int Height, int Width) stride, double dropPath)
        : base(nameof(MBConv))
    {
        var expanded = inputs * stage.Expand;
        var parts = new List<Module<Tensor, Tensor>>();
        if (stage.Expand != 1)
            parts.Add(Expand = new ConvNormActivation(config, inputs, expanded, 1, (1, 1)));
        parts.Add(Depthwise = new ConvNormActivation(config, expanded, expanded, stage.Kernel, stride, groups: expanded));
        if (stage.SqueezeExcite > 0)
            parts.Add(Excite = new SqueezeExcitation(expanded, Math.Max(1, (int)(inputs * stage.SqueezeExcite)), config.Activation));
        parts.Add(Project = new ConvNormActivation(config, expanded, outputs, 1, (1, 1), activate: false));

        AddsInput = stride == (1, 1) && inputs == outputs;
        _dropPath = dropPath;
        var block = Sequential(parts.Select((part, i) => ($"{i}", part)).ToArray());
        register_module("block", block);
    }

    /// <summary>The 1×1 convolution that widens, or null when the stage does not expand.</summary>
    public ConvNormActivation? Expand { get; }

    /// <summary>The k×k convolution of each channel by itself.</summary>
    public ConvNormActivation Depthwise { get; }

    /// <summary>Squeeze-and-excitation, or null.</summary>
    public SqueezeExcitation? Excite { get; }

    /// <summary>The linear 1×1 convolution that narrows.</summary>
    public ConvNormActivation Project { get; }

    /// <summary>Whether the input is added to the output.</summary>
    public bool AddsInput { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Expand is null ? input : Expand.forward(input);
        x = Depthwise.forward(x);
        x = Excite is null ? x : Excite.forward(x);
        x = Project.forward(x);
        return (AddsInput ? DropPath(x) + input : x).MoveToOuterDisposeScope();
    }

    // Leaves the whole block out for some samples of a batch, and scales the others so that the mean stays.
    private Tensor DropPath(Tensor x)
    {
        if (!training || _dropPath <= 0)
            return x;
        var keep = 1 - _dropPath;
        return x * (rand(x.shape[0], 1, 1, 1, device: x.device) < keep).to(x.dtype) / keep;
    }
}

/// <summary>Scales each channel by what the whole picture says of it. (N, C, H, W) in and out.</summary>
internal sealed class SqueezeExcitation : Module<Tensor, Tensor>
{
    /// <summary>Makes the block.</summary>
    public SqueezeExcitation(int channels, int squeezed, Activation activation)
        : base(nameof(SqueezeExcitation))
    {
        Activation = activation;
        Squeeze = Conv2d(channels, squeezed, 1);
        Excite = Conv2d(squeezed, channels, 1);
        foreach (var convolution in new[] { Squeeze, Excite })
        {
            init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
            init.zeros_(convolution.bias!);
        }

        register_module("fc1", Squeeze);
        register_module("fc2", Excite);
    }

    /// <summary>The activation between both convolutions.</summary>
    public Activation Activation { get; }

    /// <summary>1×1, channels to squeezed.</summary>
    public Conv2d Squeeze { get; }

    /// <summary>1×1, squeezed to channels.</summary>
    public Conv2d Excite { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var scale = functional.adaptive_avg_pool2d(input, [1, 1]);
        scale = Activations.Apply(Squeeze.forward(scale), Activation);
        return input * sigmoid(Excite.forward(scale));
    }
}
