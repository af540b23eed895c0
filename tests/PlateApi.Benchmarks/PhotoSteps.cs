using PlateRecognition;
using PlateRecognition.Imaging;

namespace PlateApi.Benchmarks;

/// <summary>One client, one photo at a time: what finding and reading its plate takes besides decoding and the networks' bare runs.</summary>
internal sealed class PhotoSteps(BenchmarkPictures pictures, BareRuntime reader)
{
    private const int WarmUp = 10;

    /// <summary>What the recogniser says of its own steps, in further cuts where unsure.</summary>
    public List<RecognitionTimings> OwnTimings { get; } = [];

    /// <summary>How sure one cut leaves the reader of the text, 0 to 1.</summary>
    public double Confidence { get; private set; }

    /// <summary>Takes the steps in turn, round after round.</summary>
    /// <exception cref="InvalidDataException">The photo's plate is not found, or something else is.</exception>
    public async Task<IReadOnlyList<(string Step, Timing Timing)>> MeasureAsync(int rounds)
    {
        using var bareFinder = new BareRuntime(pictures.Finder);
        await using var three = await OpenAsync(readsPerPlate: 3);
        await using var one = await OpenAsync(readsPerPlate: 1);
        var (photo, spec, request) = (pictures.Photo, pictures.Finder.Manifest.InputSpec, new RecognitionRequest { Mode = RecognitionMode.Photo });
        var (tensor, runFinder, runReader) = (new byte[spec.ByteCount], bareFinder.Prepare(1), reader.Prepare(1));
        var times = new StepTimes(
            "decode", "bare run of the finder", "bare run of the reader", "preprocess for the finder", "whole photo, in process, one cut", "whole photo, in process, further cuts where unsure");
        for (var round = -WarmUp; round < rounds; round++)
        {
            times.Begin(isKept: round >= 0);
            if (!ImageDecoder.TryDecode(photo, new ImageLimits(), 2 * spec.Width, 2 * spec.Height, out var image, out var problem))
                throw new InvalidDataException(problem.Detail);
            times.Lap();
            runFinder();
            times.Lap();
            runReader();
            times.Lap();
            using (image)
                PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, tensor);
            times.Lap();
            Confidence = (await ReadAsync(one, photo, request)).Plates[0].Reading.Confidence;
            times.Lap();
            var own = await ReadAsync(three, photo, request);
            times.Lap();
            if (round >= 0)
                OwnTimings.Add(own.Timings);
        }

        return times.Results;
    }

    private async Task<PlateRecognizer> OpenAsync(int readsPerPlate)
    {
        var recognizer = PlateRecognizer.Create(pictures.Catalogue, pictures.Package.Manifest.Id, new PlateRecognizerOptions { ReadsPerPlate = readsPerPlate });
        await recognizer.WarmUpAsync(CancellationToken.None);
        return recognizer;
    }

    private static async Task<Recognition> ReadAsync(PlateRecognizer recognizer, byte[] photo, RecognitionRequest request)
    {
        var outcome = await recognizer.RecognizeAsync(photo, request, CancellationToken.None);
        if (outcome.Value is not { Plates.Count: 1 } answer)
            throw new InvalidDataException($"{outcome.Value?.Plates.Count} plates were found in the benchmark's photo of one. {outcome.Detail}");
        return answer;
    }
}
