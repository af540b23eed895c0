using SkiaSharp;
using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>Draws what stands behind a scene's plates. Stateless.</summary>
internal static class SceneBackdrop
{
    private static readonly SKSamplingOptions Sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Decodes a photo to opaque RGBA.</summary>
    /// <exception cref="InvalidDataException">The file is no picture.</exception>
    public static SKBitmap Decode(ScenePhoto photo)
    {
        using var codec = SKCodec.Create(photo.Path) ?? throw new InvalidDataException($"{photo.Path} is not a picture.");
        var bitmap = PictureStorage.New(codec.Info.Width, codec.Info.Height);
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is SKCodecResult.Success or SKCodecResult.IncompleteInput)
            return bitmap;
        bitmap.Dispose();
        throw new InvalidDataException($"{photo.Path} cannot be decoded.");
    }

    /// <summary>Fills the canvas with a part of a photo, of chance place and size.</summary>
    /// <returns>The photo's plate boxes in the canvas' pixels; some may lie outside.</returns>
    public static IEnumerable<SKRect> DrawPhoto(SKCanvas canvas, ScenePhoto photo, int width, int height, SeededRandom random)
    {
        using var whole = Decode(photo);
        var natural = new SKSize(whole.Width * photo.Widen, whole.Height);
        var largest = MathF.Min(natural.Width, natural.Height * width / height);
        var cutWidth = largest * (random.Chance(0.35) ? 1 : random.LogRange(0.3f, 1));
        var scale = width / cutWidth;

        // Where a photo shows plates, most cuts keep one: they are rare enough.
        var (room, rise) = (natural.Width - cutWidth, natural.Height - height / scale);
        var (left, top) = (room * random.Unit(), rise * random.Unit());
        if (photo.Boxes.Count > 0 && random.Chance(0.7))
        {
            var box = random.Pick(photo.Boxes);
            left = Math.Clamp(box.MidX * photo.Widen - cutWidth * random.Range(0.15f, 0.85f), 0, MathF.Max(0, room));
            top = Math.Clamp(box.MidY - height / scale * random.Range(0.15f, 0.85f), 0, MathF.Max(0, rise));
        }

        var place = new SKMatrix(scale * photo.Widen, 0, -left * scale, 0, scale, -top * scale, 0, 0, 1);
        using var image = SKImage.FromBitmap(whole);
        canvas.SetMatrix(place);
        canvas.DrawImage(image, 0, 0, Sampling);
        canvas.ResetMatrix();
        return [.. photo.Boxes.Select(box => place.MapRect(box))];
    }

    /// <summary>Fills the canvas with shapes, textures and writing.</summary>
    public static void DrawInvented(SKCanvas canvas, RenderScratch scratch, PlateStamp stamp, int width, int height, SeededRandom random)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0), new SKPoint(random.Range(-0.3f, 0.3f) * width, height), [Colours.Random(random), Colours.Random(random)], SKShaderTileMode.Clamp);
        scratch.Colour(SKColors.White).Shader = shader;
        canvas.DrawRect(SKRect.Create(width, height), scratch.Fill);
        scratch.Fill.Shader = null;

        using var plain = new SKPaint();
        for (var things = 4 + random.Below(10); things > 0; things--)
        {
            var size = new SKSize(300, 300 / random.LogRange(0.5f, 4));
            var wide = width * random.LogRange(0.06f, 0.9f);
            var place = PlateStamp.Place(size, wide, new SKPoint(width * random.Unit(), height * random.Unit()), random.Unit(), random);
            stamp.DrawDecoy(canvas, scratch, size, place, plain, random);
        }
    }
}
