using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Writes rendered plates side by side, each with its text, to look at before training. Stateless.</summary>
public static class ContactSheet
{
    private const int Columns = 8, CellWidth = 200, CellHeight = 96, Caption = 16, Gap = 4;

    /// <summary>Renders the plates of consecutive seeds and writes them as one PNG; pictures are shrunk to fit, never enlarged more than 64 pixels high.</summary>
    /// <param name="path">The PNG to write; its folder must exist.</param>
    /// <param name="renderer">Draws the plates.</param>
    /// <param name="firstSeed">Seed of the first plate; the next ones follow.</param>
    /// <param name="count">Plates, 1 to 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    public static void Write(string path, PlateRenderer renderer, ulong firstSeed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 10_000);
        var rows = (count + Columns - 1) / Columns;
        using var sheet = new SKBitmap(Math.Min(count, Columns) * CellWidth, rows * (CellHeight + Caption), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(sheet);
        using var font = new SKFont(renderer.CaptionTypeface, 11);
        using var paint = new SKPaint { IsAntialias = true, Color = SKColors.Black };
        canvas.Clear(SKColors.White);
        for (var i = 0; i < count; i++)
        {
            using var plate = renderer.Render(firstSeed + (ulong)i);
            var (x, y) = (i % Columns * CellWidth, i / Columns * (CellHeight + Caption));
            var scale = Math.Min((CellWidth - Gap) / (float)plate.Picture.Width, (CellHeight - Gap) / (float)plate.Picture.Height);
            scale = Math.Min(scale, Math.Max(1, 64f / plate.Picture.Height));
            using var image = SKImage.FromBitmap(plate.Picture);
            canvas.DrawImage(
                image, SKRect.Create(x, y, plate.Picture.Width * scale, plate.Picture.Height * scale), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            canvas.DrawText($"{(plate.Text.Length == 0 ? "(none)" : plate.Text)} {plate.Format} {plate.Picture.Width}×{plate.Picture.Height}", x, y + CellHeight + Caption - 6, SKTextAlign.Left, font, paint);
        }

        using var encoded = sheet.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        encoded.SaveTo(file);
    }
}
