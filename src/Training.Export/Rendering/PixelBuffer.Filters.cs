using System.Numerics;

namespace Training.Export.Rendering;

/// <content>Blur, motion, glow and sharpening: separable filters over rows and columns.</content>
internal sealed partial class PixelBuffer
{
    /// <summary>Gaussian blur with its own deviation along each axis, in pixels; edges repeat.</summary>
    public void Blur(float sigmaX, float sigmaY)
    {
        Span<float> taps = stackalloc float[63];
        for (var channel = 0; channel < 3; channel++)
        {
            if (sigmaX > 0.2f)
                FilterRows(Plane(channel), Gaussian(taps, sigmaX));
            if (sigmaY > 0.2f)
                FilterColumns(Plane(channel), Gaussian(taps, sigmaY));
        }
    }

    /// <summary>Motion blur along a line.</summary>
    /// <param name="x">Extent along x, in pixels, at most 30.</param>
    /// <param name="y">Extent along y, in pixels, at most 30.</param>
    public void Motion(float x, float y)
    {
        var steps = Math.Clamp((int)MathF.Ceiling(MathF.Max(MathF.Abs(x), MathF.Abs(y))) + 1, 2, 31);
        var weight = 1f / steps;
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = Plane(channel);
            var source = _scratch.AsSpan(0, plane.Length);
            plane.CopyTo(source);
            plane.Clear();
            for (var step = 0; step < steps; step++)
            {
                var along = step / (steps - 1f) - 0.5f;
                AddShifted(source, plane, (int)MathF.Round(x * along), (int)MathF.Round(y * along), weight);
            }
        }
    }

    /// <summary>Adds a blurred copy of what is brighter than a threshold.</summary>
    public void AddGlow(float threshold, float strength, float sigma)
    {
        Span<float> taps = stackalloc float[63];
        var kernel = Gaussian(taps, sigma);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = Plane(channel);
            var original = Copy(plane);
            foreach (ref var value in plane)
                value = MathF.Max(value - threshold, 0) * strength;
            FilterRows(plane, kernel);
            FilterColumns(plane, kernel);
            for (var i = 0; i < plane.Length; i++)
                plane[i] += original[i];
        }
    }

    /// <summary>Unsharp mask: adds <paramref name="amount"/> times the difference to a blurred copy; leaves halos as cameras do.</summary>
    public void Sharpen(float amount, float sigma)
    {
        Span<float> taps = stackalloc float[63];
        var kernel = Gaussian(taps, sigma);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = Plane(channel);
            var original = Copy(plane);
            FilterRows(plane, kernel);
            FilterColumns(plane, kernel);
            for (var i = 0; i < plane.Length; i++)
                plane[i] = original[i] + amount * (original[i] - plane[i]);
        }
    }

    private Span<float> Copy(ReadOnlySpan<float> plane)
    {
        if (_copy.Length < plane.Length)
            _copy = new float[plane.Length];
        plane.CopyTo(_copy);
        return _copy.AsSpan(0, plane.Length);
    }

    private static Span<float> Gaussian(Span<float> taps, float sigma)
    {
        var radius = Math.Clamp((int)MathF.Ceiling(sigma * 2.5f), 1, 31);
        var kernel = taps[..(2 * radius + 1)];
        var sum = 0f;
        for (var i = -radius; i <= radius; i++)
            sum += kernel[i + radius] = MathF.Exp(-0.5f * i * i / (sigma * sigma));
        for (var i = 0; i < kernel.Length; i++)
            kernel[i] /= sum;
        return kernel;
    }

    private void FilterRows(Span<float> plane, ReadOnlySpan<float> kernel)
    {
        var radius = kernel.Length / 2;
        var padded = _line.AsSpan(0, Width + 2 * radius);
        for (var y = 0; y < Height; y++)
        {
            var row = plane.Slice(y * Width, Width);
            row.CopyTo(padded[radius..]);
            padded[..radius].Fill(row[0]);
            padded[(Width + radius)..].Fill(row[^1]);
            row.Clear();
            for (var tap = 0; tap < kernel.Length; tap++)
                AddScaled(padded.Slice(tap, Width), row, kernel[tap]);
        }
    }

    private void FilterColumns(Span<float> plane, ReadOnlySpan<float> kernel)
    {
        var radius = kernel.Length / 2;
        var source = _scratch.AsSpan(0, plane.Length);
        plane.CopyTo(source);
        plane.Clear();
        for (var y = 0; y < Height; y++)
        {
            var row = plane.Slice(y * Width, Width);
            for (var tap = 0; tap < kernel.Length; tap++)
                AddScaled(source.Slice(Math.Clamp(y + tap - radius, 0, Height - 1) * Width, Width), row, kernel[tap]);
        }
    }

    private void AddShifted(ReadOnlySpan<float> source, Span<float> target, int dx, int dy, float weight)
    {
        for (var y = 0; y < Height; y++)
        {
            var from = source.Slice(Math.Clamp(y + dy, 0, Height - 1) * Width, Width);
            var to = target.Slice(y * Width, Width);
            var (first, last) = (Math.Clamp(-dx, 0, Width), Math.Clamp(Width - dx, 0, Width));
            for (var x = 0; x < first; x++)
                to[x] += weight * from[0];
            if (last > first)
                AddScaled(from.Slice(first + dx, last - first), to.Slice(first, last - first), weight);
            for (var x = Math.Max(last, first); x < Width; x++)
                to[x] += weight * from[^1];
        }
    }

    private static void AddScaled(ReadOnlySpan<float> source, Span<float> target, float weight)
    {
        var i = 0;
        var weights = new Vector<float>(weight);
        for (; i <= target.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(target[i..]) + weights * new Vector<float>(source[i..])).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] += weight * source[i];
    }
}
