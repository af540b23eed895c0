using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Draws a plate's characters: printed flat, or embossed with the lit and the shaded flank of the relief. Stateless.</summary>
internal static class TextPainter
{
    public static void Draw(
        SKCanvas canvas, RenderScratch scratch, GlyphStyle style, IReadOnlyList<PlacedCharacter> characters, SKColor ink, SKColor ground, bool embossed,
        SeededRandom random)
    {
        if (characters.Count == 0)
            return;

        var height = characters[0].Box.Height;
        var jitter = random.Chance(0.3) ? random.Range(0, 0.012f) * height : 0;
        foreach (var (symbol, box) in characters)
        {
            var moved = box;
            moved.Offset(jitter * random.Normal(), jitter * random.Normal());
            style.Add(scratch.Path, symbol, moved);
        }

        using var lines = scratch.Path.Detach();

        // Stroking and perspective are the dear part: the shape is made once, in pixels, and drawn where it is needed.
        var view = canvas.TotalMatrix;
        using var shape = Outline(scratch, style, lines, style.Weight, height);
        shape.Transform(in view);
        using var edge = style.Stroked || MathF.Abs(style.Weight) < 0.004f ? null : Edge(scratch, lines, MathF.Abs(style.Weight), height);
        edge?.Transform(in view);
        canvas.Save();
        canvas.ResetMatrix();
        var pixels = (view.MapPoint(characters[0].Box.Left, characters[0].Box.Bottom) - view.MapPoint(characters[0].Box.Left, characters[0].Box.Top)).Length;
        if (embossed)
            DrawFlanks(canvas, scratch, shape, pixels, ground, random);
        DrawShape(canvas, scratch, style, shape, edge, ink);
        if (embossed && style.Stroked && random.Chance(0.3))
        {
            // Light catches the crest of the relief, or the paint is worn off it.
            var crest = Colours.Mix(ink, random.Chance(0.5) ? SKColors.White : ground, random.Range(0.08f, 0.4f));
            using var ridge = Outline(scratch, style, lines, style.Weight * random.Range(0.4f, 0.7f), height);
            ridge.Transform(in view);
            canvas.Translate(-pixels * 0.01f, -pixels * 0.012f);
            canvas.DrawPath(ridge, scratch.Colour(crest));
        }

        canvas.Restore();
    }

    private static void DrawFlanks(SKCanvas canvas, RenderScratch scratch, SKPath shape, float pixels, SKColor ground, SeededRandom random)
    {
        var depth = pixels * random.Range(0.01f, 0.035f);
        var (sin, cos) = MathF.SinCos(random.Range(0, MathF.Tau));
        var lit = Colours.Mix(ground, SKColors.White, random.Range(0.2f, 0.9f));
        var shaded = Colours.Mix(ground, SKColors.Black, random.Range(0.15f, 0.6f));
        canvas.Translate(cos * depth, sin * depth);
        canvas.DrawPath(shape, scratch.Colour(lit));
        canvas.Translate(-2 * cos * depth, -2 * sin * depth);
        canvas.DrawPath(shape, scratch.Colour(shaded));
        canvas.Translate(cos * depth, sin * depth);
    }

    private static void DrawShape(SKCanvas canvas, RenderScratch scratch, GlyphStyle style, SKPath shape, SKPath? edge, SKColor ink)
    {
        if (edge is null || style.Weight > 0)
        {
            canvas.DrawPath(shape, scratch.Colour(ink));
            if (edge is not null)
                canvas.DrawPath(edge, scratch.Colour(ink));
            return;
        }

        // A thinner outline is the outline less a line along its edge; only a layer can take ink off again.
        canvas.SaveLayer();
        canvas.DrawPath(shape, scratch.Colour(ink));
        var eraser = scratch.Colour(SKColors.Black);
        eraser.BlendMode = SKBlendMode.DstOut;
        canvas.DrawPath(edge, eraser);
        eraser.BlendMode = SKBlendMode.SrcOver;
        canvas.Restore();
    }

    // The filled shape of the characters: the outlines themselves, or the stroked centre lines.
    private static SKPath Outline(RenderScratch scratch, GlyphStyle style, SKPath lines, float weight, float height)
    {
        if (!style.Stroked)
            return new SKPath(lines);
        return scratch.Line(SKColors.Black, weight * height, style.RoundCaps).GetFillPath(lines)
            ?? throw new InvalidOperationException($"The characters' centre lines could not be stroked {weight * height} wide.");
    }

    private static SKPath Edge(RenderScratch scratch, SKPath lines, float weight, float height) =>
        scratch.Line(SKColors.Black, weight * height).GetFillPath(lines) ?? throw new InvalidOperationException("The characters' edges could not be stroked.");
}
