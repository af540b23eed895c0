using PlateRecognition.Imaging;
using Training.Export.Data;
using static TorchSharp.torch;

namespace Training.Export.Training;

/// <summary>Turns a batch's arrays into tensors.</summary>
internal static class BatchTensors
{
    /// <summary>
    /// The pixels as (N, 3, H, W) floats in 0 to 255. The arrays are NHWC, so the result is stored channels-last, which is
    /// what a CPU trains fastest on.
    /// </summary>
    public static Tensor Pixels(PlateBatch batch, ImageInputSpec input, Device device)
        => tensor(batch.Pixels, [batch.Size, input.Height, input.Width, 3], dtype: ScalarType.Byte, device: device)
            .to(ScalarType.Float32).permute(0, 3, 1, 2);
}
