using PlateRecognition.Models;
using PlateRecognition.Tests.Inference;

namespace PlateRecognition.Tests.Models;

public sealed class ModelCatalogueTests : IDisposable
{
    private readonly Packages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Fact]
    public void Load_SeveralPackages_OrdersByNameAndNewestFirst()
    {
        foreach (var (name, version) in new[] { ("zebra", 1), ("colour-reader", 2), ("colour-reader", 10), ("colour-reader", 9) })
            _packages.Write(TinyNetworks.ColourReader(), Packages.Manifest(name, version));

        var catalogue = ModelCatalogue.Load(_packages.Root);

        Assert.Equal(["colour-reader/10", "colour-reader/9", "colour-reader/2", "zebra/1"], catalogue.Packages.Select(package => package.Manifest.Id));
    }

    [Theory]
    [InlineData("colour-reader", "colour-reader/10")]
    [InlineData("colour-reader/10", "colour-reader/10")]
    [InlineData("colour-reader/9", "colour-reader/9")]
    [InlineData("colour-reader/8", null)]
    [InlineData("colour", null)]
    [InlineData("", null)]
    [InlineData("../colour-reader", null)]
    public void Find_NameOrNameAndVersion_GivesThePackage(string id, string? expected)
    {
        _packages.Write(TinyNetworks.ColourReader(), Packages.Manifest(version: 9));
        _packages.Write(TinyNetworks.ColourReader(), Packages.Manifest(version: 10));

        Assert.Equal(expected, ModelCatalogue.Load(_packages.Root).Find(id)?.Manifest.Id);
    }

    [Fact]
    public void Load_UnfinishedAndForeignFolders_AreSkipped()
    {
        _packages.Write(TinyNetworks.ColourReader());
        Directory.CreateDirectory(Path.Combine(_packages.Root, "colour-reader", "2.0123456789abcdef.tmp"));
        Directory.CreateDirectory(Path.Combine(_packages.Root, "notes", "old"));

        Assert.Equal("colour-reader/1", Assert.Single(ModelCatalogue.Load(_packages.Root).Packages).Manifest.Id);
    }

    [Fact]
    public void Load_FaultyPackages_ListsTheFaultsOfAll()
    {
        File.Delete(_packages.Write(TinyNetworks.ColourReader(), Packages.Manifest("first")).ModelPath);
        File.Delete(_packages.Write(TinyNetworks.ColourReader(), Packages.Manifest("second")).ModelPath);

        var thrown = Assert.Throws<ModelPackageException>(() => ModelCatalogue.Load(_packages.Root));

        Assert.Contains(_packages.Folder("first", 1), thrown.Message, StringComparison.Ordinal);
        Assert.Contains(_packages.Folder("second", 1), thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderAndManifestDisagree_IsRefused()
    {
        var package = _packages.Write(TinyNetworks.ColourReader());
        Directory.Move(package.Folder, _packages.Folder("colour-reader", 3));

        Assert.Contains("must agree", Assert.Throws<ModelPackageException>(() => ModelCatalogue.Load(_packages.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EmptyOrMissingFolder_SaysSo()
    {
        Assert.Contains("holds no package", Assert.Throws<ModelPackageException>(() => ModelCatalogue.Load(_packages.Root)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no models folder", Assert.Throws<ModelPackageException>(() => ModelCatalogue.Load(_packages.Root + "none")).Message, StringComparison.Ordinal);
    }
}
