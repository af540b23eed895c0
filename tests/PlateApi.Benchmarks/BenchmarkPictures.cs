using PlateRecognition.Models;
using SkiaSharp;

namespace PlateApi.Benchmarks;

/// <summary>The pictures that are read: the golden samples of the newest reader, as JPEG at quality 90, as cameras send them.</summary>
internal sealed record BenchmarkPictures(ModelPackage Package, IReadOnlyList<byte[]> Encoded)
{
    /// <summary>Opens the newest version of a model.</summary>
    public static BenchmarkPictures Load(string modelFolder)
    {
        var newest = Directory.EnumerateDirectories(modelFolder).OrderBy(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture)).Last();
        var package = ModelPackage.Load(newest);
        return new BenchmarkPictures(package, [.. package.GoldenSamples.Select(sample => ToJpeg(sample.Picture))]);
    }

    private static byte[] ToJpeg(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
