using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>
/// Draws pictures of number plates as cameras and detectors deliver them. The same seed gives the same bytes on the same
/// machine. Thread-safe: each thread has drawing state of its own.
/// </summary>
public sealed class PlateRenderer
{
    private readonly FontLibrary _fonts;
    private readonly RenderOptions _options;
    private readonly FormatChoice _oneLine, _twoLines;

    [ThreadStatic]
    private static RenderScratch? _threadScratch;

    /// <summary>Prepares to draw.</summary>
    /// <param name="fonts">Typefaces to draw with.</param>
    /// <param name="options">What to draw.</param>
    /// <exception cref="ArgumentException">Options are wrong; the message lists every fault.</exception>
    public PlateRenderer(FontLibrary fonts, RenderOptions options)
    {
        if (options.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        (_fonts, _options) = (fonts, options);
        _oneLine = new FormatChoice(options, 1);
        _twoLines = new FormatChoice(options, 2);
    }

    /// <summary>The codes of all formats there are.</summary>
    public static IReadOnlyList<string> FormatCodes => PlateFormats.Codes;

    /// <summary>A typeface for captions on contact sheets.</summary>
    internal SKTypeface CaptionTypeface => (_fonts.Faces.FirstOrDefault(face => face.Name == "LiberationSans-Regular") ?? _fonts.Faces[0]).Typeface;

    /// <summary>Draws the picture of a seed. The caller disposes it.</summary>
    public RenderedPlate Render(ulong seed)
    {
        var random = new SeededRandom(seed);
        var scratch = _threadScratch ??= new RenderScratch();
        var width = (int)random.LogRange(_options.MinimumWidth, _options.MaximumWidth + 1);
        if (!_options.SeedTask && random.Chance(_options.NoPlateShare))
            return RenderPlateless(width, scratch, random);

        // 1 What is on the plate.
        var format = ChooseFormat(random);
        var tokens = scratch.Tokens;
        PlatePattern.Sample(random.Pick(format.Patterns), format.Letters, random, tokens);
        var style = GlyphStyle.Create(format, _fonts, random);
        var layout = PlateLayout.Create(format, tokens, style, random);

        // 2 Where the camera stands, and how many pixels it gives the plate.
        var severity = (float)_options.Difficulty * (random.Chance(0.42) ? 0.4f * random.Unit() : MathF.Pow(random.Unit(), 0.7f));
        var night = random.Chance(format.Night * Math.Min(1, 2.5f * severity));
        var ink = Union(layout.Characters);
        var capture = CaptureWidth(width, format, layout.CharacterHeight, severity, random);
        var crop = night && random.Chance(0.7) ? CropKind.Loose
            : !_options.SeedTask && random.Chance(format.Lines == 2 ? 0.15 : 0.28) ? CropKind.Found
            : format.Lines == 2 && random.Chance(0.75) ? CropKind.Tight : CropKind.Usual;
        var view = CameraView.Create(format.Size, ink, capture, crop, (float)_options.Difficulty * random.Range(0.5f, 1), random);

        // 3 The scene.
        var picture = PictureStorage.New(view.Width, view.Height);
        using (var canvas = new SKCanvas(picture))
        {
            canvas.SetMatrix(view.ToPicture);
            CarScene.Draw(canvas, scratch, format, _fonts, random);
            new PlatePainter(canvas, scratch, format, layout, _fonts, random).Draw(style);
            if (random.Chance(format.American ? 0.4 : 0.12))
                CarScene.DrawFrameOver(canvas, scratch, format, _fonts, MathF.Max(1, MathF.Min(ink.Top, format.Size.Height - ink.Bottom) * 0.9f), random);
            if (random.Chance(0.025 * severity))
                CarScene.DrawObstacle(canvas, scratch, format, ink, random);
        }

        // 4 Light, lens, sensor, storage.
        var characterHeight = layout.CharacterHeight / format.Size.Width * view.Width;
        var text = SKRectI.Ceiling(CameraView.Bounds(view.ToPicture, ink));
        picture = Photograph(picture, text, characterHeight, severity, night, width, scratch, random);
        var characters = Locate(layout.Characters, view, picture);
        return new RenderedPlate(picture, string.Concat(characters.Select(character => character.Symbol)), characters, format.Code, format.Lines);
    }

    private RenderedPlate RenderPlateless(int width, RenderScratch scratch, SeededRandom random)
    {
        var picture = PictureStorage.New(width, Math.Max(16, (int)(width / random.Range(1.3f, 4.6f))));
        using (var canvas = new SKCanvas(picture))
            PlatelessPictures.Draw(canvas, scratch, _fonts, picture.Width, picture.Height, random);
        var severity = (float)_options.Difficulty * random.Unit();
        return new RenderedPlate(Photograph(picture, picture.Info.Rect, picture.Height * 0.5f, severity, random.Chance(0.1), width, scratch, random), "", [], "none", 0);
    }

    private PlateFormat ChooseFormat(SeededRandom random)
    {
        // Formats asked for by name are the only ones drawn, with texts of their own.
        if (_options.SeedTask && _options.FormatWeights is not null)
            return SeedTaskFormat.Create(_oneLine.Choose(random), random, ownShare: 1);
        if (_options.SeedTask)
            return SeedTaskFormat.Create(random.Chance(0.6) ? _oneLine.Choose(random) : InventedFormats.Create(1, random), random, ownShare: 0.5);
        var twoLines = random.Chance(_options.TwoLineShare);
        if (random.Chance(_options.InventedShare))
            return InventedFormats.Create(twoLines ? 2 : 1, random);
        return (twoLines && !_twoLines.IsEmpty) || _oneLine.IsEmpty ? _twoLines.Choose(random) : _oneLine.Choose(random);
    }

    // Captures are as large as the picture, or smaller and stored enlarged, or larger and stored shrunk; but a character
    // never gets fewer pixels than a person needs to read it.
    private static int CaptureWidth(int width, PlateFormat format, float characterHeight, float severity, SeededRandom random)
    {
        var ratio = random.Unit() switch
        {
            < 0.62f => 1,
            < 0.84f => 1 - severity * random.Range(0, 0.7f),
            _ => random.Range(1, 1.6f),
        };
        var least = (12 - 4.5f * severity) * format.Size.Width / characterHeight;
        return (int)Math.Clamp(MathF.Max(width * ratio, least), 32, 640);
    }

    private static SKBitmap Photograph(
        SKBitmap picture, SKRectI text, float characterHeight, float severity, bool night, int width, RenderScratch scratch, SeededRandom random)
    {
        scratch.Pixels.Load(picture);
        CameraEffects.Apply(scratch.Pixels, text, characterHeight, severity, night, random);
        scratch.Pixels.Store(picture);

        // Blocks of 8 pixels wipe small characters out where they only roughen large ones.
        var coarseness = severity * Math.Clamp(characterHeight / 20, 0.45f, 1);
        if (random.Chance(0.4 * severity))
            picture = PictureStorage.ThroughJpeg(picture, (int)random.Range(92 - 78 * coarseness, 95));
        picture = PictureStorage.Resize(picture, width, Math.Max(12, (int)MathF.Round(picture.Height * (width / (float)picture.Width))), random);
        return random.Chance(0.2 + 0.5 * severity) ? PictureStorage.ThroughJpeg(picture, (int)random.Range(95 - 60 * coarseness, 97)) : picture;
    }

    private static CharacterBox[] Locate(IReadOnlyList<PlacedCharacter> characters, CameraView view, SKBitmap picture)
    {
        var (scaleX, scaleY) = (picture.Width / (float)view.Width, picture.Height / (float)view.Height);
        var boxes = new CharacterBox[characters.Count];
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = CameraView.Bounds(view.ToPicture, characters[i].Box);
            var left = Math.Clamp(box.Left * scaleX, 0, picture.Width - 1);
            var top = Math.Clamp(box.Top * scaleY, 0, picture.Height - 1);
            var right = Math.Clamp(box.Right * scaleX, left + 0.5f, picture.Width);
            var bottom = Math.Clamp(box.Bottom * scaleY, top + 0.5f, picture.Height);
            boxes[i] = new CharacterBox(characters[i].Symbol, new SKPoint((left + right) / 2, (top + bottom) / 2), right - left, bottom - top);
        }

        return boxes;
    }

    private static SKRect Union(IReadOnlyList<PlacedCharacter> characters)
    {
        var union = characters[0].Box;
        foreach (var (_, box) in characters)
            union.Union(box);
        return union;
    }
}
