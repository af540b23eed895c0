using SkiaSharp;
using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>Fits what is drawn into a scene to the scene's own light. Stateless.</summary>
internal static class SceneLight
{
    /// <summary>A layer's paint: light and cast of the place it is drawn at, and a little blur. The caller disposes it.</summary>
    /// <param name="picture">The scene so far.</param>
    /// <param name="box">The place, in pixels.</param>
    /// <param name="random">Source of chance.</param>
    public static SKPaint Look(SKBitmap picture, SKRect box, SeededRandom random)
    {
        var (red, green, blue) = Mean(picture, box);
        var light = MathF.Max(8, 0.30f * red + 0.59f * green + 0.11f * blue);

        // Plates reflect more than what surrounds them, at night in a headlight's beam much more.
        var gain = Math.Clamp(light / 255 * random.LogRange(1.1f, 3.2f), 0.16f, 1.05f);
        var cast = random.Range(0.2f, 0.9f);
        float Channel(float mean) => gain * Math.Clamp(1 + (mean / light - 1) * cast, 0.6f, 1.5f);
        var veil = random.Range(0, 0.06f) * MathF.Min(1, light / 80);
        using var filter = SKColorFilter.CreateColorMatrix(
        [
            Channel(red), 0, 0, 0, veil,
            0, Channel(green), 0, 0, veil,
            0, 0, Channel(blue), 0, veil,
            0, 0, 0, 1, 0,
        ]);
        var sigma = random.Range(0.25f, 0.7f) + MathF.Min(box.Height, box.Width * 0.3f) * 0.03f * random.Unit() * random.Unit();
        using var blur = SKImageFilter.CreateBlur(sigma, sigma);
        return new SKPaint { ColorFilter = filter, ImageFilter = blur };
    }

    // Mean over a grid of points in the box and around it.
    private static (float Red, float Green, float Blue) Mean(SKBitmap picture, SKRect box)
    {
        const int Points = 9;
        box.Inflate(box.Width * 0.15f, box.Height * 0.4f);
        var pixels = picture.GetPixelSpan();
        var (red, green, blue) = (0f, 0f, 0f);
        for (var i = 0; i < Points * Points; i++)
        {
            var x = Math.Clamp((int)(box.Left + box.Width * (i % Points) / (Points - 1)), 0, picture.Width - 1);
            var y = Math.Clamp((int)(box.Top + box.Height * (i / Points) / (Points - 1)), 0, picture.Height - 1);
            var at = pixels.Slice(y * picture.RowBytes + x * 4, 3);
            (red, green, blue) = (red + at[0], green + at[1], blue + at[2]);
        }

        return (red / (Points * Points), green / (Points * Points), blue / (Points * Points));
    }
}
