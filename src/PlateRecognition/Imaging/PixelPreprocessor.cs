using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PlateRecognition.Imaging;

/// <summary>
/// Puts a picture into a network's input. Training and serving use this same code on the same bytes, so that a network is
/// served what it learned on. Thread-safe; the same bytes give the same tensor on every machine.
/// </summary>
public static class PixelPreprocessor
{
    /// <summary>The grey that a letterbox shows where the picture does not reach.</summary>
    public const byte LetterboxFill = 114;

    private const int Channels = 3, PixelSize = 4;

    /// <summary>Resamples a picture into a tensor.</summary>
    /// <param name="rgba">Pixels, four bytes each (R, G, B, ignored), top row first.</param>
    /// <param name="width">Pixels of a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    /// <param name="spec">The input.</param>
    /// <param name="tensor">Receives <see cref="ImageInputSpec.ByteCount"/> bytes.</param>
    /// <param name="share">How large a letterbox shows the picture, above 0 to 1: at 0.5 half as wide and half as high as it could.</param>
    /// <exception cref="ArgumentException">The pixels or the tensor are too short.</exception>
    public static void Write(ReadOnlySpan<byte> rgba, int width, int height, int stride, ImageInputSpec spec, Span<byte> tensor, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (stride < width * 4 || rgba.Length < (long)stride * (height - 1) + width * 4)
            throw new ArgumentException($"{rgba.Length} bytes with a stride of {stride} do not hold {width}×{height} pixels.", nameof(rgba));
        if (tensor.Length < spec.ByteCount)
            throw new ArgumentException($"The tensor has {tensor.Length} bytes; {spec.ByteCount} are needed.", nameof(tensor));

        var (left, top, innerWidth, innerHeight) = Place(width, height, spec, share);
        if (innerWidth != spec.Width || innerHeight != spec.Height)
            tensor[..spec.ByteCount].Fill(LetterboxFill);

        var (vertical, horizontal) = (ResampleWeights.For(height, innerHeight), ResampleWeights.For(width, innerWidth));
        var rented = ArrayPool<float>.Shared.Rent(width * PixelSize);
        try
        {
            var mixed = rented.AsSpan(0, width * PixelSize);
            for (var y = 0; y < innerHeight; y++)
            {
                MixRows(rgba, stride, vertical, y, mixed);
                WriteRow(mixed, horizontal, spec, left, top + y, tensor);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>Where the input shows a picture; the rest of a letterbox is grey.</summary>
    /// <param name="width">Pixels of the picture's rows, 1 or more.</param>
    /// <param name="height">The picture's rows, 1 or more.</param>
    /// <param name="spec">The input.</param>
    /// <param name="share">How large a letterbox shows the picture, above 0 to 1.</param>
    /// <returns>A rectangle in the input's pixels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not above 0 to 1.</exception>
    public static (int Left, int Top, int Width, int Height) Place(int width, int height, ImageInputSpec spec, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (!(share is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "A picture's share of the input is above 0 to 1.");
        if (spec.Resize == ResizeRule.Stretch)
            return (0, 0, spec.Width, spec.Height);

        var scale = Math.Min(spec.Width / (double)width, spec.Height / (double)height);
        if (spec.Resize == ResizeRule.ShrinkLetterbox)
            scale = Math.Min(1, scale);
        scale *= share;
        var innerWidth = Math.Clamp((int)Math.Round(width * scale), 1, spec.Width);
        var innerHeight = Math.Clamp((int)Math.Round(height * scale), 1, spec.Height);
        return ((spec.Width - innerWidth) / 2, (spec.Height - innerHeight) / 2, innerWidth, innerHeight);
    }

    // Rows first: they lie side by side in memory, so whole vectors of bytes are weighed at once.
    private static void MixRows(ReadOnlySpan<byte> rgba, int stride, ResampleWeights vertical, int y, Span<float> mixed)
    {
        mixed.Clear();
        var weights = vertical.Of(y);
        for (var k = 0; k < weights.Length; k++)
            AddWeighed(rgba.Slice((vertical.First[y] + k) * stride, mixed.Length), weights[k], mixed);
    }

    private static void AddWeighed(ReadOnlySpan<byte> row, float weight, Span<float> sum)
    {
        var sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var bytes = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        for (var i = 0; i < bytes.Length; i++)
        {
            Vector.Widen(bytes[i], out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            var at = sums.Slice(4 * i, 4);

            // Multiplied, then added, each rounded: fused operations would round otherwise on some machines.
            at[0] += Vector.ConvertToSingle(Vector.AsVectorInt32(first)) * weight;
            at[1] += Vector.ConvertToSingle(Vector.AsVectorInt32(second)) * weight;
            at[2] += Vector.ConvertToSingle(Vector.AsVectorInt32(third)) * weight;
            at[3] += Vector.ConvertToSingle(Vector.AsVectorInt32(fourth)) * weight;
        }

        for (var i = bytes.Length * Vector<byte>.Count; i < row.Length; i++)
            sum[i] += row[i] * weight;
    }

    // Then columns, the four values of a pixel at once.
    private static void WriteRow(ReadOnlySpan<float> mixed, ResampleWeights horizontal, ImageInputSpec spec, int left, int y, Span<byte> tensor)
    {
        var pixels = MemoryMarshal.Cast<float, Vector128<float>>(mixed);
        var (first, last) = spec.Colour == ColourOrder.Rgb ? (0, 2) : (2, 0);
        var (pixelStep, channelStep) = spec.Layout == PixelLayout.Nhwc ? (Channels, 1) : (1, spec.Width * spec.Height);
        var at = (y * spec.Width + left) * pixelStep;
        for (var x = 0; x < horizontal.First.Length; x++, at += pixelStep)
        {
            var weights = horizontal.Of(x);
            var from = pixels.Slice(horizontal.First[x], weights.Length);
            var sum = Vector128<float>.Zero;
            for (var k = 0; k < weights.Length; k++)
                sum += from[k] * weights[k];

            // The weights sum to 1, so no sum leaves 0 to 255 by as much as a half.
            var rounded = Vector128.ConvertToInt32(sum + Vector128.Create(0.5f));
            tensor[at] = (byte)rounded[first];
            tensor[at + channelStep] = (byte)rounded[1];
            tensor[at + 2 * channelStep] = (byte)rounded[last];
        }
    }
}
