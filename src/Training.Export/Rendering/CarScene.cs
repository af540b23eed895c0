using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Paints what surrounds a plate: bodywork, bumper, recess, lamps, plate frame with a dealer's name. Stateless.</summary>
internal static class CarScene
{
    /// <summary>Fills the canvas behind the plate; the canvas' matrix takes the plate's millimetres to the picture.</summary>
    public static void Draw(SKCanvas canvas, RenderScratch scratch, PlateFormat format, FontLibrary fonts, SeededRandom random)
    {
        var (width, height) = (format.Size.Width, format.Size.Height);
        var body = BodyColour(random);
        var reach = SKRect.Create(-width * 2, -height * 4, width * 5, height * 9);
        canvas.DrawRect(reach, scratch.Colour(body));

        // Horizontal seams and steps of the bodywork, above and below.
        for (var seams = 1 + random.Below(4); seams > 0; seams--)
        {
            var above = random.Chance(0.5);
            var y = above ? -height * random.Range(0.05f, 0.6f) : height * random.Range(1.05f, 1.6f);
            var shade = Colours.Mix(body, random.Chance(0.6) ? SKColors.Black : SKColors.White, random.Range(0.1f, 0.8f));
            if (random.Chance(0.5))
                canvas.DrawRect(SKRect.Create(-width * 2, above ? y - height * 3 : y, width * 5, height * 3), scratch.Colour(shade));
            else
                canvas.DrawLine(-width * 2, y, width * 3, y + height * random.Range(-0.1f, 0.1f), scratch.Line(shade, height * random.Range(0.01f, 0.12f)));
        }

        for (var blobs = random.Below(4); blobs > 0; blobs--)
        {
            var (x, y) = (width * random.Range(-0.3f, 1.3f), random.Chance(0.5) ? -height * random.Range(0, 0.6f) : height * random.Range(1, 1.6f));
            canvas.DrawOval(x, y, height * random.Range(0.05f, 0.6f), height * random.Range(0.03f, 0.3f), scratch.Colour(Colours.Mix(body, Colours.Random(random), random.Range(0.2f, 1))));
        }

        if (random.Chance(0.5))
            DrawRecess(canvas, scratch, width, height, body, random);
        if (random.Chance(0.4))
            DrawFrame(canvas, scratch, format, fonts, random);
    }

    /// <summary>A frame's lips over the plate's edge, as dealers sell them; hides captions, never characters.</summary>
    public static void DrawFrameOver(SKCanvas canvas, RenderScratch scratch, PlateFormat format, FontLibrary fonts, float clear, SeededRandom random)
    {
        var (width, height) = (format.Size.Width, format.Size.Height);
        var colour = FrameColour(random);
        var dark = Colours.Luminance(colour) < 0.5f;
        var lettering = dark ? SKColors.White : Colours.Random(random);
        var lip = MathF.Min(height * random.Range(0.03f, 0.07f), clear);
        canvas.DrawRect(SKRect.Create(-lip, -lip, width + lip * 2, height + lip * 2), scratch.Line(colour, lip * 2));
        for (var side = 0; side < 2; side++)
        {
            if (!random.Chance(0.5))
                continue;
            var depth = MathF.Min(height * random.Range(0.1f, 0.2f), clear);
            var band = SKRect.Create(random.Chance(0.5) ? 0 : width * 0.12f, side == 0 ? -height * 0.05f : height - depth, width, depth + height * 0.05f);
            band.Right = width - band.Left;
            canvas.DrawRect(band, scratch.Colour(colour));
            var tall = MathF.Min(band.Height * 0.75f, height * 0.15f);
            CaptionWriter.Draw(canvas, scratch, fonts, random, CaptionWriter.Text("*", random), width / 2, band.MidY + tall / 2, tall, lettering, width * 0.8f);
        }
    }

    /// <summary>A tow ball, strap or leaf before the plate's lower edge; covers at most a fifth of a character's height.</summary>
    public static void DrawObstacle(SKCanvas canvas, RenderScratch scratch, PlateFormat format, SKRect ink, SeededRandom random)
    {
        var height = format.Size.Height;
        var colour = random.Chance(0.7) ? Grey(random.Range(10, 90), random) : Colours.Random(random);
        var top = ink.Bottom - ink.Height * random.Range(-0.1f, 0.18f);
        var x = format.Size.Width * random.Range(0.1f, 0.9f);
        var radius = height * random.Range(0.1f, 0.25f);
        canvas.DrawOval(x, top + radius, radius * random.Range(0.6f, 1.1f), radius, scratch.Colour(colour));
        canvas.DrawRect(SKRect.Create(x - radius * 0.4f, top + radius, radius * 0.8f, height), scratch.Colour(colour));
    }

    private static SKColor BodyColour(SeededRandom random) => random.Unit() switch
    {
        < 0.35f => Grey(random.Range(8, 60), random),
        < 0.55f => Grey(random.Range(60, 160), random),
        < 0.75f => Grey(random.Range(160, 245), random),
        _ => Colours.Random(random),
    };

    private static SKColor FrameColour(SeededRandom random) => random.Unit() switch
    {
        < 0.65f => Grey(random.Range(10, 50), random),
        < 0.9f => Grey(random.Range(130, 230), random),
        _ => Colours.Random(random),
    };

    private static SKColor Grey(float value, SeededRandom random) => Colours.Vary(new SKColor((byte)value, (byte)value, (byte)value), 8, random);

    private static void DrawRecess(SKCanvas canvas, RenderScratch scratch, float width, float height, SKColor body, SeededRandom random)
    {
        var margin = height * random.Range(0.03f, 0.25f);
        var recess = SKRect.Create(-margin * random.Range(0.5f, 2), -margin, width + margin * random.Range(1.5f, 3), height + margin * random.Range(1.5f, 2.5f));
        canvas.DrawRoundRect(recess, margin, margin, scratch.Colour(Colours.Mix(body, SKColors.Black, random.Range(0.2f, 0.85f))));
    }

    private static void DrawFrame(SKCanvas canvas, RenderScratch scratch, PlateFormat format, FontLibrary fonts, SeededRandom random)
    {
        var (width, height) = (format.Size.Width, format.Size.Height);
        var margin = height * random.Range(0.03f, 0.09f);
        var foot = random.Chance(0.6) ? height * random.Range(0.1f, 0.2f) : margin;
        var colour = FrameColour(random);
        canvas.DrawRoundRect(SKRect.Create(-margin, -margin, width + margin * 2, height + margin + foot), margin, margin, scratch.Colour(colour));
        if (foot > margin && random.Chance(0.8))
            CaptionWriter.Draw(
                canvas, scratch, fonts, random, CaptionWriter.Text("*", random), width / 2, height + foot * 0.8f, foot * 0.55f,
                Colours.Luminance(colour) < 0.5f ? SKColors.LightGray : SKColors.DarkBlue, width * 0.8f);
    }
}
