using System.Text.RegularExpressions;
using PlateRecognition.Plates;
using Training.Export.Rendering;

namespace Training.Export.Tests.Rendering;

public sealed class TextFormatsTests
{
    [Fact]
    public void All_RenderedPlates_AreOfAFormatOfTheirRegion()
    {
        var renderer = new PlateRenderer(RepositoryFonts.Library, new RenderOptions { Difficulty = 0, NoPlateShare = 0, InventedShare = 0 });
        var vanity = PlateFormats.All.Where(format => format.Patterns.Any(pattern => pattern.Contains('$'))).Select(format => format.Code).ToHashSet();
        var patterns = TextFormats.All.GroupBy(format => format.Region).ToDictionary(group => group.Key, group => group.Select(ToRegex).ToList());

        var misfits = new List<string>();
        for (ulong seed = 0; seed < 600; seed++)
        {
            using var plate = renderer.Render(seed);
            if (patterns.TryGetValue(plate.Format, out var allowed) && !vanity.Contains(plate.Format) && !allowed.Any(regex => regex.IsMatch(plate.Text)))
                misfits.Add($"{plate.Text} of {plate.Format}");
        }

        Assert.Empty(misfits);
    }

    [Fact]
    public void All_EveryPattern_CompilesForTheFullAlphabet()
        => Assert.NotEmpty(new FormatPrior(Alphabet.Full, 10, TextFormats.All).Regions);

    [Fact]
    public void All_RegionsOfTheRenderer_AreKnown()
    {
        var known = new FormatPrior(Alphabet.Full, 10, TextFormats.All);

        Assert.All(["sk", "de", "br", "gb", "us", "us-ca", "in", "za"], code => Assert.True(known.Knows(code), code));
    }

    [Theory]
    [InlineData("us-mo", "AA9A9A", 1)]
    [InlineData("us-mo", "99AAA9", 0.1)]
    [InlineData("us-ri", "AA999", 1)]
    [InlineData("us-wy", "9999A", 1)]
    [InlineData("us-id", "9AA9999", 1)]
    [InlineData("br", "AAA9999", 1)]
    public void All_PatternOfARegion_WeighsAsItIsMet(string region, string pattern, double weight)
        => Assert.Equal(weight, Assert.Single(TextFormats.All, format => format.Region == region && format.Pattern == pattern).Weight);

    private static Regex ToRegex(TextFormat format)
    {
        var classes = format.Pattern
            .Replace("A", "\u0001", StringComparison.Ordinal).Replace("9", "\u0002", StringComparison.Ordinal)
            .Replace("#", "[1-9]", StringComparison.Ordinal).Replace("*", $"[0-9{format.Letters}]", StringComparison.Ordinal);

        // Inside brackets A and 9 are themselves.
        classes = Regex.Replace(classes, @"\[[^\]]*\]", match => match.Value.Replace("\u0001", "A").Replace("\u0002", "9"));
        return new Regex($"^{classes.Replace("\u0001", $"[{format.Letters}]").Replace("\u0002", "[0-9]")}$");
    }
}
