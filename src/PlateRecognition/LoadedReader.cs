using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Plates;

namespace PlateRecognition;

/// <summary>A recogniser ready to run: its package, its network and its codec.</summary>
internal sealed record LoadedReader(ModelPackage Package, InferencePool Pool, PlateTextCodec Codec)
{
    /// <summary>What the manifest says of the model.</summary>
    public ModelManifest Manifest => Package.Manifest;

    /// <summary>How pictures are put into the network.</summary>
    public ImageInputSpec Input { get; } = Package.Manifest.InputSpec;

    /// <summary>What is known of plates beforehand; null when the manifest lists no formats.</summary>
    public FormatPrior? Formats { get; } = Package.Manifest.Formats.Count == 0 ? null : new FormatPrior(Codec.Alphabet, Codec.Slots, Package.Manifest.TextFormats);

    /// <summary>Opens a package's network.</summary>
    /// <exception cref="ModelPackageException">It is not the network that the manifest describes.</exception>
    public static LoadedReader Open(ModelPackage package, InferenceOptions options, TimeProvider time)
    {
        var manifest = package.Manifest;
        var (width, height) = (manifest.Input.Width, manifest.Input.Height);
        var input = new TensorSpec(manifest.Input.Name, manifest.Input.Layout == PixelLayout.Nhwc ? [1, height, width, 3] : [1, 3, height, width]);
        var output = new TensorSpec(manifest.Outputs[0].Name, [1, .. manifest.Outputs[0].Shape.Skip(1)]);
        try
        {
            return new LoadedReader(
                package, InferencePool.Open(package.ModelPath, input, [output], options, time), new PlateTextCodec(new Alphabet(manifest.Alphabet!, manifest.Pad), manifest.Slots!.Value));
        }
        catch (InvalidDataException fault)
        {
            throw new ModelPackageException(fault.Message, fault);
        }
    }

    /// <summary>How this reader's slots become texts.</summary>
    public PlateDecodingOptions Decoding(RecognitionRequest request, int alternatives) => new()
    {
        TopN = request.TopN,
        Alternatives = alternatives,
        Temperature = Manifest.Calibration.Temperature,
        Formats = Formats,
        Regions = request.Regions,
    };
}
