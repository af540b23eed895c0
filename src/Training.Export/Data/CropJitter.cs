using SkiaSharp;
using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>
/// Changes a crop a little, as another camera, another cut or another hour would have: place, size, turn, slant, light, sharpness. A few
/// hundred own crops are learnt by heart otherwise. Thread-safe.
/// </summary>
internal static class CropJitter
{
    private const float Shift = 0.05f, Stretch = 0.10f, Degrees = 3, Slant = 0.05f, Light = 0.25f, Blur = 0.012f;

    /// <summary>Draws the changed crop, in the same size; what comes in from beyond the edge repeats the edge.</summary>
    /// <param name="crop">RGBA 8888; left as it is.</param>
    /// <param name="random">Decides on all changes.</param>
    public static SKBitmap Apply(SKBitmap crop, SeededRandom random)
    {
        var (width, height) = (crop.Width, crop.Height);
        var matrix = SKMatrix.CreateTranslation(-width / 2f, -height / 2f)
            .PostConcat(SKMatrix.CreateScale(1 + random.Range(-Stretch, Stretch), 1 + random.Range(-Stretch, Stretch)))
            .PostConcat(SKMatrix.CreateRotationDegrees(random.Range(-Degrees, Degrees)))
            .PostConcat(SKMatrix.CreateSkew(random.Range(-Slant, Slant), random.Range(-Slant, Slant)))
            .PostConcat(SKMatrix.CreateTranslation(width * (0.5f + random.Range(-Shift, Shift)), height * (0.5f + random.Range(-Shift, Shift))));
        var changed = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(changed);
        using var shader = SKShader.CreateBitmap(crop, SKShaderTileMode.Clamp, SKShaderTileMode.Clamp, matrix);
        using var light = SKColorFilter.CreateColorMatrix(LightMatrix(random));
        var sigma = random.Chance(0.3) ? random.Range(0, Blur) * height : 0;
        using var blur = sigma > 0 ? SKImageFilter.CreateBlur(sigma, sigma, SKShaderTileMode.Clamp) : null;
        using var paint = new SKPaint { Shader = shader, ColorFilter = light, ImageFilter = blur };
        canvas.DrawRect(0, 0, width, height, paint);
        return changed;
    }

    // Contrast about the middle grey, then brightness.
    private static float[] LightMatrix(SeededRandom random)
    {
        var contrast = 1 + random.Range(-Light, Light);
        var offset = (1 - contrast) / 2 + random.Range(-Light, Light) / 2;
        return
        [
            contrast, 0, 0, 0, offset,
            0, contrast, 0, 0, offset,
            0, 0, contrast, 0, offset,
            0, 0, 0, 1, 0,
        ];
    }
}
