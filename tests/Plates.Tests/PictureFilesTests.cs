namespace Plates.Tests;

public sealed class PictureFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plates-").FullName;

    public PictureFilesTests()
    {
        foreach (var name in new[] { "b.jpg", "a.JPEG", "notes.txt", "deep/er/c.png", "deep/d.webp", "deep/e.gif" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
            File.WriteAllText(Path.Combine(_folder, name), "");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(".", "a.JPEG,b.jpg,deep/d.webp,deep/er/c.png")]
    [InlineData("deep", "deep/d.webp,deep/er/c.png")]
    [InlineData("deep/e.gif", "deep/e.gif")]
    [InlineData("*.jpg", "b.jpg")]
    [InlineData("**/*.png", "deep/er/c.png")]
    [InlineData("d*p/*", "deep/d.webp,deep/e.gif")]
    public void Find_Input_IsExpanded(string input, string expected)
    {
        var found = PictureFiles.Find([Path.Combine(_folder, input)], list: null);

        Assert.Equal(expected.Split(','), found.Select(path => Path.GetRelativePath(_folder, path)));
    }

    [Fact]
    public void Find_SeveralInputs_KeepTheirOrderAndNoneTwice()
    {
        var (one, two) = (Path.Combine(_folder, "b.jpg"), Path.Combine(_folder, "a.JPEG"));
        var list = Path.Combine(_folder, "list.txt");
        File.WriteAllText(list, $"{two}\n\n{one}\nnot-there.png\n");

        Assert.Equal([one, two, "not-there.png"], PictureFiles.Find([one], list));
    }
}
