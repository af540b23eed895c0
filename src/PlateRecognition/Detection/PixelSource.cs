using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PlateRecognition.Detection;

/// <summary>Reads a picture between its pixels.</summary>
internal readonly ref struct PixelSource
{
    private readonly ReadOnlySpan<byte> _rgba;
    private readonly int _width, _height, _stride;

    public PixelSource(ReadOnlySpan<byte> rgba, int width, int height, int stride)
    {
        _rgba = rgba;
        (_width, _height, _stride) = (width, height, stride);
    }

    /// <summary>
    /// Red, green and blue at a point, bilinear between four pixels; a fourth value means nothing.
    /// </summary>
    /// <param name="x">From the centre of the first pixel, 0 to the last pixel's.</param>
    /// <param name="y">Likewise.</param>
    public Vector128<float> At(float x, float y)
    {
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, _width - 1), Math.Min(top + 1, _height - 1));
        var (partX, partY) = (Vector128.Create(x - left), Vector128.Create(y - top));
        var upper = _rgba[(top * _stride)..];
        var lower = _rgba[(bottom * _stride)..];
        var above = Vector128.Lerp(Pixel(upper, left), Pixel(upper, right), partX);
        return Vector128.Lerp(above, Vector128.Lerp(Pixel(lower, left), Pixel(lower, right), partX), partY);
    }

    private static Vector128<float> Pixel(ReadOnlySpan<byte> row, int x)
    {
        var bytes = Vector128.CreateScalarUnsafe(MemoryMarshal.Read<uint>(row[(4 * x)..])).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }
}
