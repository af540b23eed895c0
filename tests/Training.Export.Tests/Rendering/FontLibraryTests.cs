using Training.Export.Rendering;

namespace Training.Export.Tests.Rendering;

public sealed class FontLibraryTests
{
    [Fact]
    public void Load_RepositoryFonts_NamesThemInOrder()
    {
        var names = RepositoryFonts.Library.Names;

        Assert.Contains("GL-Nummernschild-Eng", names);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void Load_MissingFolder_NamesTheFolder()
    {
        var fault = Assert.Throws<InvalidDataException>(() => FontLibrary.Load("no-such-folder"));

        Assert.Contains("no-such-folder", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderWithoutFonts_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "broken.ttf"), "not a font");

            Assert.Throws<InvalidDataException>(() => FontLibrary.Load(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
