using PlateRecognition;
using PlateRecognition.Imaging;

namespace PlateApi.Benchmarks;

/// <summary>One client, one picture at a time: what each step of a request takes, and the whole of it.</summary>
internal sealed class RequestSteps(BenchmarkPictures pictures, BareRuntime bare, BenchmarkedService service)
{
    private const int WarmUp = 50;

    /// <summary>Takes the steps in turn, round after round.</summary>
    public async Task<IReadOnlyList<(string Step, Timing Timing)>> MeasureAsync(int rounds)
    {
        var (spec, limits) = (pictures.Package.Manifest.InputSpec, new ImageLimits());
        var (tensor, run, request) = (new byte[spec.ByteCount], bare.Prepare(1), new RecognitionRequest { Mode = RecognitionMode.Crop });
        await using var asServed = PlateRecognizer.Create(pictures.Catalogue, pictures.Package.Manifest.Id, new PlateRecognizerOptions());
        await asServed.WarmUpAsync(CancellationToken.None);
        using var pool = Throughput.Open(pictures.Package, largestBatch: 8);
        var times = new StepTimes("decode", "preprocess", "bare run", "run through the pool", "whole picture, in process, one cut", "whole picture, in process, further cuts where unsure", "whole request, over HTTP, one cut");
        for (var round = -WarmUp; round < rounds; round++)
        {
            var picture = pictures.Encoded[(round + WarmUp) % pictures.Encoded.Count];
            times.Begin(isKept: round >= 0);
            if (!ImageDecoder.TryDecode(picture, limits, spec.Width, spec.Height, out var image, out var problem))
                throw new InvalidDataException(problem.Detail);
            times.Lap();
            using (image)
                PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, tensor);
            times.Lap();
            run();
            times.Lap();
            await Throughput.RunAsync(pool, tensor);
            times.Lap();
            await ReadAsync(service.Recognizer, picture, request);
            times.Lap();
            await ReadAsync(asServed, picture, request);
            times.Lap();
            await service.PostAsync(picture);
            times.Lap();
        }

        return times.Results;
    }

    private static async Task ReadAsync(PlateRecognizer recognizer, byte[] picture, RecognitionRequest request)
    {
        var outcome = await recognizer.RecognizeAsync(picture, request, CancellationToken.None);
        if (!outcome.Succeeded)
            throw new InvalidDataException(outcome.Detail);
    }
}
