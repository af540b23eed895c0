using SkiaSharp;
using Training.Export.Networks;
using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>
/// Scenes for the detector: a photo or a drawn background, its own plates kept or drawn over, more plates and things that are
/// none, the light and the camera. Scene i of a seed is the same whenever it is asked for. Thread-safe.
/// </summary>
internal sealed class PlateScenes : ISceneSource
{
    // Shapes of what people upload: widths over heights.
    private static readonly float[] Shapes = [16 / 9f, 16 / 9f, 16 / 9f, 4 / 3f, 4 / 3f, 1.5f, 1.5f, 5 / 3f, 1, 0.75f];

    [ThreadStatic]
    private static RenderScratch? _threadScratch;

    private readonly IReadOnlyList<ScenePhoto> _photos;
    private readonly PlateScenesOptions _options;
    private readonly DetectorNetConfig _network;
    private readonly PlateStamp _stamp;

    /// <summary>Prepares the scenes.</summary>
    /// <param name="fonts">Fonts of the plates.</param>
    /// <param name="photos">Backgrounds; none draws all backgrounds.</param>
    /// <param name="options">What scenes hold.</param>
    /// <param name="network">The detector: plates' sizes are measured in its input.</param>
    public PlateScenes(FontLibrary fonts, IReadOnlyList<ScenePhoto> photos, PlateScenesOptions options, DetectorNetConfig network)
        => (_photos, _options, _network, _stamp) = (photos, options, network, new PlateStamp(fonts, options.Rendering));

    /// <inheritdoc/>
    public PlateScene Read(long index)
    {
        var random = new SeededRandom(Seeds.Mix(_options.Seed, (ulong)index));
        var scratch = _threadScratch ??= new RenderScratch();

        // 1. The picture, somewhat smaller or larger than the network's input.
        var shape = random.Pick(Shapes);
        var fit = MathF.Min(_network.Width, _network.Height * shape) * random.LogRange(0.75f, 1.4f);
        var (width, height) = ((int)fit, (int)(fit / shape));
        var scale = MathF.Max(width / (float)_network.Width, height / (float)_network.Height); // the input's pixels to the scene's
        var picture = PictureStorage.New(width, height);
        var layout = new SceneLayout(width, height, random);
        using (var canvas = new SKCanvas(picture))
        {
            // 2. The background and its own plates.
            if (_photos.Count > 0 && random.Chance(_options.PhotoShare))
                layout.Take(SceneBackdrop.DrawPhoto(canvas, random.Pick(_photos), width, height, random), smallest: 10 * scale);
            else
                SceneBackdrop.DrawInvented(canvas, scratch, _stamp, width, height, random);
            if (random.Chance(_options.CoverShare))
                Cover(canvas, picture, scratch, layout, random);

            // 3. Things that are no plates, then plates.
            for (var decoys = random.Below(4); decoys > 0; decoys--)
                AddDecoy(canvas, picture, scratch, layout, scale, random);
            for (var plates = random.Below(_options.MostPlates + 1); plates > 0; plates--)
                AddPlate(canvas, picture, scratch, layout, scale, random);
        }

        // 4. Light, lens, sensor, storage.
        picture = SceneCamera.Photograph(picture, scratch, random);
        return new PlateScene(picture, layout.Plates, layout.Ignored);
    }

    // A rendered plate over each box: the same place and size, with corners that are known.
    private void Cover(SKCanvas canvas, SKBitmap picture, RenderScratch scratch, SceneLayout layout, SeededRandom random)
    {
        for (var i = 0; i < layout.Plates.Count; i++)
        {
            var box = layout.Plates[i].Bounds;
            var format = _stamp.ChooseFormat(twoLines: box.Width < 2.4f * box.Height, random);
            var place = PlateStamp.Place(format.Size, box.Width * random.Range(1, 1.12f), new(box.MidX, box.MidY), random.Range(0.2f, 0.9f), random);
            var low = CameraView.Bounds(place, SKRect.Create(format.Size)).Height / box.Height;
            if (low < 0.98f)
                place = SKMatrix.CreateScale(1, MathF.Min(1.6f, 1 / low), box.MidX, box.MidY).PreConcat(place);
            Draw(canvas, picture, scratch, format, place, surroundings: 0.12f, random);
            layout.Replace(i, new ScenePlate(PlateStamp.Corners(format.Size, place), true));
        }
    }

    private void AddPlate(SKCanvas canvas, SKBitmap picture, RenderScratch scratch, SceneLayout layout, float scale, SeededRandom random)
    {
        var format = _stamp.ChooseFormat(null, random);
        var wide = random.LogRange(_options.NarrowestPlate, _options.WidestPlate) * scale;
        wide = MathF.Min(wide, layout.Width * 0.95f);
        var around = random.Chance(0.6) ? random.Range(0.1f, 2.5f) : 0;
        var strength = random.Chance(0.15) ? random.Range(1, 1.45f) : random.Range(0, 1);
        if (layout.FindPlace(wide, wide * format.Size.Height / format.Size.Width, random) is not { } centre)
            return;
        var place = PlateStamp.Place(format.Size, wide, centre, strength, random);
        var plate = new ScenePlate(PlateStamp.Corners(format.Size, place), true);
        if (!layout.IsFree(plate.Bounds))
            return;
        Draw(canvas, picture, scratch, format, place, layout.Room(plate.Bounds, around), random);
        layout.Add(plate);
    }

    private void AddDecoy(SKCanvas canvas, SKBitmap picture, RenderScratch scratch, SceneLayout layout, float scale, SeededRandom random)
    {
        var wide = random.LogRange(16, 400) * scale;
        var size = new SKSize(300, 300 / random.LogRange(0.8f, 6));
        if (layout.FindPlace(wide, wide * size.Height / size.Width, random) is not { } centre)
            return;
        var place = PlateStamp.Place(size, wide, centre, random.Unit(), random);
        var bounds = CameraView.Bounds(place, SKRect.Create(size));
        if (!layout.IsFree(bounds))
            return;
        using var look = SceneLight.Look(picture, bounds, random);
        _stamp.DrawDecoy(canvas, scratch, size, place, look, random);
        layout.Block(bounds);
    }

    private void Draw(SKCanvas canvas, SKBitmap picture, RenderScratch scratch, PlateFormat format, SKMatrix place, float surroundings, SeededRandom random)
    {
        var bounds = CameraView.Bounds(place, SKRect.Create(format.Size));
        using var look = SceneLight.Look(picture, bounds, random);
        _stamp.Draw(canvas, scratch, format, place, look, surroundings, random);
    }
}
