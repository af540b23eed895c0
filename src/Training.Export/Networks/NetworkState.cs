using static TorchSharp.torch;

namespace Training.Export.Networks;

/// <summary>What a checkpoint keeps of a network.</summary>
internal static class NetworkState
{
    /// <summary>Weights and batch-norm statistics by name, in a fixed order.</summary>
    public static IEnumerable<(string Name, Tensor Value)> Of(nn.Module network)
        => network.named_parameters().Select(pair => (pair.name, (Tensor)pair.parameter))
            .Concat(network.named_buffers().Where(pair => !pair.name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Select(pair => (pair.name, pair.buffer)));
}
