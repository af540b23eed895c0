using System.Diagnostics;
using PlateRecognition;
using PlateRecognition.Imaging;
using PlateRecognition.Models;
using SkiaSharp;

namespace PlateApi.Benchmarks;

/// <summary>One client, one photo at a time: what finding and reading its plate takes besides decoding and the networks' bare runs.</summary>
internal sealed class PhotoSteps(string modelsFolder, BenchmarkPictures pictures, BareRuntime reader)
{
    /// <summary>Pixels of the photo.</summary>
    public const int Width = 1280, Height = 720;

    private const int WarmUp = 10, PlateWidth = 220;

    /// <summary>Takes the steps in turn, round after round.</summary>
    /// <exception cref="InvalidDataException">The photo's plate is not found, or something else is.</exception>
    public async Task<IReadOnlyList<(string Step, Timing Timing)>> MeasureAsync(int rounds)
    {
        var catalogue = ModelCatalogue.Load(modelsFolder);
        var finder = catalogue.Packages.First(package => package.Manifest.Task == ModelTask.Detection);
        using var bareFinder = new BareRuntime(finder);
        await using var three = await OpenAsync(catalogue, readsPerPlate: 3);
        await using var one = await OpenAsync(catalogue, readsPerPlate: 1);
        var (photo, spec, request) = (Photo(), finder.Manifest.InputSpec, new RecognitionRequest { Mode = RecognitionMode.Photo });
        var (tensor, runFinder, runReader) = (new byte[spec.ByteCount], bareFinder.Prepare(1), reader.Prepare(1));
        var samples = new[] { "decode", "bare run of the finder", "bare run of the reader", "preprocess for the finder", "whole photo, in process, one cut", "whole photo, in process, three cuts" }
            .Select(step => (Step: step, Milliseconds: new List<double>())).ToList();

        for (var round = -WarmUp; round < rounds; round++)
        {
            var marks = new List<long> { Stopwatch.GetTimestamp() };
            if (!ImageDecoder.TryDecode(photo, new ImageLimits(), 2 * spec.Width, 2 * spec.Height, out var image, out var problem))
                throw new InvalidDataException(problem.Detail);
            marks.Add(Stopwatch.GetTimestamp());
            runFinder();
            marks.Add(Stopwatch.GetTimestamp());
            runReader();
            marks.Add(Stopwatch.GetTimestamp());
            using (image)
                PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, tensor);
            marks.Add(Stopwatch.GetTimestamp());
            await ReadAsync(one, photo, request);
            marks.Add(Stopwatch.GetTimestamp());
            await ReadAsync(three, photo, request);
            marks.Add(Stopwatch.GetTimestamp());

            for (var step = 0; round >= 0 && step < samples.Count; step++)
                samples[step].Milliseconds.Add(Stopwatch.GetElapsedTime(marks[step], marks[step + 1]).TotalMilliseconds);
        }

        return [.. samples.Select(sample => (sample.Step, Timing.Of(sample.Milliseconds)))];
    }

    private static async Task<PlateRecognizer> OpenAsync(ModelCatalogue catalogue, int readsPerPlate)
    {
        var recognizer = PlateRecognizer.Create(catalogue, "plate-reader", new PlateRecognizerOptions { ReadsPerPlate = readsPerPlate });
        await recognizer.WarmUpAsync(CancellationToken.None);
        return recognizer;
    }

    private static async Task ReadAsync(PlateRecognizer recognizer, byte[] photo, RecognitionRequest request)
    {
        var outcome = await recognizer.RecognizeAsync(photo, request, CancellationToken.None);
        if (outcome.Value?.Plates.Count != 1)
            throw new InvalidDataException($"{outcome.Value?.Plates.Count} plates were found in the benchmark's photo of one. {outcome.Detail}");
    }

    // A rendered plate on a dark car's back in front of a wall, with the grain that keeps a JPEG honest.
    private byte[] Photo()
    {
        using var surface = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var chance = new Random(3);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var value = (byte)Math.Clamp((y < Height / 3 ? 150 : 110) + 12 * Math.Sin(x / 37.0) + chance.Next(-10, 10), 0, 255);
                surface.SetPixel(x, y, new SKColor(value, value, (byte)(value * 0.9)));
            }
        }

        using (var canvas = new SKCanvas(surface))
        {
            using var body = new SKPaint { Color = new SKColor(45, 50, 60), IsAntialias = true };
            canvas.DrawRoundRect(SKRect.Create(380, 250, 520, 330), 40, 40, body);
            using var plate = SKBitmap.Decode(pictures.Package.GoldenSamples[0].Picture);
            var high = PlateWidth * plate.Height / (float)plate.Width;
            canvas.DrawBitmap(plate, SKRect.Create(530, 440, PlateWidth, high), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        using var data = surface.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
