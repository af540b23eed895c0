using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Draws what detectors mistake for plates: grilles, badges, road signs, stickers, plain bodywork, textures. Stateless.</summary>
internal static class PlatelessPictures
{
    /// <summary>Fills a canvas of the given size, in pixels.</summary>
    public static void Draw(SKCanvas canvas, RenderScratch scratch, FontLibrary fonts, int width, int height, SeededRandom random)
    {
        canvas.DrawRect(SKRect.Create(width, height), scratch.Colour(Colours.Random(random)));
        switch (random.Below(6))
        {
            case 0:
                DrawGrille(canvas, scratch, width, height, random);
                break;
            case 1:
                DrawSign(canvas, scratch, fonts, width, height, random);
                break;
            case 2:
                DrawTexture(canvas, scratch, width, height, random);
                break;
            case 3:
                DrawShapes(canvas, scratch, width, height, 3 + random.Below(9), random);
                break;
            case 4:
                DrawEmptyPlate(canvas, scratch, width, height, random);
                break;
            default:
                DrawShapes(canvas, scratch, width, height, 2 + random.Below(4), random);
                DrawWriting(canvas, scratch, fonts, width, height, random);
                break;
        }
    }

    private static void DrawGrille(SKCanvas canvas, RenderScratch scratch, int width, int height, SeededRandom random)
    {
        var (bar, gap) = (Colours.Random(random), random.Range(0.04f, 0.2f));
        var upright = random.Chance(0.4);
        var length = upright ? width : height;
        for (var at = 0f; at < length; at += MathF.Max(2, gap * height))
        {
            var line = scratch.Line(bar, MathF.Max(1, gap * height * random.Range(0.3f, 0.6f)));
            if (upright)
                canvas.DrawLine(at, 0, at, height, line);
            else
                canvas.DrawLine(0, at, width, at + height * random.Range(-0.02f, 0.02f), line);
        }
    }

    private static void DrawSign(SKCanvas canvas, RenderScratch scratch, FontLibrary fonts, int width, int height, SeededRandom random)
    {
        var board = Colours.Random(random);
        var box = SKRect.Create(width * 0.06f, height * 0.08f, width * 0.88f, height * 0.84f);
        canvas.DrawRoundRect(box, height * 0.1f, height * 0.1f, scratch.Colour(board));
        var ink = Colours.Luminance(board) > 0.5f ? SKColors.Black : SKColors.White;
        canvas.DrawRoundRect(box, height * 0.1f, height * 0.1f, scratch.Line(ink, height * 0.03f));

        // Words of several small lines: nothing here has a plate's proportions.
        for (var line = 0; line < 3; line++)
            CaptionWriter.Draw(
                canvas, scratch, fonts, random, CaptionWriter.Text("*", random) + " " + CaptionWriter.Text("*", random), width / 2f,
                height * (0.32f + 0.24f * line), height * random.Range(0.1f, 0.17f), ink, width * 0.8f);
    }

    private static void DrawTexture(SKCanvas canvas, RenderScratch scratch, int width, int height, SeededRandom random)
    {
        var (a, b) = (Colours.Random(random), Colours.Random(random));
        for (var i = 0; i < 220; i++)
        {
            var size = height * random.LogRange(0.01f, 0.15f);
            canvas.DrawOval(width * random.Unit(), height * random.Unit(), size * random.Range(0.5f, 2), size, scratch.Colour(Colours.Mix(a, b, random.Unit())));
        }
    }

    private static void DrawShapes(SKCanvas canvas, RenderScratch scratch, int width, int height, int count, SeededRandom random)
    {
        var marks = new MarkPainter(canvas, scratch, null!, SKColors.Black, SKColors.Gray, random);
        for (; count > 0; count--)
        {
            var size = height * random.LogRange(0.1f, 1.5f);
            var box = SKRect.Create(width * random.Range(-0.2f, 1), height * random.Range(-0.2f, 1), size * random.Range(0.5f, 3), size);
            if (random.Chance(0.5))
                marks.DrawBlob(box, Colours.Random(random), 3 + random.Below(6), random.Range(0.4f, 1));
            else
                canvas.DrawRect(box, scratch.Colour(Colours.Random(random)));
        }
    }

    private static void DrawEmptyPlate(SKCanvas canvas, RenderScratch scratch, int width, int height, SeededRandom random)
    {
        var box = SKRect.Create(width * 0.05f, height * 0.08f, width * 0.9f, height * 0.84f);
        canvas.DrawRoundRect(box, height * 0.08f, height * 0.08f, scratch.Colour(Colours.Vary(new SKColor(0xD8, 0xD8, 0xD4), 35, random)));
        if (random.Chance(0.5))
            canvas.DrawRect(SKRect.Create(box.Left, box.Top, box.Width * 0.1f, box.Height), scratch.Colour(new SKColor(0x1C, 0x4F, 0xB0)));
        canvas.DrawRoundRect(box, height * 0.08f, height * 0.08f, scratch.Line(SKColors.DimGray, MathF.Max(1, height * 0.02f)));
    }

    private static void DrawWriting(SKCanvas canvas, RenderScratch scratch, FontLibrary fonts, int width, int height, SeededRandom random)
    {
        // Model names and advertisements: lower case, slanted or small, unlike a plate's characters.
        var text = random.Pick<string>(["hybrid", "turbo diesel", "quattro", "4x4 off-road", "for sale", "taxi", "www.shop.example", "motors", "edition", "electric", "sport line"]);
        CaptionWriter.Draw(canvas, scratch, fonts, random, text, width / 2f, height * random.Range(0.5f, 0.8f), height * random.Range(0.15f, 0.4f), Colours.Random(random), width * 0.85f);
    }
}
