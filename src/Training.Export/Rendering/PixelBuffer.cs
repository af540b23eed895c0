using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Three planes of floats, 0 to 255, and the filters over them. Buffers are reused; not thread-safe.</summary>
internal sealed partial class PixelBuffer
{
    private readonly float[][] _planes = [[], [], []];
    private float[] _scratch = [];
    private float[] _line = [];
    private float[] _copy = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Red, green or blue, row by row.</summary>
    public Span<float> Plane(int channel) => _planes[channel].AsSpan(0, Width * Height);

    /// <summary>Takes a picture's pixels.</summary>
    public void Load(SKBitmap picture)
    {
        (Width, Height) = (picture.Width, picture.Height);
        var count = Width * Height;
        if (_scratch.Length < count)
        {
            _scratch = new float[count];
            for (var channel = 0; channel < 3; channel++)
                _planes[channel] = new float[count];
        }

        if (_line.Length < Math.Max(Width, Height) + 128)
            _line = new float[Math.Max(Width, Height) + 128];

        var bytes = picture.GetPixelSpan();
        var red = Plane(0);
        var green = Plane(1);
        var blue = Plane(2);
        for (var i = 0; i < count; i++)
            (red[i], green[i], blue[i]) = (bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2]);
    }

    /// <summary>Writes the pixels back, rounded and clamped.</summary>
    public void Store(SKBitmap picture)
    {
        var bytes = picture.GetPixelSpan();
        var red = Plane(0);
        var green = Plane(1);
        var blue = Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            bytes[4 * i] = Byte(red[i]);
            bytes[4 * i + 1] = Byte(green[i]);
            bytes[4 * i + 2] = Byte(blue[i]);
            bytes[4 * i + 3] = 255;
        }

        static byte Byte(float value) => (byte)(Math.Clamp(value, 0f, 255f) + 0.5f);
    }

    /// <summary>Mean and spread (as of two even levels) of green in a region: how far its ink stands out.</summary>
    public (float Mean, float Spread) Contrast(SKRectI region)
    {
        var (sum, squares, count) = (0f, 0f, 0);
        for (var y = Math.Max(region.Top, 0); y < Math.Min(region.Bottom, Height); y++)
        {
            foreach (var value in Plane(1).Slice(y * Width, Width)[Math.Max(region.Left, 0)..Math.Min(region.Right, Width)])
            {
                sum += value;
                squares += value * value;
                count++;
            }
        }

        var mean = sum / Math.Max(count, 1);
        return (mean, 2.1f * MathF.Sqrt(MathF.Max(squares / Math.Max(count, 1) - mean * mean, 0)));
    }

    /// <summary>Shifts columns up and down along a wave, as a bent plate does.</summary>
    /// <param name="amplitude">Largest shift in pixels.</param>
    /// <param name="waves">Half waves across the picture.</param>
    /// <param name="phase">Where the wave begins, in radians.</param>
    public void Bend(float amplitude, float waves, float phase)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = Plane(channel);
            var source = Copy(plane);
            for (var x = 0; x < Width; x++)
            {
                var shift = amplitude * MathF.Sin(MathF.PI * waves * x / Width + phase);
                var whole = (int)MathF.Floor(shift);
                var part = shift - whole;
                for (var y = 0; y < Height; y++)
                {
                    var above = source[Math.Clamp(y + whole, 0, Height - 1) * Width + x];
                    var below = source[Math.Clamp(y + whole + 1, 0, Height - 1) * Width + x];
                    plane[y * Width + x] = above + (below - above) * part;
                }
            }
        }
    }

    /// <summary>Multiplies every value.</summary>
    public void Scale(float gain)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            foreach (ref var value in Plane(channel))
                value *= gain;
        }
    }
}
