using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>A model ready to run: its package and its network. Thread-safe.</summary>
internal abstract record LoadedModel(ModelPackage Package, InferencePool Pool) : IDisposable
{
    /// <summary>What the manifest says of the model.</summary>
    public ModelManifest Manifest => Package.Manifest;

    /// <summary>How pictures are put into the network.</summary>
    public ImageInputSpec Input { get; } = Package.Manifest.InputSpec;

    /// <summary>The text of the first output by its probabilities alone, as golden samples hold it; empty where there is none.</summary>
    public abstract string PlainText(ReadOnlySpan<float> output);

    /// <summary>Opens a package's network.</summary>
    /// <exception cref="ModelPackageException">It is not the network that the manifest describes.</exception>
    public static LoadedModel Open(ModelPackage package, InferenceOptions options, TimeProvider time)
        => package.Manifest.Task == ModelTask.Recognition ? LoadedReader.Open(package, options, time) : LoadedFinder.Open(package, options, time);

    /// <summary>Closes the network once the runs under way have ended.</summary>
    public void Dispose() => Pool.Dispose();
}
