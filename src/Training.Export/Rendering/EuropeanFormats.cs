using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Plates of Europe: one-line car plates and two-line (motorcycle, square) ones.</summary>
internal static class EuropeanFormats
{
    private const string White = "F2F2EE", Yellow = "F5C21B", Black = "15161A";
    private static readonly string[] Fe = ["GL-Nummernschild-Eng", "GL-Nummernschild-Mtl", "fe"];
    private static readonly string[] Thin = ["thin", "thin", "thin", "routed-gothic", "din"];
    private static readonly string[] Din = ["din", "din", "OSP-DIN", "GL-Nummernschild-Eng", "RG2014D"];
    private static readonly string[] Bold = ["gb", "gb", "wide", "LiberationSans-Bold"];

    public static IReadOnlyList<PlateFormat> All { get; } = [.. Build()];

    private static IEnumerable<PlateFormat> Build() =>
    [
        .. Country("sk", "SK", 9, ["AA-999AA", "AA-999AA", "AA;999AA", "AA:999AA"], ["AA@/999AA", "AA/999AA"], [.. Thin, "thin", "thin", "GL-Nummernschild-Eng"], shield: true, top: 0.74f),
        .. Country("cz", "CZ", 3, ["9A9:9999", "9A*:9999", "9AA 9999", "AAA:99-99"], ["9A9:/9999", "9A:/9999", "9A9/9999"], ["din", "din", "RG2014D", "OSP-DIN", "thin"], letters: "ABCDEFHIJKLMNPRSTUVXYZ"),
        .. Country("de", "D", 3, ["A?AA:A?A #9?9?9?", "A?AA:AA #999", "A?AA-AA#9?9", "A?A-AAAA9", "AA *A* - AA"], ["A?AA:/AA #9?9", "A?AA@/A?A 99?9"], Fe),
        .. Country("at", "A", 2, ["A?A@#9?999?9AA?", "AA@999AA", "A?A@9999A", "AA-999AA"], ["A?A@/#9?9 AAA?", "A?A@/9999A", "A@9/999A?A"], ["din", "OSP-DIN", "thin", "RG2014D"], border: "B7303A"),
        .. Country("pl", "PL", 2, ["A?AA 99999", "AA@9999A", "AAA@99AA", "AAA@A999", "AA 999AA", "A9 $"], ["AA@/9999A", "AAA@/99AA", "AAA/A999", "AAA/9999", "AA@/99999"], Thin),
        .. Country("hu", "H", 1, ["AAA-999", "AA AA-999"], ["AAA/999", "@AAA/999"], Din),
        .. Country("ro", "RO", 1.5, ["A?A 99 AAA", "{B} 99?9 AAA", "A?A-99-AAA"], ["AA 99/AAA", "{B} 99?9/AAA"], Din),
        .. Country("it", "I", 1.5, ["AA 999AA", "AA@999AA"], ["AA/99999", "AA@/99999", "AA/999 AA"], Thin, letters: "ABCDEFGHJKLMNPRSTVWXYZ", right: 0.8f),
        .. Country("fr", "F", 1.5, ["AA-999-AA", "AA-999-AA", "#999 AA 99", "#99 AAA 99"], ["AA-/999-AA", "999/AA 99", "9999/AA 99", "99/AAA 99"], [.. Din, "gb"], right: 0.7f),
        .. Country("es", "E", 1, ["9999 AAA", "AA?-9999-AA?"], ["9999/AAA", "A?A-9999/A?A"], Din, letters: "BCDFGHJKLMNPRSTVWXYZ"),
        .. Country("pt", "P", 1, ["99-99-AA", "99-AA-99", "AA-99-99", "AA 99 AA"], ["99-99/AA", "99-AA/99", "AA/99-99"], Din),
        .. Country("nl", "NL", 2, ["99-AAA-9", "9-AAA-99", "AA-999-A", "AA-AA-99", "99-AA-AA", "A-999-AA"], ["99/AAA-9", "AA/99-99", "AA/AA-99", "9-A/AA-99", "99/AA-AA"], [.. Bold, "din", "wide"], ground: Yellow),
        .. Country("be", "B", 1.2, ["9-AAA-999", "AAA-999", "999-AAA"], ["9-AAA/999", "9@AAA/999", "A@9/99A"], ["thin", "din", "LiberationSans-Regular"], ink: "8E2230"),
        .. Country("lu", "L", 0.5, ["AA 9999", "99999", "AA9999"], ["AA/9999"], Din, ground: Yellow),
        .. Country("gb", "GB", 1.5, ["AA99 AAA", "AA99 AAA", "A999 AAA", "AAA 999A", "AAA 9999", "#9 AAA"], ["AA99/AAA", "A999/AAA", "AAA/999A"], ["gb", "gb", "gb", "LiberationSans-Bold"], emboss: 0.03f),
        .. Country("gb", "GB", 1.5, ["AA99 AAA", "A999 AAA", "AAA 999A"], ["AA99/AAA", "AA99/AAA", "A999/AAA", "AAA/999A"], ["gb", "gb", "gb", "LiberationSans-Bold"], ground: "F7B51A", emboss: 0.03f),
        .. Country("ie", "IRL", 0.7, ["99-A-#9999?9?", "999-A-#9999?9?", "99-AA-#999"], ["99-A/#9999", "999-A/9999?"], ["gb", "din", "LiberationSans-Regular"]),
        .. Country("no", "N", 1, ["AA 99999", "AA 9999"], ["AA/9999", "AA/99999"], Din, letters: "ABCDEFHJKLNPRSTUVXYZ"),
        .. Country("se", "S", 1, ["AAA 999", "AAA 99A", "AAA@999"], ["AAA/999", "@AAA/999", "AAA/99A"], Thin),
        .. Country("fi", "FIN", 1, ["AAA-999", "A?A-#9?9?", "A?AA@99"], ["AAA/999", "AA/999", "AA/99"], Din),
        .. Country("dk", "DK", 1, ["AA 99 999", "AA 99 999", "AA 9999"], ["AA 99/999"], Din, border: "C2343C"),
        .. Country("is", "IS", 0.4, ["AA-999", "AA A99", "AA@999"], ["AA-/999", "AA/A99"], ["RG2014D", "LiberationSans-Regular", "thin"], ink: "2C3F8F"),
        .. Country("ee", "EST", 0.5, ["999 AAA"], ["99/AA", "999/AAA"], Din),
        .. Country("lv", "LV", 0.6, ["AA-9999", "AA-999", "AA-99"], ["AA/999", "A/9999", "AA/99"], Din),
        .. Country("lt", "LT", 0.6, ["AAA:999", "AAA 999"], ["99/AAA", "AAA/999", "999/AA", "99:/AAA"], Din),
        .. Country("si", "SLO", 0.6, ["AA@A9-999", "AA@999-AA", "AA@A*-*A9"], ["AA@/AA-999", "AA@/A9-99"], Din, border: "2E7D4F"),
        .. Country("hr", "HR", 0.6, ["AA@9999?-AA?", "AA@999-AA"], ["AA@/9999-A", "AA@/999-AA"], Thin),
        .. Country("ch", "", 0.8, ["AA.99999?9?", "AA 999 999", "AA.9999"], ["@AA@/9999?9", "AA@/999 999", "@AA/9999"], ["wide", "thin", "RG2014E"]),
        .. Country("bg", "BG", 0.6, ["A?A 9999 AA", "A?A 9999 A"], ["AA AA/9999", "A AA/9999", "AAAA/9999", "A@A/9999"], Din, letters: "ABCEHKMOPTXY"),
        .. Country("gr", "GR", 0.6, ["AAA-9999", "AAA 9999"], ["AAA/999", "AAA/99", "AAA/9999"], Din, letters: "ABEZHIKMNOPTYX"),
        .. Country("ua", "UA", 0.6, ["AA 9999 AA"], ["AA/9999 AA", "AA9999/AA", "9999/AA"], Din, letters: "ABCEHIKMOPTX"),
        .. Country("by", "BY", 0.4, ["9999 AA-9"], ["9999/AA-9", "9999/A9"], Din, letters: "ABEIKMHOPCTX"),
        .. Country("ru", "RUS", 0.5, ["A999AA 999?", "A 999 AA@99"], ["A999/AA 99", "9999/AA 99"], ["RG2014D", "din", "thin"], letters: "ABEKMHOPCTYX"),
        .. Country("rs", "SRB", 0.4, ["AA@999-AA", "AA@9999-AA"], ["AA@/999-AA"], Thin),
        .. Country("me", "MNE", 0.4, ["AA@AA999"], ["AA@AA/999", "AA@99/999", "AA-99/999"], Thin),
        .. Country("ba", "BIH", 0.3, ["A99-A-999", "999-A-999"], ["A99-A/999"], Din, letters: "AEJKMOT"),
        .. Country("mk", "NMK", 0.3, ["AA 9999 AA", "AA@9999-AA"], ["AA/9999 AA"], Thin),
        .. Country("al", "AL", 0.3, ["AA 999 AA"], ["AA/999 AA"], Din),
        .. Country("md", "MD", 0.3, ["AAA 999", "A?A A 999"], ["AAA/999"], Din),
        .. Country("tr", "TR", 0.5, ["99 AA 999", "99 A 9999", "99 AAA 99"], ["99 AA/999", "99/AA 999"], Din),
        .. Country("mt", "M", 0.3, ["AAA 999"], ["AAA/999"], Fe),
        .. Country("cy", "CY", 0.3, ["AAA 999"], ["AAA/999"], Din),
        .. Country("fo", "FO", 0.2, ["AA 999"], ["AA/999"], Din),
        .. Country("je", "GBJ", 0.3, ["A99999", "A 9999"], ["A99/999"], Bold),
        .. Dark("fr", ["9999 AA 99", "999 AAA 99"], ["999/AA 99", "999/AAA 99"], 0.3),
        .. Dark("nl", ["AA-99-99", "99-AA-99"], ["99/AA-99", "AA/99-99"], 0.4),
        .. Dark("gb", ["AAA 999A", "AAA 999", "999 AAA"], ["AAA/999", "AAA/999A", "A99/999"], 0.5),
    ];

    private static IEnumerable<PlateFormat> Country(
        string code, string band, double weight, string[] one, string[] two, string[] faces, string letters = PlateFormat.AllLetters,
        string ground = White, string ink = Black, string border = "", bool shield = false, float right = 0, float emboss = 0.5f, float top = 0.7f)
    {
        var format = new PlateFormat(code, weight, one)
        {
            Letters = letters,
            Faces = faces,
            Ground = [ground],
            Ink = [ink],
            BorderColour = border,
            RightBand = right,
            Embossed = emboss,
            TextHeight = top,
            Band = band.Length == 0 ? SideBand.None : shield ? SideBand.ShieldAndLetters : SideBand.Euro,
            BandText = band,
        };
        yield return format;
        yield return format with
        {
            Patterns = [.. two, .. two, .. two.SelectMany(Stickered)],
            Lines = 2,
            Size = new SKSize(280, 200),
            TextHeight = 0.39f,
            TextCentre = 0.275f,
            SecondCentre = 0.735f,
            Faces = [.. faces, "wide"],
            RightBand = right * 0.5f,
            Band = format.Band == SideBand.None ? SideBand.None : SideBand.Euro,
            Gap = new Limits(0.08f, 0.28f),
        };
    }

    // Inspection stickers and seals stand where a line leaves room.
    private static IEnumerable<string> Stickered(string pattern) =>
        pattern.Contains('@') ? [pattern] : [pattern.Replace("/", "@/", StringComparison.Ordinal), pattern.Replace("/", "/@", StringComparison.Ordinal)];

    private static IEnumerable<PlateFormat> Dark(string code, string[] one, string[] two, double weight) =>
        Country(code, "", weight, one, two, ["din", "thin", "gb", "wide", "LiberationSans-Bold"], ground: "17181C", ink: "E4E4E0");
}
