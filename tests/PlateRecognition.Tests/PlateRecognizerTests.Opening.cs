using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Tests.Detection;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateRecognition.Tests;

/// <summary>Opening and warming up: what is refused before the first picture.</summary>
public sealed partial class PlateRecognizerTests
{
    [Fact]
    public async Task WarmUpAsync_GoldenProbabilitiesDiffer_IsRefused()
    {
        // The manifest's samples come from a network that is a little less sure.
        var (model, manifest) = (TinyNetworks.ColourReader(), Packages.Manifest());
        ModelPackage.Write(_packages.Folder(manifest.Name, 1), manifest, model, [Packages.Golden(TinyNetworks.ColourReader(sharpness: 0.3f), manifest, "ABCD"), Packages.Golden(model, manifest, "FE")]);
        await using var recognizer = Open("colour-reader");

        var thrown = await Assert.ThrowsAsync<ModelPackageException>(() => recognizer.WarmUpAsync(Stop));

        Assert.Contains("golden/sample-ABCD: read 'ABCD', expected 'ABCD'; a probability differs by", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sample-FE", thrown.Message, StringComparison.Ordinal);
        Assert.False(recognizer.IsReady);
    }

    [Fact]
    public async Task WarmUpAsync_GoldenTextOrPictureWrong_ListsBoth()
    {
        var (model, manifest) = (TinyNetworks.ColourReader(), Packages.Manifest());
        var (text, picture) = (Packages.Golden(model, manifest, "AB"), Packages.Golden(model, manifest, "CD"));
        ModelPackage.Write(_packages.Folder(manifest.Name, 1), manifest, model, [text with { Answer = text.Answer with { Text = "AA" } }, picture with { Picture = [1, 2, 3] }]);
        await using var recognizer = Open("colour-reader");

        var thrown = await Assert.ThrowsAsync<ModelPackageException>(() => recognizer.WarmUpAsync(Stop));

        Assert.Contains("read 'AB', expected 'AA'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("sample-CD: The 3 bytes are no JPEG", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarmUpAsync_WithinTolerance_IsReady()
    {
        var (model, manifest) = (TinyNetworks.ColourReader(), Packages.Manifest());
        var sample = Packages.Golden(model, manifest, "AB");
        var near = sample.Answer.Probabilities.Select(p => p + 0.0009f).ToArray();
        ModelPackage.Write(_packages.Folder(manifest.Name, 1), manifest, model, [sample with { Answer = sample.Answer with { Probabilities = near } }]);
        await using var recognizer = Open("colour-reader");

        await recognizer.WarmUpAsync(Stop);

        Assert.True(recognizer.IsReady);
    }

    [Fact]
    public void Create_NetworksUnlikeTheirManifests_ListsThoseThatMustBeReady()
    {
        foreach (var name in new[] { "first", "second" })
            _packages.WriteUnlikeItsManifest(name);
        ModelPackage.Write(_packages.Folder("cell-finder", 1), TinyFinder.Manifest(), TinyNetworks.ColourReader(), [TinyFinder.Golden()]);

        var thrown = Assert.Throws<ModelPackageException>(() => Open("first"));

        Assert.Contains(_packages.Folder("first", 1), thrown.Message, StringComparison.Ordinal);
        Assert.Contains(_packages.Folder("cell-finder", 1), thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_packages.Folder("second", 1), thrown.Message, StringComparison.Ordinal);
        Assert.Contains("no input 'image', only pixels", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_DefaultThatIsNotThere_SaysWhatIs()
    {
        _packages.Write(TinyNetworks.ColourReader());

        Assert.Contains("colour-reader/1", Assert.Throws<ModelPackageException>(() => Open("other")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OptionOutOfRange_NamesIt()
    {
        _packages.Write(TinyNetworks.ColourReader());
        var catalogue = ModelCatalogue.Load(_packages.Root);

        foreach (var options in new PlateRecognizerOptions[]
        {
            new() { Alternatives = -1 }, new() { Alternatives = 37 }, new() { Images = new ImageLimits { MaxPixels = 0 } },
            new() { Images = new ImageLimits { MaxSide = 0 } }, new() { Inference = new InferenceOptions { MaxConcurrentRuns = 0 } },
        })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => PlateRecognizer.Create(catalogue, "colour-reader", options));
        }
    }
}
