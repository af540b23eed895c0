using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Training.Export.Training;

/// <summary>What is done to the pixels of a training batch, besides Gaussian noise.</summary>
[Flags]
public enum PixelAugmentation
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Turned, sheared, scaled and shifted a little, each picture its own way; the edge is repeated.</summary>
    Geometric = 1,

    /// <summary>Light, contrast, colour and sharpness changed, each picture its own way.</summary>
    Photometric = 2,
}

/// <summary>Augments batches of (N, 3, H, W) floats of 0 to 255, drawing from libtorch's generator: the same seed gives the same pictures.</summary>
internal static class Augmentations
{
    // Ranges as a plate detector's crops and cameras vary; ± around no change.
    private const double Turn = 0.06, Shear = 0.12, Scale = 0.1, Shift = 0.1;
    private const double Gain = 0.4, Offset = 30, ChannelGain = 0.12, BlurShare = 0.3;

    /// <summary>The augmented batch; the same tensor where there is nothing to do.</summary>
    public static Tensor Apply(Tensor pixels, PixelAugmentation augmentation)
    {
        if (augmentation.HasFlag(PixelAugmentation.Geometric))
            pixels = Geometric(pixels);
        if (augmentation.HasFlag(PixelAugmentation.Photometric))
            pixels = Photometric(pixels);
        return pixels;
    }

    private static Tensor Geometric(Tensor pixels)
    {
        var (count, aspect) = (pixels.shape[0], pixels.shape[3] / (double)pixels.shape[2]);
        var turn = Uniform(count, pixels) * Turn;
        var shear = Uniform(count, pixels) * Shear;
        var (scaleX, scaleY) = (1 + Uniform(count, pixels) * Scale, 1 + Uniform(count, pixels) * Scale);

        // Coordinates run from -1 to 1 on both axes, so a turn of a wide picture is uneven in them.
        var theta = stack(
        [
            scaleX, (shear - turn) / aspect, Uniform(count, pixels) * Shift,
            turn * aspect, scaleY, Uniform(count, pixels) * Shift,
        ], 1).view(count, 2, 3);
        var grid = F.affine_grid(theta, pixels.shape, align_corners: false);
        return F.grid_sample(pixels, grid, mode: GridSampleMode.Bilinear, padding_mode: GridSamplePaddingMode.Border, align_corners: false);
    }

    private static Tensor Photometric(Tensor pixels)
    {
        var count = pixels.shape[0];
        var mean = pixels.mean([1, 2, 3], keepdim: true);
        var contrast = (1 + Uniform(count, pixels) * Gain).view(count, 1, 1, 1);
        var colour = 1 + (rand([count, 3, 1, 1], device: pixels.device) * 2 - 1) * ChannelGain;
        var changed = ((pixels - mean) * contrast + mean + (Uniform(count, pixels) * Offset).view(count, 1, 1, 1)) * colour;
        var blurred = F.avg_pool2d(changed, 3, 1, 1, count_include_pad: false);
        var chosen = (rand([count, 1, 1, 1], device: pixels.device) < BlurShare).to(changed.dtype);
        return (changed + (blurred - changed) * chosen).clamp(0, 255);
    }

    // (count) values of -1 to 1.
    private static Tensor Uniform(long count, Tensor like) => rand(count, device: like.device) * 2 - 1;
}
