using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>Opens the network of a package as its manifest describes it.</summary>
internal static class NetworkOpening
{
    /// <summary>Opens it.</summary>
    /// <exception cref="ModelPackageException">It is not the network that the manifest describes.</exception>
    public static InferencePool Open(ModelPackage package, InferenceOptions options, TimeProvider time)
    {
        var manifest = package.Manifest;
        var (width, height) = (manifest.Input.Width, manifest.Input.Height);
        var input = new TensorSpec(manifest.Input.Name, manifest.Input.Layout == PixelLayout.Nhwc ? [1, height, width, 3] : [1, 3, height, width]);
        try
        {
            return InferencePool.Open(
                package.ModelPath, input, [.. manifest.Outputs.Select(output => new TensorSpec(output.Name, [1, .. output.Shape.Skip(1)]))], options, time);
        }
        catch (InvalidDataException fault)
        {
            throw new ModelPackageException(fault.Message, fault);
        }
    }
}
