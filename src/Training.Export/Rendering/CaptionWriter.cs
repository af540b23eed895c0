using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Writes the small texts of a plate: states, slogans, cities. Stateless.</summary>
internal static class CaptionWriter
{
    private static readonly string[] States = ["SP", "RJ", "MG", "BA", "PR", "RS", "SC", "GO", "DF", "ES", "PE", "CE", "AM", "PA", "SE", "MT"];

    private static readonly string[] Cities =
    [
        "SALVADOR", "SAO PAULO", "CURITIBA", "BRASILIA", "PARANAGUA", "CAMACARI", "GOIANIA", "VITORIA", "RIO DE JANEIRO", "DIADEMA", "COLOMBO",
        "LAURO DE FREITAS", "TOBIAS BARRETO", "SIMOES FILHO", "JOINVILLE", "RECIFE", "MANAUS", "BELEM", "PALMEIRA", "LONDRINA", "CAXIAS DO SUL",
    ];

    private static readonly string[] Words =
    [
        "STATE", "COUNTY", "UNIVERSITY", "ALUMNI", "VETERAN", "WILDLIFE", "LAKES", "MOTORS", "AUTO", "FORD", "TOYOTA", "LINCOLN", "MADISON", "JACKSON",
        "GREAT", "FOREVER", "FREEDOM", "CENTENNIAL", "DEALER", "HONDA", "WASHINGTON", "GARDEN", "BEAUTIFUL", "Heritage", "Museum", "Coastal", "Explorer",
        "of the", "Sales", "Kids First", "FIREFIGHTER", "TRUCK", "TRAILER", "APPORTIONED", "HISTORIC", "Clean Air", "NATIONAL", "www.drive.gov", "555-0142",
    ];

    /// <summary>The text of a caption; <c>*</c> makes one up, <c>*br</c> a Brazilian state and city.</summary>
    public static string Text(string caption, SeededRandom random) => caption switch
    {
        "*br" => $"{random.Pick(States)}-{random.Pick(Cities)}",
        "*" => random.Chance(0.4) ? random.Pick(Words) : $"{random.Pick(Words)} {random.Pick(Words)}",
        _ => caption.TrimStart('='),
    };

    /// <summary>Draws the top caption in the style its mark asks for: <c>=</c> on a blue strip, <c>*br</c> on a plaque.</summary>
    public static void DrawTop(PlatePainter painter, string caption, float height) =>
        painter.TopCaption(caption, height, strip: caption.StartsWith('='), plaque: caption == "*br");

    /// <summary>Draws a line of text centred on a point, shrunk to a maximum width.</summary>
    public static void Draw(
        SKCanvas canvas, RenderScratch scratch, FontLibrary fonts, SeededRandom random, string caption, float centre, float baseline, float height,
        SKColor colour, float maximumWidth)
    {
        var text = Text(caption, random);
        if (text.Length == 0)
            return;
        var font = random.Pick(fonts.Faces).CaptionFont;
        var width = font.MeasureText(text);
        var size = height * 1.35f / font.Size;
        var narrow = MathF.Min(1, maximumWidth / (width * size));
        if (narrow < 0.55f)
            (size, narrow) = (size * narrow / 0.55f, 0.55f);
        var slant = random.Chance(0.25) ? random.Range(0.1f, 0.35f) : 0;

        // The font keeps its size and the canvas scales: glyphs of one size are made once, of every size anew each time.
        canvas.Save();
        canvas.Concat(new SKMatrix(size * narrow, -slant * size, centre - width * size * narrow / 2, 0, size, baseline, 0, 0, 1));
        canvas.DrawText(text, 0, 0, SKTextAlign.Left, font, scratch.Colour(colour));
        canvas.Restore();
    }
}
