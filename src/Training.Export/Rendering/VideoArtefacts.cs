namespace Training.Export.Rendering;

/// <summary>What video does to a moving plate: torn fields, blocks that lag behind or lose their detail. Stateless.</summary>
internal static class VideoArtefacts
{
    /// <summary>Applies one of them.</summary>
    public static void Apply(PixelBuffer pixels, SeededRandom random)
    {
        if (random.Chance(0.5))
            TearFields(pixels, random);
        else
            DisturbBlocks(pixels, random);
    }

    // Interlaced video shows two moments: every other row, or pair of rows once enlarged, stands to the side.
    private static void TearFields(PixelBuffer pixels, SeededRandom random)
    {
        var field = 1 + random.Below(2);
        var shift = 1 + random.Below(Math.Max(1, pixels.Width / 70));
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Plane(channel);
            for (var y = 0; y < pixels.Height; y++)
            {
                var row = plane.Slice(y * pixels.Width, pixels.Width);
                if (y / field % 2 == 1)
                    row[..^shift].CopyTo(row[shift..]);
            }
        }

        pixels.Blur(0, 0.45f * field);
    }

    // Motion-compensated blocks: some are taken from a pixel or two aside, some keep little but their mean.
    private static void DisturbBlocks(PixelBuffer pixels, SeededRandom random)
    {
        var size = random.Chance(0.6) ? 8 : 4;
        var (share, flatten) = (random.Range(0.1f, 0.4f), random.Range(0.2f, 0.8f));
        for (var top = 0; top + size <= pixels.Height; top += size)
        {
            for (var left = 0; left + size <= pixels.Width; left += size)
            {
                if (!random.Chance(share))
                    continue;
                if (random.Chance(0.5))
                    MoveBlock(pixels, left, top, size, random.Below(3) - 1, random.Below(3) - 1);
                else
                    FlattenBlock(pixels, left, top, size, flatten * 0.6f);
            }
        }
    }

    private static void MoveBlock(PixelBuffer pixels, int left, int top, int size, int dx, int dy)
    {
        var from = Math.Clamp(left + dx, 0, pixels.Width - size);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Plane(channel);
            for (var row = 0; row < size; row++)
            {
                // Downward moves copy bottom rows first, so that no row is read after it was written.
                var y = dy < 0 ? top + size - 1 - row : top + row;
                var source = Math.Clamp(y + dy, 0, pixels.Height - 1);
                plane.Slice(source * pixels.Width + from, size).CopyTo(plane.Slice(y * pixels.Width + left, size));
            }
        }
    }

    private static void FlattenBlock(PixelBuffer pixels, int left, int top, int size, float share)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Plane(channel);
            var mean = 0f;
            for (var y = top; y < top + size; y++)
            {
                foreach (var value in plane.Slice(y * pixels.Width + left, size))
                    mean += value;
            }

            mean /= size * size;
            for (var y = top; y < top + size; y++)
            {
                foreach (ref var value in plane.Slice(y * pixels.Width + left, size))
                    value += (mean - value) * share;
            }
        }
    }
}
