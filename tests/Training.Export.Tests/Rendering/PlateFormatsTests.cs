using Training.Export.Rendering;

namespace Training.Export.Tests.Rendering;

public sealed class PlateFormatsTests
{
    public static TheoryData<string> Codes => [.. PlateRenderer.FormatCodes];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Render_EveryFormat_DrawsItsOwnTexts(string code)
    {
        var formats = PlateFormats.All.Where(format => format.Code == code).ToArray();
        var weights = new Dictionary<string, double> { [code] = 1 };
        var renderer = RepositoryFonts.Renderer(new RenderOptions { FormatWeights = weights, InventedShare = 0, NoPlateShare = 0, TwoLineShare = 0.5 });

        for (var seed = 0UL; seed < 8; seed++)
        {
            using var plate = renderer.Render(seed);
            Assert.StartsWith(code, plate.Format, StringComparison.Ordinal);
            Assert.Contains(formats, format => format.Lines == plate.Lines || format.Code != plate.Format);
        }
    }

    [Fact]
    public void Patterns_EveryFormat_YieldTextsOfOneToTenCharactersOnItsLines()
    {
        var tokens = new List<PlateToken>();
        var random = new SeededRandom(7);

        foreach (var format in PlateFormats.All)
        {
            foreach (var pattern in format.Patterns)
            {
                for (var i = 0; i < 20; i++)
                {
                    PlatePattern.Sample(pattern, format.Letters, random, tokens);
                    Assert.InRange(tokens.Count(token => token.Kind == TokenKind.Character), 1, 10);
                    Assert.Equal(format.Lines - 1, tokens.Count(token => token.Kind == TokenKind.LineBreak));
                }
            }
        }
    }

    [Fact]
    public void Patterns_LettersOfACountry_AreKeptTo()
    {
        var greek = PlateFormats.All.First(format => format.Code == "gr");
        var tokens = new List<PlateToken>();
        var random = new SeededRandom(11);
        var seen = new HashSet<char>();

        for (var i = 0; i < 500; i++)
        {
            PlatePattern.Sample("AAA-9999", greek.Letters, random, tokens);
            seen.UnionWith(tokens.Where(token => token.Kind == TokenKind.Character).Select(token => token.Symbol));
        }

        Assert.Equal((greek.Letters + "0123456789").Order(), seen.Order());
    }

    [Fact]
    public void Patterns_UnknownItem_IsRefused()
    {
        var tokens = new List<PlateToken>();

        var fault = Assert.Throws<FormatException>(() => PlatePattern.Sample("AA+99", PlateFormat.AllLetters, new SeededRandom(1), tokens));

        Assert.Contains("'+'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Formats_Countries_AreThirtyOrMore()
    {
        var countries = PlateRenderer.FormatCodes.Select(code => code.Split('-')[0]).Distinct().Count();
        var states = PlateRenderer.FormatCodes.Count(code => code.StartsWith("us-", StringComparison.Ordinal));

        Assert.True(countries >= 30, $"{countries} countries");
        Assert.True(states >= 50, $"{states} states");
    }
}
