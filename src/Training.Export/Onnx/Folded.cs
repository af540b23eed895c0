using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Training.Export.Onnx;

/// <summary>
/// A convolution or a linear layer with the batch normalisation after it folded in. With the running statistics fixed the
/// normalisation is a factor and an offset a channel: w' = w·γ/√(σ²+ε), b' = (b-μ)·γ/√(σ²+ε)+β.
/// </summary>
/// <param name="Weight">Row-major, outputs first.</param>
/// <param name="Shape">Sizes of <paramref name="Weight"/>.</param>
/// <param name="Bias">One an output.</param>
internal sealed record Folded(float[] Weight, long[] Shape, float[] Bias)
{
    /// <summary>
    /// Puts a weight and a bias of these sizes back into the layers they were folded from, with a normalisation that changes nothing; null
    /// for what was put together of several layers.
    /// </summary>
    public Action<Tensor, Tensor>? Restore { get; init; }

    /// <summary>Folds a convolution without bias.</summary>
    public static Folded Of(Conv2d convolution, BatchNorm2d norm)
        => Fold(convolution.weight, convolution.bias, norm.weight!, norm.bias!, norm.running_mean!, norm.running_var!, norm.eps) with
        {
            Restore = (weight, bias) =>
            {
                convolution.weight.copy_(weight);
                convolution.bias?.zero_();
                norm.weight!.fill_(1);
                norm.bias!.copy_(bias);
                norm.running_mean!.zero_();
                norm.running_var!.fill_(1 - norm.eps);
            },
        };

    /// <summary>Folds a linear layer.</summary>
    public static Folded Of(Linear linear, BatchNorm1d norm)
        => Fold(linear.weight, linear.bias, norm.weight!, norm.bias!, norm.running_mean!, norm.running_var!, norm.eps);

    /// <summary>A convolution that nothing is folded into.</summary>
    public static Folded Of(Conv2d convolution) => Of(convolution.weight, convolution.bias!);

    /// <summary>A linear layer that nothing is folded into.</summary>
    public static Folded Of(Linear linear) => Of(linear.weight, linear.bias!);

    private static Folded Of(Tensor weight, Tensor bias) => new(Values(weight), weight.shape, Values(bias))
    {
        Restore = (newWeight, newBias) =>
        {
            weight.copy_(newWeight);
            bias.copy_(newBias);
        },
    };

    private static Folded Fold(Tensor weight, Tensor? bias, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, double epsilon)
    {
        var (w, shape) = (Values(weight), weight.shape);
        var (g, b, m, v) = (Values(gamma), Values(beta), Values(mean), Values(variance));
        var own = bias is null ? new float[m.Length] : Values(bias);
        var perOutput = w.Length / m.Length;
        for (var output = 0; output < m.Length; output++)
        {
            // In double: the exported network should differ by its own rounding only.
            var factor = g[output] / Math.Sqrt(v[output] + epsilon);
            foreach (ref var value in w.AsSpan(output * perOutput, perOutput))
                value = (float)(value * factor);
            own[output] = (float)((own[output] - m[output]) * factor + b[output]);
        }

        return new Folded(w, shape, own);
    }

    // Row-major floats of a tensor, wherever and however it is stored.
    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }
}
