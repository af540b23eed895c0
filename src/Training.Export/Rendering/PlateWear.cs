using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Dirt, scratches, dents and stains over a finished plate. Stateless.</summary>
internal static class PlateWear
{
    public static void Draw(SKCanvas canvas, RenderScratch scratch, SKSize size, SKColor ground, SeededRandom random)
    {
        if (random.Chance(0.25))
            DrawSpots(canvas, scratch, size, ground, random);
        if (random.Chance(0.12))
            DrawScratches(canvas, scratch, size, ground, random);
        if (random.Chance(0.04))
            DrawPeeling(canvas, scratch, size, ground, random);
        if (random.Chance(0.22))
            DrawLipShadow(canvas, scratch, size, random);
        if (random.Chance(0.12))
            DrawFilm(canvas, scratch, size, random);
    }

    private static void DrawSpots(SKCanvas canvas, RenderScratch scratch, SKSize size, SKColor ground, SeededRandom random)
    {
        var dirt = Colours.Mix(ground, new SKColor(0x50, 0x44, 0x38), random.Range(0.3f, 0.9f));
        for (var count = 4 + random.Below(40); count > 0; count--)
        {
            var radius = size.Height * random.LogRange(0.004f, 0.03f);
            canvas.DrawOval(
                size.Width * random.Unit(), size.Height * random.Unit(), radius * random.Range(0.6f, 2f), radius,
                scratch.Colour(dirt.WithAlpha((byte)random.Range(60, 230))));
        }
    }

    private static void DrawScratches(SKCanvas canvas, RenderScratch scratch, SKSize size, SKColor ground, SeededRandom random)
    {
        for (var count = 1 + random.Below(5); count > 0; count--)
        {
            var (x, y) = (size.Width * random.Unit(), size.Height * random.Unit());
            var colour = (random.Chance(0.6) ? ground : SKColors.Gray).WithAlpha((byte)random.Range(90, 220));
            canvas.DrawLine(
                x, y, x + size.Width * random.Range(-0.2f, 0.2f), y + size.Height * random.Range(-0.3f, 0.3f),
                scratch.Line(colour, size.Height * random.Range(0.005f, 0.02f)));
        }
    }

    // Paint that came off the characters: flecks of the ground's colour, in patches.
    private static void DrawPeeling(SKCanvas canvas, RenderScratch scratch, SKSize size, SKColor ground, SeededRandom random)
    {
        for (var patches = 1 + random.Below(4); patches > 0; patches--)
        {
            var (x, y) = (size.Width * random.Unit(), size.Height * random.Range(0.2f, 0.9f));
            for (var flecks = 8 + random.Below(30); flecks > 0; flecks--)
            {
                var radius = size.Height * random.LogRange(0.008f, 0.035f);
                canvas.DrawOval(
                    x + size.Height * 0.2f * random.Normal(), y + size.Height * 0.15f * random.Normal(), radius, radius * random.Range(0.4f, 1.2f), scratch.Colour(ground));
            }
        }
    }

    // The shadow of the boot lid or of a frame's upper lip.
    private static void DrawLipShadow(SKCanvas canvas, RenderScratch scratch, SKSize size, SeededRandom random)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0), new SKPoint(size.Width * random.Range(-0.02f, 0.02f), size.Height * random.Range(0.1f, 0.45f)),
            [SKColors.Black.WithAlpha((byte)random.Range(60, 190)), SKColors.Black.WithAlpha(0)], SKShaderTileMode.Clamp);
        scratch.Fill.Color = SKColors.Black;
        scratch.Fill.Shader = shader;
        canvas.DrawRect(SKRect.Create(size), scratch.Fill);
        scratch.Fill.Shader = null;
    }

    // Road dust, thicker towards one edge.
    private static void DrawFilm(SKCanvas canvas, RenderScratch scratch, SKSize size, SeededRandom random)
    {
        var dust = new SKColor(0x8A, 0x78, 0x62);
        var (top, bottom) = ((byte)random.Range(0, 60), (byte)random.Range(40, 150));
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, random.Chance(0.7) ? 0 : size.Height), new SKPoint(size.Width * random.Range(-0.2f, 0.2f), size.Height * random.Range(0.6f, 1)),
            [dust.WithAlpha(top), dust.WithAlpha(bottom)], SKShaderTileMode.Clamp);
        scratch.Fill.Color = SKColors.Black;
        scratch.Fill.Shader = shader;
        canvas.DrawRect(SKRect.Create(size), scratch.Fill);
        scratch.Fill.Shader = null;
    }
}
