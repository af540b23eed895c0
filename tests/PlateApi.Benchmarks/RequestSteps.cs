using System.Diagnostics;
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
        using var pool = Throughput.Open(pictures.Package, largestBatch: 8);
        var samples = new[] { "decode", "preprocess", "bare run", "run through the pool", "whole picture, in process", "whole request, over HTTP" }
            .Select(step => (Step: step, Milliseconds: new List<double>())).ToList();

        for (var round = -WarmUp; round < rounds; round++)
        {
            var picture = pictures.Encoded[(round + WarmUp) % pictures.Encoded.Count];
            var marks = new long[7];
            marks[0] = Stopwatch.GetTimestamp();
            if (!ImageDecoder.TryDecode(picture, limits, spec.Width, spec.Height, out var image, out var problem))
                throw new InvalidDataException(problem.Detail);
            marks[1] = Stopwatch.GetTimestamp();
            using (image)
                PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, tensor);
            marks[2] = Stopwatch.GetTimestamp();
            run();
            marks[3] = Stopwatch.GetTimestamp();
            await Throughput.RunAsync(pool, tensor);
            marks[4] = Stopwatch.GetTimestamp();
            var outcome = await service.Recognizer.RecognizeAsync(picture, request, CancellationToken.None);
            marks[5] = Stopwatch.GetTimestamp();
            if (!outcome.Succeeded)
                throw new InvalidDataException(outcome.Detail);
            await service.PostAsync(picture);
            marks[6] = Stopwatch.GetTimestamp();

            for (var step = 0; round >= 0 && step < samples.Count; step++)
                samples[step].Milliseconds.Add(Stopwatch.GetElapsedTime(marks[step], marks[step + 1]).TotalMilliseconds);
        }

        return [.. samples.Select(sample => (sample.Step, Timing.Of(sample.Milliseconds)))];
    }
}
