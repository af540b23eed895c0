using System.Runtime.InteropServices;
using SkiaSharp;

namespace PlateRecognition.Imaging;

/// <summary>Turns stored pixels upright by their EXIF orientation; Skia reports it and leaves it to its callers.</summary>
internal static class Orientation
{
    /// <summary>Writes the upright picture.</summary>
    /// <param name="origin">Where the first stored row and column belong.</param>
    /// <param name="stored">Four bytes a pixel as stored.</param>
    /// <param name="width">Stored width.</param>
    /// <param name="height">Stored height.</param>
    /// <param name="upright">Receives as many bytes; for the four sideways origins its rows are <paramref name="height"/> wide.</param>
    public static void Apply(SKEncodedOrigin origin, ReadOnlySpan<byte> stored, int width, int height, Span<byte> upright)
    {
        var from = MemoryMarshal.Cast<byte, uint>(stored)[..(width * height)];
        var to = MemoryMarshal.Cast<byte, uint>(upright)[..(width * height)];

        // Target index of stored (x, y) is start + x · stepX + y · stepY.
        var (start, stepX, stepY) = origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1, -1, width),
            SKEncodedOrigin.BottomRight => (width * height - 1, -1, -width),
            SKEncodedOrigin.BottomLeft => (width * (height - 1), 1, -width),
            SKEncodedOrigin.LeftTop => (0, height, 1),
            SKEncodedOrigin.RightTop => (height - 1, height, -1),
            SKEncodedOrigin.RightBottom => (height * width - 1, -height, -1),
            SKEncodedOrigin.LeftBottom => (height * (width - 1), -height, 1),
            _ => (0, 1, width),
        };
        for (var y = 0; y < height; y++)
        {
            var target = start + y * stepY;
            foreach (var pixel in from.Slice(y * width, width))
            {
                to[target] = pixel;
                target += stepX;
            }
        }
    }
}
