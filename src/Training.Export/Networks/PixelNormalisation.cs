using static TorchSharp.torch;

namespace Training.Export.Networks;

/// <summary>
/// (pixels - mean) / deviation of each channel. Its tensors are constants of the graph, not weights: in no checkpoint and no
/// count. They follow the pixels to their device.
/// </summary>
internal sealed class PixelNormalisation : IDisposable
{
    private Tensor _mean, _scale;

    /// <summary>Keeps the constants.</summary>
    /// <param name="mean">Three values of 0 to 255.</param>
    /// <param name="deviation">Three values above 0.</param>
    public PixelNormalisation(IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        _mean = tensor(mean.ToArray()).view(1, 3, 1, 1).DetachFromDisposeScope();
        _scale = tensor(deviation.Select(d => 1 / d).ToArray()).view(1, 3, 1, 1).DetachFromDisposeScope();
    }

    /// <summary>(N, 3, H, W) of 0 to 255, normalised.</summary>
    public Tensor Apply(Tensor pixels) => (pixels - On(ref _mean, pixels.device)) * On(ref _scale, pixels.device);

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _scale.Dispose();
    }

    private static Tensor On(ref Tensor constant, Device device)
    {
        if (constant.device_type != device.type)
            constant = constant.to(device).DetachFromDisposeScope();
        return constant;
    }
}
