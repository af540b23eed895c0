using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Plates;
using PlateRecognition.Tests.Inference;

namespace PlateRecognition.Tests.Models;

/// <summary>A models folder of its own, deleted with it, and packages to put into it.</summary>
internal sealed class Packages : IDisposable
{
    public Packages() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"plate-models-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>A manifest of a network of <see cref="TinyNetworks"/>.</summary>
    public static ModelManifest Manifest(string name = "colour-reader", int version = 1, ImageInputSpec? input = null)
    {
        input ??= TinyNetworks.Input;
        return new ModelManifest
        {
            Name = name,
            Version = version,
            Task = ModelTask.Recognition,
            Input = new ManifestInput(TinyNetworks.InputName, "uint8", input.Layout, input.Height, input.Width, input.Colour, input.Resize),
            Outputs = [new ManifestOutput(TinyNetworks.OutputName, [-1, TinyNetworks.Slots, TinyNetworks.Colours.Length])],
            Alphabet = TinyNetworks.Alphabet,
            Pad = TinyNetworks.Pad,
            Slots = TinyNetworks.Slots,
            Sha256 = new string('0', 64),
            Training = new ManifestTraining("by hand", 1, "coloured bars", "none", []),
            Opset = 13,
            Licence = "MIT",
        };
    }

    /// <summary>Writes a package whose golden samples are what its network answers.</summary>
    public ModelPackage Write(byte[] model, ModelManifest? manifest = null, params string[] goldenTexts)
    {
        manifest ??= Manifest();
        var samples = (goldenTexts.Length == 0 ? ["ABCD", "FE"] : goldenTexts).Select(text => Golden(model, manifest, text));
        return ModelPackage.Write(Folder(manifest.Name, manifest.Version), manifest, model, [.. samples]);
    }

    /// <summary>Writes a package whose network cannot be opened as its manifest says; nothing is wrong with its files.</summary>
    public void WriteUnlikeItsManifest(string name, int version = 1)
        => ModelPackage.Write(
            Folder(name, version), Manifest(name, version) with { Input = Manifest().Input with { Name = "image" } }, TinyNetworks.ColourReader(),
            [Golden(TinyNetworks.ColourReader(), Manifest(), "A")]);

    /// <summary>Writes a package whose network answers otherwise than its golden sample says.</summary>
    public void WriteWrongGolden(string name, int version = 1)
    {
        var (model, manifest) = (TinyNetworks.ColourReader(), Manifest(name, version));
        var golden = Golden(model, manifest, "AB");
        ModelPackage.Write(Folder(name, version), manifest, model, [golden with { Answer = golden.Answer with { Text = "AA" } }]);
    }

    public string Folder(string name, int version) => Path.Combine(Root, name, $"{version}");

    /// <summary>What a network answers to a text's picture.</summary>
    public static GoldenSample Golden(byte[] model, ModelManifest manifest, string text) => Golden(model, manifest, TinyNetworks.Picture(text), $"sample-{text}");

    /// <summary>What a network answers to a picture.</summary>
    public static GoldenSample Golden(byte[] model, ModelManifest manifest, byte[] picture, string name = "sample")
    {
        var (spec, output) = (manifest.InputSpec, manifest.Outputs[0]);
        using var file = new ModelFile(model);
        using var pool = InferencePool.Open(
            file.Path, new TensorSpec(manifest.Input.Name, spec.Layout == PixelLayout.Nhwc ? [1, spec.Height, spec.Width, 3] : [1, 3, spec.Height, spec.Width]),
            [new TensorSpec(output.Name, [1, .. output.Shape.Skip(1)])], new InferenceOptions(), TimeProvider.System);
        using var run = pool.Rent();
        using var image = Imaging.Pictures.Decode(picture);
        PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, run.Input);
        Assert.Null(run.ExecuteAsync(null, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult());
        var read = new PlateTextCodec(new Alphabet(manifest.Alphabet!, manifest.Pad), manifest.Slots!.Value).Decode(run.Output, new PlateDecodingOptions()).Text;
        return new GoldenSample(name, picture, new GoldenAnswer(read, run.Output.ToArray()));
    }
}
