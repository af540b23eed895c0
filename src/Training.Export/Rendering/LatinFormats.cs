using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Plates of Latin America.</summary>
internal static class LatinFormats
{
    private const string Black = "141518";
    private static readonly SKSize Car = new(400, 130), Bike = new(200, 170), American = new(305, 152);

    public static IReadOnlyList<PlateFormat> All { get; } = [.. Brazil(), .. Others()];

    private static IEnumerable<PlateFormat> Brazil()
    {
        // Private grey, hire red with white characters, official white, collectors' black.
        var grey = new PlateFormat("br", 9, ["AAA.9999"])
        {
            Size = Car,
            Faces = ["br", "br", "br", "br", "RG2014D", "din"],
            TextHeight = 0.50f,
            TextCentre = 0.62f,
            Gap = new Limits(0.10f, 0.25f),
            Ground = ["B9BCBB"],
            Ink = ["1B1C20"],
            Top = ["*br"],
            CaptionHeight = 0.125f,
            Border = 0.35f,
            Embossed = 0.75f,
            LeadSeal = true,
            Night = 0.45f,
        };
        yield return grey;
        var red = grey with { Weight = 4, Ground = ["A8323A"], Ink = ["F0ECEA"], BorderColour = "F0ECEA", Night = 0.8f };
        yield return red;
        yield return grey with { Weight = 0.4, Ground = ["E9E9E6"] };
        yield return grey with { Weight = 0.3, Ground = ["1A1B1E"], Ink = ["D8D8D4"] };
        var bike = grey with
        {
            Weight = 0.9,
            Patterns = ["AAA/9999"],
            Lines = 2,
            Size = Bike,
            TextHeight = 0.33f,
            TextCentre = 0.36f,
            SecondCentre = 0.76f,
            CaptionHeight = 0.09f,
        };
        yield return bike;
        yield return bike with { Weight = 0.4, Ground = red.Ground, Ink = red.Ink, BorderColour = red.BorderColour };
        var mercosul = new PlateFormat("br-mercosul", 3, ["AAA9A99", "AAA 9A99"])
        {
            Size = Car,
            Faces = ["GL-Nummernschild-Eng", "GL-Nummernschild-Mtl", "fe"],
            TextHeight = 0.52f,
            TextCentre = 0.61f,
            Ground = ["F0F1EE"],
            Ink = [Black, Black, "A3262C", "1D3F8C"],
            Top = ["=BRASIL"],
            CaptionHeight = 0.2f,
            Border = 0.8f,
            Embossed = 0.4f,
            Gap = new Limits(0.08f, 0.14f),
        };
        yield return mercosul;
        yield return mercosul with
        {
            Weight = 0.9,
            Patterns = ["AAA/9A99"],
            Lines = 2,
            Size = Bike,
            TextHeight = 0.34f,
            TextCentre = 0.37f,
            SecondCentre = 0.77f,
            CaptionHeight = 0.15f,
        };
    }

    private static IEnumerable<PlateFormat> Others()
    {
        yield return new PlateFormat("ar", 0.8, ["AAA 999", "AAA.999", "AAA@999"])
        {
            Size = new SKSize(294, 129),
            Faces = ["RG2014D", "thin", "din"],
            Ground = ["17191C"],
            Ink = ["E9E9E4"],
            Top = ["ARGENTINA", ""],
            Bottom = ["ARGENTINA", ""],
            TextHeight = 0.52f,
            CaptionHeight = 0.11f,
            Border = 0.9f,
        };
        var mercosur = new PlateFormat("ar-mercosur", 1, ["AA 999 AA"])
        {
            Size = Car,
            Faces = ["GL-Nummernschild-Eng", "fe", "thin"],
            TextHeight = 0.5f,
            TextCentre = 0.61f,
            Top = ["=REPUBLICA ARGENTINA"],
            CaptionHeight = 0.18f,
        };
        yield return mercosur;
        yield return mercosur with
        {
            Weight = 0.3,
            Patterns = ["A999/AAA"],
            Lines = 2,
            Size = Bike,
            TextHeight = 0.33f,
            TextCentre = 0.36f,
            SecondCentre = 0.77f,
            CaptionHeight = 0.15f,
        };
        yield return mercosur with { Code = "uy", Weight = 0.4, Patterns = ["AAA 9999"], Top = ["=URUGUAY"] };
        yield return mercosur with { Code = "py", Weight = 0.3, Patterns = ["AAAA 999"], Top = ["=REPUBLICA DEL PARAGUAY"] };
        yield return new PlateFormat("cl", 0.5, ["AAAA.99", "AA.AA.99", "AA.9999"])
        {
            Size = new SKSize(360, 130),
            Faces = ["GL-Nummernschild-Eng", "fe", "din"],
            Letters = "BCDFGHJKLPRSTVWXYZ",
            TextHeight = 0.56f,
            TextCentre = 0.46f,
            Bottom = ["CHILE"],
            CaptionHeight = 0.13f,
        };
        yield return new PlateFormat("co", 0.5, ["AAA 999", "AAA.999", "AAA 99A"])
        {
            Size = American,
            Faces = ["us", "din", "br"],
            Ground = ["F3C416"],
            TextHeight = 0.46f,
            TextCentre = 0.46f,
            Bottom = ["BOGOTA D.C.", "MEDELLIN", "CALI", "ENVIGADO"],
            CaptionHeight = 0.13f,
            Border = 0.9f,
        };
        yield return new PlateFormat("pe", 0.4, ["A9A-999", "AAA-999"])
        {
            Size = American,
            Faces = ["thin", "fe", "us"],
            TextHeight = 0.46f,
            TextCentre = 0.58f,
            Top = ["PERU"],
            CaptionHeight = 0.14f,
            Border = 0.8f,
        };
        yield return new PlateFormat("mx", 1.5, ["AAA-99-99", "AAA-999-A", "999-AAA", "A99-AAA", "AA-99-999", "99-AA-9A"])
        {
            Size = American,
            Letters = PlateFormat.NoIOQ,
            Faces = ["us", "us", "thin", "RG2014C"],
            Ground = ["EFEFEA", "E6EBE4", "EBDAC8", "DCE6EF"],
            Scenery = Scenery.Landscape,
            Ink = [Black, "24442F", "6B1F2E"],
            TextHeight = 0.40f,
            TextCentre = 0.53f,
            American = true,
            Top = ["JALISCO", "NUEVO LEON", "CHIHUAHUA", "B C", "SONORA", "D F", "CDMX", "PUEBLA", "OAXACA"],
            Bottom = ["MEXICO", "TRASERA", "DELANTERA"],
            CaptionHeight = 0.15f,
        };
    }
}
