using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>
/// Makes batch normalisations normalise that came back as part of their layers: mean and variance are measured on pictures, and scale and
/// offset set so that the network answers as before.
/// </summary>
internal static class BatchNormStatistics
{
    /// <summary>Measures and sets them. The network is left in eval mode.</summary>
    /// <param name="network">The network, on the device of the batches.</param>
    /// <param name="forward">Runs it on a batch by number.</param>
    /// <param name="batches">How many batches, 1 or more.</param>
    public static void Fit(Module network, Action<int> forward, int batches)
    {
        using var noGradient = no_grad();
        var norms = network.modules().OfType<BatchNorm2d>().Distinct().ToList(); // modules() gives nested ones once for each module around them
        var sums = norms.ToDictionary(norm => norm, norm => (Mean: zeros_like(norm.running_mean!), Square: zeros_like(norm.running_mean!)));
        var hooks = norms.Select(norm => norm.register_forward_hook((_, input, output) =>
        {
            using var scope = NewDisposeScope();
            sums[norm].Mean.add_(input.mean([0, 2, 3]) / batches);
            sums[norm].Square.add_(input.square().mean([0, 2, 3]) / batches);
            return output;
        })).ToList();

        network.eval();
        for (var batch = 0; batch < batches; batch++)
        {
            using var scope = NewDisposeScope();
            forward(batch);
        }

        hooks.ForEach(hook => hook.remove());
        foreach (var (norm, (mean, square)) in sums)
        {
            using (mean)
            using (square)
                Set(norm, mean, square - mean.square());
        }
    }

    // The same line through the data, written as normalisation: γ(x-μ)/√(σ²+ε)+β.
    private static void Set(BatchNorm2d norm, Tensor mean, Tensor variance)
    {
        using var scope = NewDisposeScope();
        var slope = norm.weight! / (norm.running_var! + norm.eps).sqrt();
        var offset = norm.bias! - norm.running_mean! * slope;
        norm.weight!.copy_(slope * (variance + norm.eps).sqrt());
        norm.bias!.copy_(offset + mean * slope);
        norm.running_mean!.copy_(mean);
        norm.running_var!.copy_(variance);
    }
}
