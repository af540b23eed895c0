using PlateRecognition.Models;
using PlateRecognition.Tests.Inference;

namespace PlateRecognition.Tests.Models;

public sealed class ModelPackageTests : IDisposable
{
    private readonly Packages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Fact]
    public void Write_ThenLoad_GivesThePackageBack()
    {
        var model = TinyNetworks.ColourReader();
        var written = _packages.Write(model, goldenTexts: ["ABCD", "F"]);

        var loaded = ModelPackage.Load(written.Folder);

        Assert.Equal(ModelPackage.Checksum(model), loaded.Manifest.Sha256);
        Assert.Equal(model, File.ReadAllBytes(loaded.ModelPath));
        Assert.Equal(["sample-ABCD", "sample-F"], loaded.GoldenSamples.Select(sample => sample.Name));
        Assert.Equal("F", loaded.GoldenSamples[1].Answer.Text);
        Assert.Equal(28, loaded.GoldenSamples[1].Answer.Probabilities.Length);
    }

    [Fact]
    public void Write_FaultyManifest_WritesNothing()
    {
        var thrown = Assert.Throws<ModelPackageException>(() => ModelPackage.Write(_packages.Folder("bad", 1), Packages.Manifest("bad") with { Opset = 0, Licence = "" }, [1], []));

        Assert.Contains("opset is 0", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("licence", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_packages.Root));
    }

    [Fact]
    public void Write_PackageThatIsThere_IsReplacedWholly()
    {
        _packages.Write(TinyNetworks.ColourReader(), goldenTexts: ["ABCD", "F"]);

        var replaced = _packages.Write(TinyNetworks.ColourReader(sharpness: 0.5f), goldenTexts: ["ACE"]);

        Assert.Equal("sample-ACE", Assert.Single(replaced.GoldenSamples).Name);
        Assert.Equal(["1"], Directory.EnumerateFileSystemEntries(Path.Combine(_packages.Root, "colour-reader")).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_WithoutGoldenSamples_IsRefusedAndLeavesNothing()
    {
        Assert.Throws<ModelPackageException>(() => ModelPackage.Write(_packages.Folder("colour-reader", 1), Packages.Manifest(), TinyNetworks.ColourReader(), []));

        Assert.False(Directory.Exists(_packages.Folder("colour-reader", 1)));
    }

    [Fact]
    public void Load_ModelChangedAfterwards_NamesBothChecksums()
    {
        var package = _packages.Write(TinyNetworks.ColourReader());
        File.AppendAllText(package.ModelPath, "x");

        var thrown = Assert.Throws<ModelPackageException>(() => ModelPackage.Load(package.Folder));

        Assert.Contains(package.Manifest.Sha256, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(ModelPackage.Checksum(File.ReadAllBytes(package.ModelPath)), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SeveralFaults_ListsAllOfThem()
    {
        var package = _packages.Write(TinyNetworks.ColourReader());
        File.Delete(package.ModelPath);
        File.WriteAllText(Path.Combine(package.Folder, "golden", "sample-FE.json"), "{\"text\":\"FE\",\"probabilities\":[1,2]}");
        File.Delete(Path.Combine(package.Folder, "golden", "sample-ABCD.json"));
        File.WriteAllText(Path.Combine(package.Folder, "manifest.json"), (package.Manifest with { Opset = 1 }).ToJson());

        var thrown = Assert.Throws<ModelPackageException>(() => ModelPackage.Load(package.Folder));

        foreach (var expected in new[] { "no model.onnx", "sample-FE.json must hold a text and 28 probabilities", "sample-ABCD.json", "opset is 1" })
            Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"text\":null,\"probabilities\":[]}")]
    [InlineData("{\"text\":\"FE\"}")]
    [InlineData("null")]
    [InlineData("no json")]
    public void Load_GoldenAnswerThatIsNone_IsAFault(string json)
    {
        var package = _packages.Write(TinyNetworks.ColourReader());
        File.WriteAllText(Path.Combine(package.Folder, "golden", "sample-FE.json"), json);

        Assert.Contains("sample-FE.json", Assert.Throws<ModelPackageException>(() => ModelPackage.Load(package.Folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_NoGoldenSamples_IsRefused(bool keepFolder)
    {
        var package = _packages.Write(TinyNetworks.ColourReader());
        Directory.Delete(Path.Combine(package.Folder, "golden"), recursive: true);
        if (keepFolder)
            Directory.CreateDirectory(Path.Combine(package.Folder, "golden"));

        Assert.Contains("golden", Assert.Throws<ModelPackageException>(() => ModelPackage.Load(package.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFolder_SaysSo()
        => Assert.Throws<ModelPackageException>(() => ModelPackage.Load(_packages.Folder("none", 1)));
}
