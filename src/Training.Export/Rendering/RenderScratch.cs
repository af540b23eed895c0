using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Native objects and buffers that one thread reuses from picture to picture.</summary>
internal sealed class RenderScratch
{
    /// <summary>Fills shapes. Whoever sets a shader clears it.</summary>
    public SKPaint Fill { get; } = new() { IsAntialias = true, Style = SKPaintStyle.Fill };

    /// <summary>Strokes lines; width and caps are set before use.</summary>
    public SKPaint Stroke { get; } = new() { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round };

    /// <summary>Builds paths; detached after use.</summary>
    public SKPathBuilder Path { get; } = new();

    /// <summary>Tokens of the text.</summary>
    public List<PlateToken> Tokens { get; } = new(16);

    /// <summary>Colour planes, grown on demand.</summary>
    public PixelBuffer Pixels { get; } = new();

    /// <summary>The filling paint in a colour.</summary>
    public SKPaint Colour(SKColor colour)
    {
        Fill.Color = colour;
        return Fill;
    }

    /// <summary>The stroking paint in a colour.</summary>
    public SKPaint Line(SKColor colour, float width, bool round = false)
    {
        Stroke.Color = colour;
        Stroke.StrokeWidth = width;
        Stroke.StrokeCap = round ? SKStrokeCap.Round : SKStrokeCap.Square;
        return Stroke;
    }
}
