using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>Convolution without bias, batch normalisation, and an activation unless the block ends linear. (N, C, H, W) in and out.</summary>
internal sealed class ConvNormActivation : Module<Tensor, Tensor>
{
    /// <summary>Makes the block. Its parts are registered as "0" and "1", as torchvision names them.</summary>
    public ConvNormActivation(
        EfficientNetConfig config, int inputs, int outputs, int kernel, (int Height, int Width) stride, int groups = 1, bool activate = true)
        : base(nameof(ConvNormActivation))
    {
        var same = config.Padding == PaddingConvention.Same && (stride.Height > 1 || stride.Width > 1);
        Kernel = kernel;
        Stride = stride;
        PadsSame = same;
        Activation = activate ? config.Activation : null;
        Convolution = Conv2d(
            inputs, outputs, (kernel, kernel), (stride.Height, stride.Width),
            padding: same ? (0, 0) : ((kernel - 1) / 2, (kernel - 1) / 2), groups: groups, bias: false);
        Norm = BatchNorm2d(outputs, eps: config.BatchNormEpsilon, momentum: config.BatchNormMomentum);
        init.kaiming_normal_(Convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        register_module("0", Convolution);
        register_module("1", Norm);
    }

    /// <summary>The convolution; its weight is (outputs, inputs / groups, k, k).</summary>
    public Conv2d Convolution { get; }

    /// <summary>The normalisation.</summary>
    public BatchNorm2d Norm { get; }

    /// <summary>The activation, or null.</summary>
    public Activation? Activation { get; }

    /// <summary>The kernel's side.</summary>
    public int Kernel { get; }

    /// <summary>Vertical and horizontal stride.</summary>
    public (int Height, int Width) Stride { get; }

    /// <summary>Whether padding depends on the input's size (TensorFlow's SAME at a stride).</summary>
    public bool PadsSame { get; }

    /// <summary>TensorFlow's SAME padding of one axis.</summary>
    public static (int Before, int After) SamePadding(int size, int kernel, int stride)
    {
        var total = Math.Max(0, ((size + stride - 1) / stride - 1) * stride + kernel - size);
        return (total / 2, total - total / 2);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        // Without gradients, what is between goes with the block; a scope around a whole network would keep gigabytes to its end.
        using var scope = NewDisposeScope();
        if (PadsSame)
        {
            var (top, bottom) = SamePadding((int)input.shape[2], Kernel, Stride.Height);
            var (left, right) = SamePadding((int)input.shape[3], Kernel, Stride.Width);
            input = functional.pad(input, [left, right, top, bottom]);
        }

        // call, not forward, which hooks do not see.
        return Activations.Apply(Norm.call(Convolution.forward(input)), Activation).MoveToOuterDisposeScope();
    }
}

/// <summary>Applies an <see cref="Activation"/>.</summary>
internal static class Activations
{
    public static Tensor Apply(Tensor x, Activation? activation) => activation switch
    {
        null => x,
        Activation.SiLU => functional.silu(x),
        Activation.ReLU6 => functional.relu6(x),
        Activation.HardSwish => functional.hardswish(x),
        _ => functional.relu(x),
    };
}
