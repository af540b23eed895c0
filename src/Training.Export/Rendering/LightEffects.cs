using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Operations on all pixels of a picture. Stateless.</summary>
internal static class LightEffects
{
    /// <summary>Multiplies by gains that run from edge to edge.</summary>
    public static void Gradient(PixelBuffer pixels, float left, float right, float top, float bottom)
    {
        var (width, height) = (pixels.Width, pixels.Height);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Plane(channel);
            for (var y = 0; y < height; y++)
            {
                var row = plane.Slice(y * width, width);
                var vertical = top + (bottom - top) * y / height;
                var (gain, step) = (left * vertical, (right - left) * vertical / width);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] *= gain;
                    gain += step;
                }
            }
        }
    }

    /// <summary>Darkens one side of a line across the picture, as an overhang or a tree does.</summary>
    public static void Shadow(PixelBuffer pixels, SeededRandom random)
    {
        var (sin, cos) = MathF.SinCos(random.Chance(0.6) ? random.Range(1.2f, 1.95f) : random.Range(0, MathF.Tau));
        var (width, height) = (pixels.Width, pixels.Height);
        var offset = width * random.Range(0.1f, 0.9f) * cos + height * random.Range(0.1f, 0.9f) * sin;
        var softness = height * random.LogRange(0.04f, 0.5f);
        var (depth, blueness) = (random.Range(0.15f, 0.55f), random.Range(0, 0.12f));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var shade = Math.Clamp((offset - x * cos - y * sin) / softness + 0.5f, 0, 1) * depth;
                var i = y * width + x;
                pixels.Plane(0)[i] *= 1 - shade;
                pixels.Plane(1)[i] *= 1 - shade * (1 - blueness * 0.5f);
                pixels.Plane(2)[i] *= 1 - shade * (1 - blueness);
            }
        }
    }

    /// <summary>A reflection or headlight: adds light around a point.</summary>
    public static void Spot(PixelBuffer pixels, float severity, SeededRandom random)
    {
        var (width, height) = (pixels.Width, pixels.Height);
        var (x0, y0) = (width * random.Unit(), height * random.Unit());
        var (radiusX, radiusY) = (height * random.Range(0.15f, 1.2f), height * random.Range(0.1f, 0.8f));
        var light = severity * random.Range(40, 170);
        for (var y = 0; y < height; y++)
        {
            var dy = (y - y0) / radiusY;
            for (var x = 0; x < width; x++)
            {
                var dx = (x - x0) / radiusX;
                var added = light / (1 + 2 * (dx * dx + dy * dy) * (dx * dx + dy * dy));
                var i = y * width + x;
                pixels.Plane(0)[i] += added;
                pixels.Plane(1)[i] += added;
                pixels.Plane(2)[i] += added;
            }
        }
    }

    /// <summary>Light that bright parts spill over their neighbours.</summary>
    /// <param name="pixels">The pixels, changed in place.</param>
    /// <param name="text">Region whose mean separates bright from dark.</param>
    /// <param name="sigma">Reach of the glow, in pixels.</param>
    /// <param name="strength">Share of the light above the mean that is spilt.</param>
    public static void Bloom(PixelBuffer pixels, SKRectI text, float sigma, float strength)
    {
        var (mean, _) = pixels.Contrast(text);
        pixels.AddGlow(mean, strength, Math.Clamp(sigma, 0.5f, 9));
    }

    /// <summary>Infrared and monochrome cameras, green night pictures.</summary>
    public static void ColourMode(PixelBuffer pixels, float greenShare, SeededRandom random)
    {
        var green = random.Chance(greenShare);
        var weights = random.Chance(0.5) ? (0.30f, 0.59f, 0.11f) : (0.6f, 0.3f, 0.1f);
        var tint = green ? (random.Range(0.05f, 0.5f), 1.1f, random.Range(0.4f, 0.85f)) : random.Chance(0.6) ? (1f, 1f, 1f) : (random.Range(0.9f, 1.02f), 1f, random.Range(0.92f, 1.1f));
        var red = pixels.Plane(0);
        var greenPlane = pixels.Plane(1);
        var blue = pixels.Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            var grey = weights.Item1 * red[i] + weights.Item2 * greenPlane[i] + weights.Item3 * blue[i];
            (red[i], greenPlane[i], blue[i]) = (grey * tint.Item1, grey * tint.Item2, grey * tint.Item3);
        }
    }

    /// <summary>Exposure, gamma, veil and colour: v' = veil + (255 - veil) · (gain · v / 255)^gamma, then saturation and channel gains.</summary>
    public static void Tone(PixelBuffer pixels, float gain, float gamma, float veil, float saturation, ReadOnlySpan<float> channels)
    {
        // A table instead of a power per pixel; values past the end are as bright as its end.
        Span<float> table = stackalloc float[512];
        for (var i = 0; i < table.Length; i++)
            table[i] = veil + (255 - veil) * MathF.Pow(i / 255f * gain, gamma);

        var red = pixels.Plane(0);
        var green = pixels.Plane(1);
        var blue = pixels.Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            var (r, g, b) = (Lookup(table, red[i]), Lookup(table, green[i]), Lookup(table, blue[i]));
            var grey = 0.30f * r + 0.59f * g + 0.11f * b;
            red[i] = (grey + (r - grey) * saturation) * channels[0];
            green[i] = (grey + (g - grey) * saturation) * channels[1];
            blue[i] = (grey + (b - grey) * saturation) * channels[2];
        }

        static float Lookup(ReadOnlySpan<float> table, float value)
        {
            var clamped = Math.Clamp(value, 0, 510);
            var index = (int)clamped;
            return table[index] + (table[index + 1] - table[index]) * (clamped - index);
        }
    }

    /// <summary>Sensor noise: a part common to the channels, a part of each, a part that grows with the root of the light.</summary>
    public static void Noise(PixelBuffer pixels, float luma, float chroma, float shot, SeededRandom random)
    {
        var red = pixels.Plane(0);
        var green = pixels.Plane(1);
        var blue = pixels.Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            var bits = random.NextUInt64();
            var light = 1 - shot + shot * MathF.Sqrt(Math.Clamp(green[i], 0, 255)) * 0.0627f;
            var common = luma * light * Bell((uint)bits);
            var own = chroma * light;
            red[i] += common + own * Triangle((uint)(bits >> 32));
            green[i] += common * 0.9f;
            blue[i] += common + own * Triangle((uint)(bits >> 48));
        }

        // Sum of four bytes: bell-shaped, deviation 1.
        static float Bell(uint bits) => ((int)(bits & 255) + (int)((bits >> 8) & 255) + (int)((bits >> 16) & 255) + (int)(bits >> 24) - 510) * (1 / 147.8f);

        static float Triangle(uint bits) => ((int)(bits & 255) + (int)((bits >> 8) & 255) - 255) * (1 / 104.5f);
    }
}
