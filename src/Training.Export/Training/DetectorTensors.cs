using Training.Export.Data;
using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Training;

/// <summary>A batch of scenes as tensors on a device.</summary>
/// <param name="Pixels">(N, 3, H, W) floats of 0 to 255, stored channels-last.</param>
/// <param name="Heat">(N, 1, rows, columns).</param>
/// <param name="Corners">(N, 8, rows, columns).</param>
/// <param name="Weights">(N, 2, rows, columns).</param>
internal sealed record DetectorTensors(Tensor Pixels, Tensor Heat, Tensor Corners, Tensor Weights)
{
    /// <summary>Copies a batch to the device.</summary>
    public static DetectorTensors Of(SceneBatch batch, DetectorNetConfig config, Device device)
    {
        var pixels = tensor(batch.Pixels, [batch.Size, config.Height, config.Width, 3], dtype: ScalarType.Byte, device: device);
        return new DetectorTensors(
            pixels.to(ScalarType.Float32).permute(0, 3, 1, 2),
            tensor(batch.Heat, [batch.Size, 1, config.Rows, config.Columns], device: device),
            tensor(batch.Corners, [batch.Size, DetectorNetConfig.CornerValues, config.Rows, config.Columns], device: device),
            tensor(batch.Weights, [batch.Size, DetectorTargets.WeightPlanes, config.Rows, config.Columns], device: device));
    }
}
