using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>
/// What light, lens, sensor and camera processing do to a drawn plate, in their order: light and shadow, defocus and motion,
/// exposure and colour, noise, sharpening. Stateless; strengths scale with a severity of 0 to 1.
/// </summary>
internal static class CameraEffects
{
    /// <summary>Applies the effects to the pixels of a capture.</summary>
    /// <param name="pixels">The pixels, changed in place.</param>
    /// <param name="text">Where the characters stand: their contrast is kept above the noise.</param>
    /// <param name="characterHeight">Height of a character in pixels; blur is measured by it, so that text stays readable.</param>
    /// <param name="severity">0 leaves the picture nearly clean, 1 is the worst.</param>
    /// <param name="night">Whether it is a dim traffic camera's picture.</param>
    /// <param name="random">Source of chance.</param>
    public static void Apply(PixelBuffer pixels, SKRectI text, float characterHeight, float severity, bool night, SeededRandom random)
    {
        if (night)
        {
            Night(pixels, text, characterHeight, severity, random);
            return;
        }

        if (random.Chance(0.1 * severity))
            pixels.Bend(characterHeight * random.Range(0.02f, 0.1f), random.Range(0.6f, 2.5f), random.Range(0, MathF.Tau));
        Light(pixels, severity, random);
        var dim = random.Chance(0.12 * severity);
        if (random.Chance(0.14 * severity))
            LightEffects.ColourMode(pixels, greenShare: 0.08f, random);
        Blur(pixels, characterHeight, severity, random);
        Expose(pixels, severity, dim, random);
        KeepContrast(pixels, text, random.Range(26, 50));
        if (random.Chance(0.3 + 0.4 * severity))
            Noise(pixels, text, severity, random);
        if (random.Chance(0.5 * severity))
            pixels.Sharpen(random.LogRange(0.3f, 2.6f), random.Range(0.6f, 1.4f));
        if (random.Chance(0.14 * severity))
            VideoArtefacts.Apply(pixels, random);
    }

    // Traffic cameras at dusk: little colour, little contrast under a veil, soft, compressed, now and then green.
    private static void Night(PixelBuffer pixels, SKRectI text, float characterHeight, float severity, SeededRandom random)
    {
        if (random.Chance(0.5))
            LightEffects.Gradient(pixels, random.Range(0.7f, 1.1f), random.Range(0.7f, 1.1f), random.Range(0.7f, 1.1f), random.Range(0.7f, 1.1f));
        if (random.Chance(0.12))
            LightEffects.Spot(pixels, severity, random);
        var green = random.Chance(0.08);
        if (green || random.Chance(0.25))
            LightEffects.ColourMode(pixels, green ? 1 : 0, random);
        var sigma = characterHeight * (0.015f + 0.085f * MathF.Pow(random.Unit(), 1.4f));
        pixels.Blur(sigma * random.Range(0.8f, 1.2f), sigma);
        var warmth = random.Range(-0.04f, 0.07f);
        LightEffects.Tone(
            pixels, random.Range(0.3f, 1.15f), random.Range(0.7f, 1.25f), random.Range(5, 90), green ? 1 : random.Range(0.15f, 0.75f), [1 + warmth, 1, 1 - warmth * 0.6f]);
        if (random.Chance(0.45))
            LightEffects.Bloom(pixels, text, characterHeight * random.Range(0.15f, 0.5f), random.Range(0.3f, 1.2f));
        KeepContrast(pixels, text, random.Range(20, 75));
        Noise(pixels, text, severity * 0.4f, random);
        if (random.Chance(0.35))
            VideoArtefacts.Apply(pixels, random);
    }

    private static void Light(PixelBuffer pixels, float severity, SeededRandom random)
    {
        var slope = severity * 0.4f;
        var (left, right) = (1 + slope * random.Range(-1, 0.6f), 1 + slope * random.Range(-1, 0.6f));
        var (top, bottom) = (1 + slope * random.Range(-0.8f, 0.4f), 1 + slope * random.Range(-0.8f, 0.4f));
        LightEffects.Gradient(pixels, left, right, top, bottom);
        if (random.Chance(0.14 * severity))
            LightEffects.Shadow(pixels, random);
        if (random.Chance(0.09 * severity))
            LightEffects.Spot(pixels, severity, random);
    }

    private static void Blur(PixelBuffer pixels, float characterHeight, float severity, SeededRandom random)
    {
        // A stroke is about 0.14 of the height: beyond a deviation of that much, neighbouring strokes melt.
        var most = characterHeight * 0.11f * severity;
        var kind = random.Unit();
        if (kind < 0.5f)
        {
            var sigma = most * MathF.Pow(random.Unit(), 2.2f);
            pixels.Blur(sigma, sigma);
        }
        else if (kind < 0.6f)
        {
            pixels.Blur(most * random.Unit(), most * random.Unit());
        }
        else if (kind < 0.7f && severity > 0)
        {
            var (sin, cos) = MathF.SinCos(random.Range(0, MathF.Tau));
            var length = most * 1.8f * random.Unit();
            pixels.Motion(cos * length, sin * length);
            var sigma = MathF.Min(0.6f, most * 0.5f);
            pixels.Blur(sigma, sigma);
        }
    }

    private static void Expose(PixelBuffer pixels, float severity, bool dim, SeededRandom random)
    {
        var strong = random.Chance(0.35 * severity);
        var spread = severity * (strong ? 0.5f : 0.22f);
        var gain = MathF.Exp(Math.Clamp(spread * random.Normal(), -1.1f, 0.75f));
        var gamma = MathF.Exp(severity * 0.22f * random.Normal());
        var veil = random.Chance(0.4 * severity) ? random.Range(0, 80) : random.Range(0, 18) * severity;
        if (dim)
            (gain, veil) = (gain * random.Range(0.18f, 0.55f), random.Range(10, 60));
        var saturation = 1 - severity * random.Range(-0.25f, 0.7f) * random.Unit();
        var warmth = severity * 0.09f * random.Normal();
        var tint = severity * 0.03f * random.Normal();
        LightEffects.Tone(pixels, gain, gamma, veil, saturation, [1 + warmth, 1 + tint, 1 - warmth]);
    }

    // Nobody can label text without contrast, so no training picture lacks it; what is left is amplified around its mean.
    private static void KeepContrast(PixelBuffer pixels, SKRectI text, float least)
    {
        var (mean, spread) = pixels.Contrast(text);
        var darkest = mean - spread / 2;
        if (darkest > 255 - least)
        {
            // Over-exposed until the ink is gone: step back to where it just shows.
            pixels.Scale((255 - least) / darkest);
            (mean, spread) = pixels.Contrast(text);
        }

        if (spread >= least)
            return;
        var gain = MathF.Min(least / MathF.Max(spread, 1), 8);
        var centre = Math.Clamp(mean, least * 0.7f, 255 - least * 0.7f);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Plane(channel);
            for (var i = 0; i < plane.Length; i++)
                plane[i] = centre + (plane[i] - mean) * gain;
        }
    }

    private static void Noise(PixelBuffer pixels, SKRectI text, float severity, SeededRandom random)
    {
        var (_, spread) = pixels.Contrast(text);
        var luma = MathF.Min(severity * 15 * random.Unit() * random.Unit() + 0.5f, spread * 0.16f);
        var chroma = luma * random.Range(0, 0.9f);
        LightEffects.Noise(pixels, luma, chroma, random.Range(0, 0.6f), random);
        if (random.Chance(0.35))
        {
            // Noise reduction and demosaicing leave grain of more than a pixel.
            var sigma = random.Range(0.4f, 0.8f);
            pixels.Blur(sigma, sigma);
        }
    }
}
