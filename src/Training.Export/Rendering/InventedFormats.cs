using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Plates of no country: random texts, sizes, colours and faces, so that a reader learns letters and not formats.</summary>
internal static class InventedFormats
{
    private static readonly string[] Faces =
    [
        "any", "any", "us", "us-box", "us-narrow", "us-serif", "br", "gb", "din", "thin", "fe", "wide", "GL-Nummernschild-Eng", "OSP-DIN", "RG2014B", "RG2014C", "RG2014D", "RG2014E",
        "routed-gothic", "routed-gothic-narrow", "BebasNeue-Bold", "BebasNeue-Regular", "LiberationSans-Bold", "LiberationSans-Regular",
    ];

    /// <summary>Makes a format up.</summary>
    public static PlateFormat Create(int lines, SeededRandom random)
    {
        var light = random.Chance(0.72);
        var ground = light ? Light(random) : Dark(random);
        var ink = light ? Dark(random) : Light(random);
        var aspect = lines == 2 ? random.Range(1.15f, 2f) : random.Range(1.9f, 5f);
        var wide = aspect > 3;
        return new PlateFormat("invented", 1, [Pattern(lines, random)])
        {
            Invented = true,
            Lines = lines,
            Size = new SKSize(120 * aspect, 120),
            Faces = [random.Pick(Faces)],
            GlyphScale = random.Range(0.85f, 1.15f),
            TextHeight = lines == 2 ? random.Range(0.28f, 0.40f) : wide ? random.Range(0.55f, 0.8f) : random.Range(0.42f, 0.62f),
            TextCentre = lines == 2 ? random.Range(0.27f, 0.33f) : random.Range(0.46f, 0.58f),
            SecondCentre = random.Range(0.70f, 0.76f),
            Gap = new Limits(0.07f, 0.26f),
            Monospaced = random.Chance(0.3),
            Ground = [Hex(ground), Hex(Colours.Vary(ground, 40, random))],
            Ink = [Hex(ink)],
            Scenery = random.Chance(0.55) ? Scenery.Plain : random.Chance(0.5) ? Scenery.Gradient : Scenery.Landscape,
            Band = random.Chance(0.35) ? SideBand.Euro : SideBand.None,
            BandText = random.Pick(PlateFormat.AllLetters).ToString(),
            Border = 0.5f,
            Top = random.Chance(0.4) && lines == 1 && !wide ? ["*"] : [],
            Bottom = random.Chance(0.3) && lines == 1 && !wide ? ["*"] : [],
            CaptionHeight = random.Range(0.07f, 0.14f),
            American = random.Chance(0.25),
        };
    }

    private static string Pattern(int lines, SeededRandom random)
    {
        var count = 4 + random.Below(6);
        var split = lines == 2 ? 1 + random.Below(Math.Min(count - 1, 5)) : -1;
        var pattern = "";
        for (var i = 0; i < count; i++)
        {
            if (i == split)
                pattern += '/';
            else if (i > 0 && random.Chance(0.16))
                pattern += random.Pick("   --.:@_");
            pattern += random.Pick("*A9");
        }

        return pattern;
    }

    private static SKColor Light(SeededRandom random) =>
        random.Chance(0.5) ? SKColor.FromHsv(random.Range(0, 360), random.Range(0, 15), random.Range(78, 100)) : SKColor.FromHsv(random.Range(0, 360), random.Range(5, 85), random.Range(75, 98));

    private static SKColor Dark(SeededRandom random) =>
        random.Chance(0.5) ? SKColor.FromHsv(random.Range(0, 360), random.Range(0, 40), random.Range(4, 20)) : SKColor.FromHsv(random.Range(200, 380) % 360, random.Range(50, 95), random.Range(15, 45));

    private static string Hex(SKColor colour) => $"{colour.Red:X2}{colour.Green:X2}{colour.Blue:X2}";
}
