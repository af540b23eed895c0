using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Plates of Canada, Australia, India, South Africa and others that use Latin letters.</summary>
internal static class WorldFormats
{
    private const string White = "F2F2EE", Black = "15161A";
    private static readonly SKSize American = new(305, 152);
    private static readonly string[] Stamped = ["us", "us", "us-box", "din", "RG2014C"];

    public static IReadOnlyList<PlateFormat> All { get; } = [.. Build()];

    private static IEnumerable<PlateFormat> Build() =>
    [
        Canada("on", "ONTARIO", "YOURS TO DISCOVER", "2A4A94", [White], ["AAAA@999", "AAAA 999", "AAA@999"], 0.7),
        Canada("qc", "QUEBEC", "JE ME SOUVIENS", "2B4C97", [White], ["A99 AAA", "999 AAA"], 0.6),
        Canada("bc", "BRITISH COLUMBIA", "BEAUTIFUL", "26458C", [White, "DDE8F2"], ["AA9 99A", "999 AAA", "AAA@999"], 0.5),
        Canada("ab", "ALBERTA", "WILD ROSE COUNTRY", "B02F36", [White], ["AAA-9999", "AAA 999"], 0.4),
        Canada("mb", "MANITOBA", "FRIENDLY", "22335F", ["CFE2EE", "EFE3C8", "9CBF8A"], ["AAA 999"], 0.3),
        Canada("ns", "NOVA SCOTIA", "CANADA'S OCEAN PLAYGROUND", "24478F", ["DDE7F0", White], ["AAA 999", "99 A99"], 0.3),
        Plate("au", 1, American, [White], ["1F2023", "24489A", "1F5B3B", "6B1F33"], [.. Stamped, "gb"], ["AAA 999", "AA 99 AA", "AAA.99A", "9AA 9AA", "999 AAA"], "NEW SOUTH WALES", "VICTORIA - THE PLACE TO BE"),
        Plate("au", 0.7, new SKSize(372, 134), ["F3C61C", White], ["1C1D20"], [.. Stamped, "gb"], ["AAA.999", "AA.99.AA", "999.AAA", "9AA 9AA"], "", "QUEENSLAND"),
        Plate("in", 1.2, new SKSize(500, 120), [White, "F4C51D"], [Black], ["gb", "LiberationSans-Bold", "din", "routed-gothic", "any"], ["AA 99 AA 9999", "AA 99 A 9999", "AA99AA9999", "AA-99-A-9999"], "", "") with { TextHeight = 0.6f, TextCentre = 0.5f },
        Two(Plate("in", 0.6, new SKSize(285, 180), [White, "F4C51D"], [Black], ["gb", "LiberationSans-Bold", "din", "any"], ["AA 99/AA 9999", "AA 99 A/9999", "AA-99/A-9999"], "", "")),
        Plate("za", 1, new SKSize(520, 112), [White, "F0E9C4"], [Black, "24407F", "23603B"], ["din", "thin", "gb", "RG2014D"], ["AA 99 AA {GP}", "AAA 999 {GP|MP|NW|FS|EC|NC}", "{CA|CY|CF} 999 999", "AA 99999", "AAA 999 {GP|L}"], "", "") with { TextHeight = 0.62f, TextCentre = 0.5f },
        Two(Plate("za", 0.4, new SKSize(250, 205), [White], [Black], ["din", "thin"], ["AA 99/AA {GP}", "AAA/999 {GP|MP}", "{CA}/999 999"], "", "")),
        Plate("il", 0.4, new SKSize(520, 110), ["F3C41A"], [Black], ["din", "gb", "RG2014D"], ["99-999-99", "999-99-999"], "", "") with { TextHeight = 0.66f, TextCentre = 0.5f },
        Plate("nz", 0.4, new SKSize(360, 125), [White], [Black], Stamped, ["AAA999", "AAA 999", "AA9999"], "", "NEW ZEALAND") with { TextHeight = 0.6f, TextCentre = 0.46f },
        Plate("my", 0.4, new SKSize(480, 110), ["17181B"], ["E8E8E4"], ["gb", "LiberationSans-Bold", "din"], ["AAA 9999", "A?AA 99?9?9", "AAA 9999 "], "", "") with { TextHeight = 0.66f, TextCentre = 0.5f },
        Two(Plate("my", 0.3, new SKSize(260, 180), ["17181B"], ["E8E8E4"], ["gb", "LiberationSans-Bold"], ["AAA/9999", "AA/999"], "", "")),
        Plate("sg", 0.3, new SKSize(520, 110), ["17181B", White], ["E8E8E4"], ["gb", "LiberationSans-Bold"], ["AAA 9999 A"], "", "") with { Ground = ["17181B"], TextHeight = 0.62f, TextCentre = 0.5f },
        Plate("id", 0.3, new SKSize(395, 135), ["17181B"], ["E8E8E4"], ["us", "thin", "RG2014C"], ["A 9999 AA", "AA 9999 AA", "A 9999 AAA"], "", "05 . 27") with { TextHeight = 0.52f, TextCentre = 0.42f },
        Plate("ke", 0.3, new SKSize(520, 110), [White, "F3C41A"], [Black], ["din", "gb"], ["AAA 999A", "AAA 999"], "", "") with { TextHeight = 0.62f, TextCentre = 0.5f },
        Plate("ng", 0.3, American, [White], ["24489A"], Stamped, ["AAA-999AA", "AA 999-AAA"], "LAGOS", "FEDERAL REPUBLIC OF NIGERIA") with { TextHeight = 0.42f },
        Plate("ph", 0.3, new SKSize(390, 140), [White], ["1C1D20", "2C6B45"], Stamped, ["AAA 9999", "AAA 999"], "", "REGION IV"),
    ];

    private static PlateFormat Canada(string code, string name, string slogan, string ink, string[] ground, string[] patterns, double weight) =>
        Plate("ca-" + code, weight, American, ground, [ink], Stamped, [.. patterns, .. patterns, "$"], name, slogan) with
        {
            Monospaced = true,
            American = true,
            Embossed = 0.75f,
        };

    private static PlateFormat Plate(
        string code, double weight, SKSize size, string[] ground, string[] ink, string[] faces, string[] patterns, string top, string bottom) =>
        new(code, weight, patterns)
        {
            Size = size,
            Ground = ground,
            Ink = ink,
            Faces = faces,
            TextHeight = 0.46f,
            TextCentre = 0.5f,
            CaptionHeight = 0.13f,
            Top = top.Length == 0 ? [] : [top],
            Bottom = bottom.Length == 0 ? [] : [bottom],
            Scenery = ground.Length > 2 ? Scenery.Landscape : ground is [var first, var second] && first[0] == second[0] ? Scenery.Gradient : Scenery.Plain,
        };

    private static PlateFormat Two(PlateFormat plate) => plate with { Lines = 2, TextHeight = 0.36f, TextCentre = 0.28f, SecondCentre = 0.72f };
}
