using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Small colour arithmetic in sRGB bytes.</summary>
internal static class Colours
{
    public static SKColor Parse(string hex) => SKColor.Parse(hex);

    /// <summary>Moves each channel by up to <paramref name="amount"/>, most of it in common.</summary>
    public static SKColor Vary(SKColor colour, float amount, SeededRandom random)
    {
        var common = random.Range(-amount, amount);
        return new SKColor(
            Byte(colour.Red + common + random.Range(-amount, amount) / 3),
            Byte(colour.Green + common + random.Range(-amount, amount) / 3),
            Byte(colour.Blue + common + random.Range(-amount, amount) / 3));
    }

    public static SKColor Mix(SKColor a, SKColor b, float share) => new(
        Byte(a.Red + (b.Red - a.Red) * share), Byte(a.Green + (b.Green - a.Green) * share), Byte(a.Blue + (b.Blue - a.Blue) * share));

    public static SKColor Random(SeededRandom random) => SKColor.FromHsv(random.Range(0, 360), random.Range(0, 90), random.Range(10, 98));

    public static float Luminance(SKColor colour) => (0.30f * colour.Red + 0.59f * colour.Green + 0.11f * colour.Blue) / 255;

    private static byte Byte(float value) => (byte)Math.Clamp(value, 0, 255);
}
