using System.Numerics;

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

    /// <summary>Red, green and blue at a point, bilinear between the centres of four pixels; the edge goes on outside.</summary>
    public Vector3 At(PixelPoint point)
    {
        var x = (float)Math.Clamp(point.X - 0.5, 0, _width - 1);
        var y = (float)Math.Clamp(point.Y - 0.5, 0, _height - 1);
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, _width - 1), Math.Min(top + 1, _height - 1));
        var (partX, partY) = (x - left, y - top);
        var above = Vector3.Lerp(Pixel(left, top), Pixel(right, top), partX);
        return Vector3.Lerp(above, Vector3.Lerp(Pixel(left, bottom), Pixel(right, bottom), partX), partY);
    }

    private Vector3 Pixel(int x, int y)
    {
        var pixel = _rgba.Slice(y * _stride + x * 4, 3);
        return new Vector3(pixel[0], pixel[1], pixel[2]);
    }
}
