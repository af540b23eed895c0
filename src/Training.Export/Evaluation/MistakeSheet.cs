using System.Globalization;
using SkiaSharp;

namespace Training.Export.Evaluation;

/// <summary>Draws the worst mistakes of an evaluation as one picture to look at: what was read in red over what stands there.</summary>
public static class MistakeSheet
{
    private const int Columns = 5, CellWidth = 260, CellHeight = 130, Line = 18;

    /// <summary>Writes the sheet; the most confident mistakes come first, since they do the most harm.</summary>
    /// <param name="path">PNG to write.</param>
    /// <param name="reads">All reads; right ones are left out.</param>
    /// <param name="open">Opens the picture of a read, or gives null.</param>
    /// <param name="typeface">The typeface of the texts; Skia brings none of its own.</param>
    /// <param name="most">How many mistakes to draw.</param>
    public static void Write(string path, IEnumerable<ReadPlate> reads, Func<ReadPlate, SKBitmap?> open, SKTypeface typeface, int most = 20)
    {
        var mistakes = reads.Where(read => !read.ExactFolded).OrderByDescending(read => read.Confidence).Take(most).ToList();
        var rows = Math.Max(1, (mistakes.Count + Columns - 1) / Columns);
        using var sheet = new SKBitmap(new SKImageInfo(Columns * CellWidth, rows * CellHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(sheet);
        canvas.Clear(SKColors.White);
        using var font = new SKFont(typeface, 14);
        using var truth = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        using var wrong = new SKPaint { Color = SKColors.Firebrick, IsAntialias = true };

        for (var i = 0; i < mistakes.Count; i++)
        {
            var (x, y) = (i % Columns * CellWidth, i / Columns * CellHeight);
            using var picture = open(mistakes[i]);
            if (picture is not null)
            {
                var scale = Math.Min((CellWidth - 8f) / picture.Width, (CellHeight - 2 * Line - 8f) / picture.Height);
                canvas.DrawBitmap(picture, SKRect.Create(x + 4, y + 4, picture.Width * scale, picture.Height * scale), new SKSamplingOptions(SKFilterMode.Linear));
            }

            canvas.DrawText($"is   {mistakes[i].Truth}  ({mistakes[i].Group})", x + 4, y + CellHeight - Line - 6, SKTextAlign.Left, font, truth);
            canvas.DrawText(string.Create(CultureInfo.InvariantCulture, $"read {mistakes[i].Read}  {mistakes[i].Confidence:0.00}"), x + 4, y + CellHeight - 6, SKTextAlign.Left, font, wrong);
        }

        using var encoded = sheet.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        encoded.SaveTo(file);
    }
}
