using System.Globalization;
using PlateRecognition.Imaging;
using SkiaSharp;

namespace PlateRecognition.Drawing;

/// <summary>The format of a drawn answer.</summary>
public enum DrawingFormat
{
    /// <summary>Exact, and large for photos.</summary>
    Png,

    /// <summary>Small.</summary>
    Jpeg,
}

/// <summary>Draws an answer into its picture: an outline around each plate and its text beside it. Stateless and thread-safe.</summary>
internal static class AnswerDrawing
{
    // A picture to look at: more pixels than a screen has would only cost time.
    private const int LargestSide = 1920;

    private const int JpegQuality = 88;

    // Green where the model stands by the text, amber where it does not.
    private static readonly SKColor Sure = new(0x1E, 0xB9, 0x54), Unsure = new(0xF2, 0xA1, 0x0C);

    private static readonly Lazy<SKTypeface> Typeface = new(LoadTypeface);

    /// <summary>
    /// Pixels of four bytes that a drawing holds besides its picture's: the canvas, a file of as many bytes at the most, which is copied once, and, where the picture is
    /// drawn smaller, its smaller copies, a third of it.
    /// </summary>
    public static long PixelsOf(DecodedImage image)
    {
        var (width, height) = SizeOf(image);
        return 3L * width * height + (width < image.Width ? (long)image.Width * image.Height / 3 : 0);
    }

    /// <summary>Draws.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="plates">Its plates, in the uploaded picture's pixels.</param>
    /// <param name="format">Of the file.</param>
    /// <returns>A picture file, upright, of at most 1,920 pixels a side.</returns>
    public static unsafe byte[] Draw(DecodedImage image, IReadOnlyList<RecognizedPlate> plates, DrawingFormat format)
    {
        var (width, height) = SizeOf(image);
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque))
            ?? throw new InvalidOperationException($"No memory for a drawing of {width}×{height} pixels.");
        fixed (byte* pixels = image.Rgba)
        {
            using var picture = SKImage.FromPixels(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), (IntPtr)pixels, image.Stride);
            surface.Canvas.DrawImage(picture, SKRect.Create(width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            surface.Canvas.Flush();
        }

        // Boxes are in the uploaded picture's pixels; the drawing may have fewer.
        var shrink = width / (float)image.OriginalWidth;
        foreach (var plate in plates.Reverse())
            Draw(surface.Canvas, plate, shrink, width, height);

        using var drawn = surface.Snapshot();
        using var data = format == DrawingFormat.Png ? drawn.Encode(SKEncodedImageFormat.Png, 100) : drawn.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return data.ToArray();
    }

    private static (int Width, int Height) SizeOf(DecodedImage image)
    {
        var scale = Math.Min(1f, LargestSide / (float)Math.Max(image.Width, image.Height));
        return (Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
    }

    private static void Draw(SKCanvas canvas, RecognizedPlate plate, float shrink, int width, int height)
    {
        var unit = Math.Clamp(Math.Max(width, height) / 400f, 2, 5);
        using var paint = new SKPaint { Color = plate.Accepted ? Sure : Unsure, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = unit, StrokeJoin = SKStrokeJoin.Round };
        using var outline = new SKPathBuilder();
        outline.AddPoly([.. plate.Polygon.Select(corner => new SKPoint((float)corner.X * shrink, (float)corner.Y * shrink))], true);
        using var path = outline.Detach();
        canvas.DrawPath(path, paint);

        // The label stands above the plate, or below where there is no room, and within the picture.
        using var font = new SKFont(Typeface.Value, Math.Clamp(height / 24f, 10, 40));
        var text = string.Create(CultureInfo.InvariantCulture, $"{plate.Reading.Text} {plate.Reading.Confidence * 100:0} %");
        var (labelWidth, labelHeight) = (font.MeasureText(text) + font.Size * 0.6f, font.Size * 1.3f);
        var top = (float)plate.Box.Y * shrink - labelHeight - unit;
        if (top < 0)
            top = Math.Min(height - labelHeight, (float)(plate.Box.Y + plate.Box.Height) * shrink + unit);
        var left = Math.Clamp((float)plate.Box.X * shrink, 0, Math.Max(0, width - labelWidth));
        paint.Style = SKPaintStyle.Fill;
        canvas.DrawRoundRect(SKRect.Create(left, top, labelWidth, labelHeight), font.Size * 0.2f, font.Size * 0.2f, paint);
        paint.Color = SKColors.Black;
        canvas.DrawText(text, left + font.Size * 0.3f, top + font.Size, SKTextAlign.Left, font, paint);
    }

    // Skia brings no typeface of its own here, and a container may have none.
    private static SKTypeface LoadTypeface()
    {
        using var stream = typeof(AnswerDrawing).Assembly.GetManifestResourceStream("Label.ttf")!;
        return SKTypeface.FromStream(stream);
    }
}
