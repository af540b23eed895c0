using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Paints a plate's ground: plain, a gradient, or a landscape with figures behind the characters. Stateless.</summary>
internal static class PlateGround
{
    public static void Draw(SKCanvas canvas, RenderScratch scratch, PlateFormat format, SKColor plain, SeededRandom random)
    {
        var plate = SKRect.Create(0, 0, format.Size.Width, format.Size.Height);
        if (format.Scenery == Scenery.Plain)
        {
            canvas.DrawRect(plate, scratch.Colour(plain));
        }
        else
        {
            var colours = format.Ground.Select(hex => Colours.Vary(Colours.Parse(hex), 14, random)).ToArray();
            if (colours.Length == 1)
                colours = [colours[0], Colours.Vary(colours[0], 30, random)];
            using var shader = SKShader.CreateLinearGradient(
                new SKPoint(0, plate.Height * random.Range(0, 0.25f)), new SKPoint(0, plate.Height * random.Range(0.6f, 1)), colours, SKShaderTileMode.Clamp);
            scratch.Fill.Color = SKColors.Black;
            scratch.Fill.Shader = shader;
            canvas.DrawRect(plate, scratch.Fill);
            scratch.Fill.Shader = null;
            if (format.Scenery == Scenery.Landscape)
                DrawLandscape(canvas, scratch, format, colours, random);
        }

        if (random.Chance(0.04))
            DrawReflectorRows(canvas, scratch, format.Size, plain, random);
        if (random.Chance(0.05))
            DrawRetroreflectorPattern(canvas, scratch, format.Size, plain, random);
    }

    private static void DrawLandscape(SKCanvas canvas, RenderScratch scratch, PlateFormat format, SKColor[] colours, SeededRandom random)
    {
        var (width, height) = (format.Size.Width, format.Size.Height);
        var middle = colours[colours.Length / 2];

        // Pictures stay pale behind the characters, as the designers of real plates keep them.
        SKColor Pale() => Colours.Mix(middle, Colours.Random(random), random.Range(0.12f, random.Chance(0.2) ? 0.75f : 0.45f));
        if (random.Chance(0.5))
            DrawRidge(canvas, scratch, width, height, random.Range(0.55f, 0.85f), random.Range(0.05f, 0.22f), Pale(), random);
        if (random.Chance(0.25))
            DrawRidge(canvas, scratch, width, height, random.Range(0.75f, 0.92f), random.Range(0.03f, 0.12f), Colours.Mix(Pale(), Colours.Random(random), 0.4f), random);
        if (random.Chance(0.2))
            canvas.DrawCircle(width * random.Range(0.2f, 0.8f), height * random.Range(0.3f, 0.7f), height * random.Range(0.15f, 0.4f), scratch.Colour(Pale()));
        if (random.Chance(0.12))
        {
            for (var i = 0; i < 4; i++)
                canvas.DrawOval(width / 2, height * 0.75f, width * (0.42f - 0.03f * i), height * (0.6f - 0.05f * i), scratch.Line(Pale(), height * 0.04f));
        }

        var marks = new MarkPainter(canvas, scratch, null!, SKColors.Black, middle, random);
        for (var figures = random.Below(3); figures > 0; figures--)
        {
            var size = height * random.Range(0.2f, 0.6f);
            var box = SKRect.Create(width * random.Range(0, 0.9f), height * random.Range(0.15f, 0.6f), size * random.Range(0.5f, 1.3f), size);
            marks.DrawBlob(box, Pale(), 3 + random.Below(9), random.Range(0.3f, 0.95f));
        }

        for (var streaks = random.Chance(0.2) ? 6 + random.Below(14) : 0; streaks > 0; streaks--)
        {
            var y = height * random.Unit();
            canvas.DrawLine(width * random.Unit(), y, width * random.Unit(), y + height * random.Range(-0.1f, 0.1f), scratch.Line(Pale(), height * random.Range(0.004f, 0.02f)));
        }
    }

    private static void DrawRidge(SKCanvas canvas, RenderScratch scratch, float width, float height, float level, float relief, SKColor colour, SeededRandom random)
    {
        var steps = 6 + random.Below(12);
        scratch.Path.MoveTo(0, height);
        for (var i = 0; i <= steps; i++)
            scratch.Path.LineTo(width * i / steps, height * (level - relief * random.Unit()));
        scratch.Path.LineTo(width, height);
        scratch.Path.Close();
        using var ridge = scratch.Path.Detach();
        canvas.DrawPath(ridge, scratch.Colour(colour));
    }

    // The honeycomb rows of old reflective sheets, seen where they lift.
    private static void DrawReflectorRows(SKCanvas canvas, RenderScratch scratch, SKSize size, SKColor ground, SeededRandom random)
    {
        var tone = scratch.Colour(Colours.Mix(ground, random.Chance(0.6) ? SKColors.White : SKColors.Gray, random.Range(0.15f, 0.5f)));
        var row = size.Height * random.Range(0.03f, 0.07f);
        for (var y = row; y < size.Height; y += row * random.Range(1.6f, 2.4f))
        {
            var left = size.Width * random.Range(0, 0.5f);
            canvas.DrawRect(SKRect.Create(left, y, size.Width * random.Range(0.1f, 0.5f), row), tone);
        }
    }

    // Slanted watermark lines in the reflective sheet.
    private static void DrawRetroreflectorPattern(SKCanvas canvas, RenderScratch scratch, SKSize size, SKColor ground, SeededRandom random)
    {
        var line = scratch.Line(Colours.Mix(ground, SKColors.Gray, random.Range(0.05f, 0.2f)), size.Height * 0.01f);
        for (var x = -size.Height; x < size.Width; x += size.Height * random.Range(0.15f, 0.3f))
            canvas.DrawLine(x, size.Height, x + size.Height, 0, line);
    }
}
