using Training.Export.Data;
using Training.Export.Rendering;
using Training.Export.Tests.Rendering;

namespace Training.Export.Tests.Data;

public sealed class RenderedPlatesTests
{
    private static readonly RenderedPlatesOptions Options = new() { Seed = 5, Count = 12 };

    [Fact]
    public void Read_SameIndexTwice_GivesTheSamePicture()
    {
        var plates = new RenderedPlates(RepositoryFonts.Library, Options);

        using var first = plates.Read(3);
        using var again = plates.Read(3);

        Assert.Equal(first.Text, again.Text);
        Assert.True(first.Picture.GetPixelSpan().SequenceEqual(again.Picture.GetPixelSpan()));
    }

    [Fact]
    public void Read_NextPassOfAFixedSet_GivesTheSamePlatesInAnotherOrder()
    {
        var plates = new RenderedPlates(RepositoryFonts.Library, Options);

        var passes = Enumerable.Range(0, 3).Select(pass => Texts(plates, pass * 12)).ToList();

        Assert.All(passes, pass => Assert.Equal(passes[0].Order(StringComparer.Ordinal), pass.Order(StringComparer.Ordinal)));
        Assert.NotEqual(passes[0], passes[1]);
        Assert.NotEqual(passes[1], passes[2]);
    }

    [Fact]
    public void Read_FreshSet_NeverRepeats()
    {
        var plates = new RenderedPlates(RepositoryFonts.Library, Options with { Fresh = true });

        Assert.NotEqual(Texts(plates, 0).Order(StringComparer.Ordinal), Texts(plates, 12).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_SeedTask_HasSevenCharactersAndNoLetterO()
    {
        var plates = new RenderedPlates(RepositoryFonts.Library, Options with { Rendering = new RenderOptions { SeedTask = true } });

        Assert.All(Texts(plates, 0), text => Assert.True(text.Length == 7 && !text.Contains('O'), text));
    }

    private static List<string> Texts(RenderedPlates plates, long from) => Enumerable.Range(0, 12).Select(i =>
    {
        using var sample = plates.Read(from + i);
        return sample.Text;
    }).ToList();
}
