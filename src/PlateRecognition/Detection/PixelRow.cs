using System.Buffers;
using System.Runtime.Intrinsics;

namespace PlateRecognition.Detection;

/// <summary>Where the samples of one row of a crop lie in a picture, four at a time. Pooled: dispose it. For one thread.</summary>
/// <param name="length">Pixels of the row.</param>
/// <param name="width">Pixels of the picture's rows.</param>
/// <param name="height">The picture's rows.</param>
/// <param name="across">Samples beside each other in a pixel of the crop.</param>
/// <param name="margin">What is shown left and right of the plate, as a share of its width.</param>
internal readonly ref struct PixelRow(int length, int width, int height, int across, double margin)
{
    private static readonly Vector256<double> Steps = Vector256.Create(0.0, 1, 2, 3);

    // Whole vectors are written.
    private readonly float[] _x = ArrayPool<float>.Shared.Rent(length + 3), _y = ArrayPool<float>.Shared.Rent(length + 3);

    /// <summary>From the centre of the picture's first pixel, held inside it: the edge goes on outside.</summary>
    public ReadOnlySpan<float> X => _x.AsSpan(0, length);

    /// <summary>Likewise.</summary>
    public ReadOnlySpan<float> Y => _y.AsSpan(0, length);

    /// <summary>Finds the row's samples.</summary>
    /// <param name="map">The row.</param>
    /// <param name="sample">Which of those beside each other in a pixel.</param>
    public void Place(HomographyRow map, int sample)
    {
        for (var x = 0; x < length; x += Vector256<double>.Count)
        {
            var u = (Vector256.Create((double)x) + Steps + Vector256.Create((sample + 0.5) / across)) / Vector256.Create((double)length) * Vector256.Create(1 + 2 * margin) - Vector256.Create(margin);
            var (column, row) = map.Map(u);
            Inside(column, width).CopyTo(_x, x);
            Inside(row, height).CopyTo(_y, x);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_x);
        ArrayPool<float>.Shared.Return(_y);
    }

    private static Vector128<float> Inside(Vector256<double> position, int size)
    {
        var held = Vector256.Min(Vector256.Max(position - Vector256.Create(0.5), Vector256<double>.Zero), Vector256.Create((double)size - 1));
        return Vector128.Narrow(held.GetLower(), held.GetUpper());
    }
}
