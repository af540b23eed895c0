using PlateApi.Hosting;

namespace PlateApi.Tests.Hosting;

public sealed class ModelsFolderTests
{
    [Fact]
    public void Find_ModelsInAFolderAbove_AreFound()
    {
        using var root = new TemporaryFolder();
        var models = WriteManifest(root);
        var program = Directory.CreateDirectory(Path.Combine(root.Path, "bin", "release")).FullName;

        var found = ModelsFolder.Find(program);

        Assert.Equal(models, found);
    }

    [Fact]
    public void Find_FolderOfThatNameWithoutAPackage_IsPassedOver()
    {
        using var root = new TemporaryFolder();
        var models = WriteManifest(root);
        Directory.CreateDirectory(Path.Combine(root.Path, "bin", "models", "notes", "1"));

        var found = ModelsFolder.Find(Path.Combine(root.Path, "bin"));

        Assert.Equal(models, found);
    }

    [Fact]
    public void Find_None_NamesTheSetting()
    {
        using var root = new TemporaryFolder();

        var fault = Assert.Throws<InvalidSettingsException>(() => ModelsFolder.Find(root.Path));

        Assert.Contains(root.Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("PlateApi:ModelsFolder", fault.Message, StringComparison.Ordinal);
    }

    private static string WriteManifest(TemporaryFolder root)
    {
        var models = Path.Combine(root.Path, "models");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(models, "reader", "1")).FullName, "manifest.json"), "{}");
        return models;
    }
}
