using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Draws rendered plates into pictures of scenes and tells where their corners are. Immutable, thread-safe.</summary>
internal sealed class PlateStamp
{
    private readonly FontLibrary _fonts;
    private readonly RenderOptions _options;
    private readonly FormatChoice _oneLine, _twoLines;

    /// <summary>Prepares to draw plates of the options' formats.</summary>
    public PlateStamp(FontLibrary fonts, RenderOptions options)
    {
        (_fonts, _options) = (fonts, options);
        (_oneLine, _twoLines) = (new FormatChoice(options, 1), new FormatChoice(options, 2));
    }

    /// <summary>Chooses a plate's format.</summary>
    /// <param name="twoLines">Whether its text takes two lines; null leaves it to chance.</param>
    /// <param name="random">Source of chance.</param>
    public PlateFormat ChooseFormat(bool? twoLines, SeededRandom random)
    {
        var two = twoLines ?? random.Chance(_options.TwoLineShare);
        if (random.Chance(_options.InventedShare))
            return InventedFormats.Create(two ? 2 : 1, random);
        return (two && !_twoLines.IsEmpty) || _oneLine.IsEmpty ? _twoLines.Choose(random) : _oneLine.Choose(random);
    }

    /// <summary>A plate's millimetres to a scene's pixels: turned, as wide as asked for, centred on a point.</summary>
    public static SKMatrix Place(SKSize plate, float width, SKPoint centre, float strength, SeededRandom random)
    {
        var turn = CameraView.TurnedPlate(plate, strength, random);
        var bounds = CameraView.Bounds(turn, SKRect.Create(plate));
        var scale = width / bounds.Width;
        return SKMatrix.CreateScale(scale, scale)
            .PostConcat(SKMatrix.CreateTranslation(centre.X - bounds.MidX * scale, centre.Y - bounds.MidY * scale))
            .PreConcat(turn);
    }

    /// <summary>Top left, top right, bottom right, bottom left of a plate in the scene's pixels.</summary>
    public static SKPoint[] Corners(SKSize plate, SKMatrix place)
        => [place.MapPoint(0, 0), place.MapPoint(plate.Width, 0), place.MapPoint(plate.Width, plate.Height), place.MapPoint(0, plate.Height)];

    /// <summary>Draws a plate.</summary>
    /// <param name="canvas">The scene, its matrix in pixels.</param>
    /// <param name="scratch">The thread's drawing state.</param>
    /// <param name="format">What plate.</param>
    /// <param name="place">Millimetres to pixels.</param>
    /// <param name="look">Filters that fit the plate to the scene's light and sharpness.</param>
    /// <param name="surroundings">How much of a car is drawn around it, as a share of the plate's height; 0 for none.</param>
    /// <param name="random">Source of chance.</param>
    public void Draw(SKCanvas canvas, RenderScratch scratch, PlateFormat format, SKMatrix place, SKPaint look, float surroundings, SeededRandom random)
    {
        var tokens = scratch.Tokens;
        PlatePattern.Sample(random.Pick(format.Patterns), format.Letters, random, tokens);
        var style = GlyphStyle.Create(format, _fonts, random);
        var layout = PlateLayout.Create(format, tokens, style, random);

        var reach = format.Size.Height * surroundings;
        var shown = SKRect.Create(-reach, -reach, format.Size.Width + 2 * reach, format.Size.Height + 2 * reach);
        var bounds = CameraView.Bounds(place, shown);
        bounds.Inflate(4, 4);
        canvas.SaveLayer(bounds, look);
        canvas.SetMatrix(place);
        if (surroundings > 0)
        {
            canvas.Save();
            canvas.ClipRect(shown);
            CarScene.Draw(canvas, scratch, format, _fonts, random);
            canvas.Restore();
        }

        new PlatePainter(canvas, scratch, format, layout, _fonts, random).Draw(style);
        canvas.ResetMatrix();
        canvas.Restore();
    }

    /// <summary>Draws something that is no plate: a grille, a sign, a lamp, writing.</summary>
    public void DrawDecoy(SKCanvas canvas, RenderScratch scratch, SKSize size, SKMatrix place, SKPaint look, SeededRandom random)
    {
        var shown = SKRect.Create(size);
        canvas.SaveLayer(CameraView.Bounds(place, shown), look);
        canvas.SetMatrix(place);
        canvas.ClipRect(shown);
        if (random.Chance(0.2))
            DrawLamp(canvas, scratch, size, random);
        else
            PlatelessPictures.Draw(canvas, scratch, _fonts, (int)size.Width, (int)size.Height, random);
        canvas.ResetMatrix();
        canvas.Restore();
    }

    private static void DrawLamp(SKCanvas canvas, RenderScratch scratch, SKSize size, SeededRandom random)
    {
        var colour = random.Chance(0.5) ? new SKColor(0xC0, 0x18, 0x18) : new SKColor(0xF4, 0xF0, 0xE0);
        canvas.DrawRoundRect(SKRect.Create(size), size.Height * 0.3f, size.Height * 0.3f, scratch.Colour(Colours.Vary(colour, 30, random)));
        for (var glare = 1 + random.Below(4); glare > 0; glare--)
        {
            var light = Colours.Mix(colour, SKColors.White, random.Range(0.3f, 1));
            canvas.DrawOval(size.Width * random.Unit(), size.Height * random.Unit(), size.Width * random.Range(0.05f, 0.3f), size.Height * random.Range(0.1f, 0.4f), scratch.Colour(light));
        }
    }
}
