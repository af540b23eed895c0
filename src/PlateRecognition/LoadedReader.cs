using PlateRecognition.Detection;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Plates;

namespace PlateRecognition;

/// <summary>A recogniser ready to run: its package, its network and its codec. Thread-safe.</summary>
internal sealed record LoadedReader(ModelPackage Package, InferencePool Pool, PlateTextCodec Codec)
{
    private static readonly PlateStraightener Straightener = new(new StraightenOptions());

    /// <summary>What the manifest says of the model.</summary>
    public ModelManifest Manifest => Package.Manifest;

    /// <summary>How pictures are put into the network.</summary>
    public ImageInputSpec Input { get; } = Package.Manifest.InputSpec;

    /// <summary>What is known of plates beforehand; null when the manifest lists no formats.</summary>
    public FormatPrior? Formats { get; } = Package.Manifest.Formats.Count == 0 ? null : new FormatPrior(Codec.Alphabet, Codec.Slots, Package.Manifest.TextFormats);

    /// <summary>Opens a package's network.</summary>
    /// <exception cref="ModelPackageException">It is not the network that the manifest describes.</exception>
    public static LoadedReader Open(ModelPackage package, InferenceOptions options, TimeProvider time)
        => new(package, NetworkOpening.Open(package, options, time), new PlateTextCodec(new Alphabet(package.Manifest.Alphabet!, package.Manifest.Pad), package.Manifest.Slots!.Value));

    /// <summary>Reads plates of a picture, all at once, so that they make one batch.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="views">Where in it.</param>
    /// <param name="request">What to read.</param>
    /// <param name="alternatives">How many other symbols to give for each character.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>A reading for each view, an empty text where there is no plate; or why there is no answer.</returns>
    /// <exception cref="OperationCanceledException">The caller went.</exception>
    public async ValueTask<(PlateReading[] Readings, InferenceFailure? Failure)> ReadAsync(
        DecodedImage image, IReadOnlyList<PlateView> views, RecognitionRequest request, int alternatives, CancellationToken stop)
    {
        var runs = new InferenceRun[views.Count];
        try
        {
            for (var i = 0; i < runs.Length; i++)
                Show(image, views[i], (runs[i] = Pool.Rent()).Input);
            foreach (var failure in await Task.WhenAll(runs.Select(run => ExecuteAsync(run, request.Deadline, stop))).ConfigureAwait(false))
            {
                if (failure is not null)
                    return ([], failure);
            }

            var readings = new PlateReading[runs.Length];
            var decoding = Decoding(request, alternatives);
            for (var i = 0; i < runs.Length; i++)
            {
                if (Codec.FindFault(runs[i].Output) is { } fault)
                    return ([], new InferenceFailure(InferenceFault.ExecutionFailed, $"{Manifest.Id} gave no probabilities: {fault}"));
                readings[i] = Codec.Decode(runs[i].Output, decoding);
            }

            return (readings, null);
        }
        finally
        {
            foreach (var run in runs)
                run?.Dispose();
        }
    }

    /// <summary>The text of an output by its probabilities alone; what golden samples hold.</summary>
    public string PlainText(ReadOnlySpan<float> output) => Codec.Decode(output, new PlateDecodingOptions()).Text;

    // Asynchronous, so that what it throws waits until all runs have ended: their memory goes back then.
    private static async Task<InferenceFailure?> ExecuteAsync(InferenceRun run, DateTimeOffset? deadline, CancellationToken stop)
        => await run.ExecuteAsync(deadline, stop).ConfigureAwait(false);

    private void Show(DecodedImage image, PlateView view, Span<byte> input)
    {
        if (view.IsWholePicture)
        {
            PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, Input, input);
            return;
        }

        using var plate = Straightener.Straighten(image, view.Corners);
        PixelPreprocessor.Write(plate.Rgba, plate.Width, plate.Height, plate.Stride, Input, input);
    }

    private PlateDecodingOptions Decoding(RecognitionRequest request, int alternatives) => new()
    {
        TopN = request.TopN,
        Alternatives = alternatives,
        Temperature = Manifest.Calibration.Temperature,
        Formats = Formats,
        Regions = request.Regions,
    };
}
