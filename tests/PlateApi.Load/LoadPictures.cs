using PlateRecognition.Models;
using SkiaSharp;

namespace PlateApi.Load;

/// <summary>The pictures that are sent.</summary>
internal static class LoadPictures
{
    private const int Quality = 90;

    /// <summary>Pixels of the drawn photo.</summary>
    public const int PhotoWidth = 1280, PhotoHeight = 720;

    /// <summary>Plates cut out: the golden samples of the newest reader, which are rendered, as JPEG as cameras send it.</summary>
    public static byte[][] Crops(ModelCatalogue catalogue) => [.. Reader(catalogue).GoldenSamples.Select(sample => ToJpeg(sample.Picture))];

    /// <summary>A photo with one plate: of the golden samples the one that the reader is surest of, on a dark car's back in front of a wall, with the grain that keeps a JPEG honest.</summary>
    public static byte[] Photo(ModelCatalogue catalogue)
    {
        const int PlateWidth = 220;
        var reader = Reader(catalogue);
        using var surface = new SKBitmap(new SKImageInfo(PhotoWidth, PhotoHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var chance = new Random(3);
        for (var y = 0; y < PhotoHeight; y++)
        {
            for (var x = 0; x < PhotoWidth; x++)
            {
                var value = (byte)Math.Clamp((y < PhotoHeight / 3 ? 150 : 110) + 12 * Math.Sin(x / 37.0) + chance.Next(-10, 10), 0, 255);
                surface.SetPixel(x, y, new SKColor(value, value, (byte)(value * 0.9)));
            }
        }

        using (var canvas = new SKCanvas(surface))
        {
            using var body = new SKPaint { Color = new SKColor(45, 50, 60), IsAntialias = true };
            canvas.DrawRoundRect(SKRect.Create(380, 250, 520, 330), 40, 40, body);
            using var plate = SKBitmap.Decode(reader.GoldenSamples.MaxBy(sample => Sureness(sample.Answer, reader.Manifest.Slots!.Value))!.Picture);
            var high = PlateWidth * plate.Height / (float)plate.Width;
            canvas.DrawBitmap(plate, SKRect.Create(530, 440, PlateWidth, high), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        using var data = surface.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }

    private static double Sureness(GoldenAnswer answer, int slots)
        => answer.Probabilities.Chunk(answer.Probabilities.Length / slots).Aggregate(1.0, (product, slot) => product * slot.Max());

    /// <summary>All pictures of a folder.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static byte[][] Folder(string folder)
    {
        string[] types = [".jpg", ".jpeg", ".png", ".webp"];
        var files = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => types.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList()
            : throw new InvalidDataException($"There is no folder '{folder}'.");
        return files.Count > 0 ? [.. files.Select(File.ReadAllBytes)] : throw new InvalidDataException($"The folder '{folder}' has no JPEG, PNG or WebP picture.");
    }

    /// <summary>The newest reader, whose golden samples are sent.</summary>
    public static ModelPackage Reader(ModelCatalogue catalogue)
        => catalogue.Packages.Where(package => package.Manifest is { Task: ModelTask.Recognition, Name: "plate-reader" }).MaxBy(package => package.Manifest.Version)
            ?? throw new InvalidDataException($"{catalogue.Root} has no plate-reader.");

    private static byte[] ToJpeg(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }
}
