using System.Buffers;
using System.Runtime.Intrinsics;
using PlateRecognition.Imaging;

namespace PlateRecognition.Detection;

/// <summary>
/// Cuts a plate out of a picture and shows it from the front: sub-pixel, bilinear, averaged over the area where it shrinks.
/// Immutable and thread-safe.
/// </summary>
public sealed class PlateStraightener
{
    // Samples a side for each pixel of the crop: 8 covers shrinking to an eighth without gaps.
    private const int MostSamples = 8, LeastSide = 8;

    private readonly StraightenOptions _options;

    /// <summary>Prepares to straighten.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message says which.</exception>
    public PlateStraightener(StraightenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        _options = options;
    }

    /// <summary>Straightens a plate of an uploaded picture.</summary>
    /// <param name="image">The decoded picture; the nearer to full resolution, the better.</param>
    /// <param name="corners">The outline in the uploaded picture's pixels (<see cref="DecodedImage.OriginalWidth"/>).</param>
    /// <returns>The crop; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The outline is not convex.</exception>
    public StraightenedPlate Straighten(DecodedImage image, PlateCorners corners)
    {
        ArgumentNullException.ThrowIfNull(image);
        var inDecoded = corners.Scale(image.Width / (double)image.OriginalWidth, image.Height / (double)image.OriginalHeight);
        return Straighten(image.Rgba, image.Width, image.Height, image.Stride, inDecoded);
    }

    /// <summary>Straightens a plate.</summary>
    /// <param name="rgba">Pixels, four bytes each (R, G, B, ignored), top row first.</param>
    /// <param name="width">Pixels of a row, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    /// <param name="corners">The outline in these pixels; what lies outside the picture repeats its edge.</param>
    /// <returns>The crop: as large as the plate and its margin in the picture, within the options' limits. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">The outline is not convex, or the pixels are too few.</exception>
    public StraightenedPlate Straighten(ReadOnlySpan<byte> rgba, int width, int height, int stride, PlateCorners corners)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (stride < width * 4 || rgba.Length < (long)stride * (height - 1) + width * 4)
            throw new ArgumentException($"{rgba.Length} bytes with a stride of {stride} do not hold {width}×{height} pixels.", nameof(rgba));

        // 1. How large the plate is in the picture, margin included, and in the crop.
        var map = new Homography(corners);
        var (marginX, marginY) = Margins(map);
        var naturalWidth = (Length(corners.TopLeft, corners.TopRight) + Length(corners.BottomLeft, corners.BottomRight)) / 2 * (1 + 2 * marginX);
        var naturalHeight = (Length(corners.TopLeft, corners.BottomLeft) + Length(corners.TopRight, corners.BottomRight)) / 2 * (1 + 2 * marginY);
        var shrink = Math.Min(1, Math.Min(_options.LargestWidth / naturalWidth, _options.LargestHeight / naturalHeight));
        var cropWidth = Math.Clamp((int)Math.Round(naturalWidth * shrink), LeastSide, _options.LargestWidth);
        var cropHeight = Math.Clamp((int)Math.Round(naturalHeight * shrink), LeastSide, _options.LargestHeight);

        // 2. Sample. Shrunk pixels are the mean of a grid of samples, no more than a pixel of the picture apart.
        var crop = new StraightenedPlate(ArrayPool<byte>.Shared.Rent(cropWidth * cropHeight * 4), cropWidth, cropHeight);
        var source = new PixelSource(rgba, width, height, stride);
        var across = Samples(naturalWidth / cropWidth);
        var down = Samples(naturalHeight / cropHeight);
        var points = new PixelRow(cropWidth, width, height, across, marginX);
        var sums = ArrayPool<Vector128<float>>.Shared.Rent(cropWidth);
        try
        {
            for (var y = 0; y < cropHeight; y++)
            {
                var row = sums.AsSpan(0, cropWidth);
                row.Clear();
                for (var i = 0; i < down; i++)
                {
                    var v = (y + (i + 0.5) / down) / cropHeight * (1 + 2 * marginY) - marginY;
                    for (var k = 0; k < across; k++)
                    {
                        points.Place(map.Row(v), k);
                        for (var x = 0; x < row.Length; x++)
                            row[x] += source.At(points.X[x], points.Y[x]);
                    }
                }

                WriteMeans(row, across * down, crop.Writable.Slice(y * crop.Stride, crop.Stride));
            }
        }
        finally
        {
            points.Dispose();
            ArrayPool<Vector128<float>>.Shared.Return(sums);
        }

        return crop;
    }

    private static void WriteMeans(ReadOnlySpan<Vector128<float>> sums, int samples, Span<byte> rgba)
    {
        var count = Vector128.Create((float)samples);
        for (var x = 0; x < sums.Length; x++)
        {
            var mean = Vector128.ConvertToInt32(sums[x] / count + Vector128.Create(0.5f));
            (rgba[4 * x], rgba[4 * x + 1], rgba[4 * x + 2], rgba[4 * x + 3]) = ((byte)mean.GetElement(0), (byte)mean.GetElement(1), (byte)mean.GetElement(2), 255);
        }
    }

    // A margin must not reach the horizon of a steep plate, where the map turns inside out.
    private (double X, double Y) Margins(Homography map)
    {
        const double LeastDepth = 0.2;
        var (x, y) = (_options.MarginX, _options.MarginY);
        while (Math.Min(Math.Min(map.Depth(-x, -y), map.Depth(1 + x, -y)), Math.Min(map.Depth(-x, 1 + y), map.Depth(1 + x, 1 + y)))
            < LeastDepth * Math.Min(1, Math.Min(map.Depth(1, 0), Math.Min(map.Depth(0, 1), map.Depth(1, 1)))))
            (x, y) = (x / 2, y / 2);
        return (x, y);
    }

    private static int Samples(double step) => Math.Clamp((int)Math.Ceiling(step - 0.05), 1, MostSamples);

    private static double Length(PixelPoint a, PixelPoint b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
}
