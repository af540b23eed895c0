using SkiaSharp;
using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>What a camera does to a whole scene: exposure and colour, softness, noise, JPEG. Stateless.</summary>
internal static class SceneCamera
{
    /// <summary>Changes the picture, or replaces and disposes it.</summary>
    public static SKBitmap Photograph(SKBitmap picture, RenderScratch scratch, SeededRandom random)
    {
        if (random.Chance(0.75))
        {
            var pixels = scratch.Pixels;
            pixels.Load(picture);
            Expose(pixels, random);
            if (random.Chance(0.4))
            {
                var sigma = 1.4f * random.Unit() * random.Unit();
                pixels.Blur(sigma, sigma);
            }

            if (random.Chance(0.45))
                LightEffects.Noise(pixels, 12 * random.Unit() * random.Unit(), 8 * random.Unit() * random.Unit(), random.Range(0, 0.6f), random);
            pixels.Store(picture);
        }

        return random.Chance(0.4) ? PictureStorage.ThroughJpeg(picture, (int)random.Range(30, 95)) : picture;
    }

    private static void Expose(PixelBuffer pixels, SeededRandom random)
    {
        var night = random.Chance(0.15);
        var gain = night ? random.LogRange(0.2f, 0.6f) : MathF.Exp(0.25f * Math.Clamp(random.Normal(), -2, 2));
        var gamma = MathF.Exp(0.2f * Math.Clamp(random.Normal(), -2, 2));
        var veil = random.Chance(0.2) ? random.Range(0, 50) : 0;
        var saturation = random.Chance(0.12) ? 0 : random.Range(0.5f, 1.25f);
        var warmth = random.Chance(0.35) ? 0.16f * Math.Clamp(random.Normal(), -2, 2) : 0.03f * random.Normal();
        var tint = random.Chance(0.25) ? 0.12f * Math.Clamp(random.Normal(), -2, 2) : 0.02f * random.Normal();
        LightEffects.Tone(pixels, gain, gamma, veil, saturation, [1 + warmth, 1 + tint, 1 - warmth]);
    }
}
