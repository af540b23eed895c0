using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Plates;

namespace PlateRecognition;

/// <summary>A recogniser ready to run: its package, its network and its codec. Thread-safe.</summary>
internal sealed record LoadedReader(ModelPackage Package, InferencePool Pool, PlateTextCodec Codec) : LoadedModel(Package, Pool)
{
    /// <summary>What is known of plates beforehand; null when the manifest lists no formats.</summary>
    public FormatPrior? Formats { get; } = Package.Manifest.Formats.Count == 0 ? null : new FormatPrior(Codec.Alphabet, Codec.Slots, Package.Manifest.TextFormats);

    /// <summary>Opens a package's network.</summary>
    /// <exception cref="ModelPackageException">It is not the network that the manifest describes.</exception>
    public static new LoadedReader Open(ModelPackage package, InferenceOptions options, TimeProvider time)
        => new(package, NetworkOpening.Open(package, options, time), new PlateTextCodec(new Alphabet(package.Manifest.Alphabet!, package.Manifest.Pad), package.Manifest.Slots!.Value));

    /// <summary>Reads plates of a picture, all their cuts at once, so that they make one batch.</summary>
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
        var cuts = views.SelectMany(view => view.Cuts).ToArray();
        var runs = new InferenceRun[cuts.Length];
        try
        {
            for (var i = 0; i < runs.Length; i++)
                cuts[i].Show(image, Input, (runs[i] = Pool.Rent(request.Priority)).Input);
            foreach (var failure in await Task.WhenAll(runs.Select(run => ExecuteAsync(run, request.Deadline, stop))).ConfigureAwait(false))
            {
                if (failure is not null)
                    return ([], failure);
            }

            foreach (var run in runs)
            {
                if (Codec.FindFault(run.Output) is { } fault)
                    return ([], new InferenceFailure(InferenceFault.ExecutionFailed, $"{Manifest.Id} gave no probabilities: {fault}"));
            }

            return (Decode(views, runs, request, alternatives), null);
        }
        finally
        {
            foreach (var run in runs)
                run?.Dispose();
        }
    }

    private PlateReading[] Decode(IReadOnlyList<PlateView> views, InferenceRun[] runs, RecognitionRequest request, int alternatives)
    {
        var (readings, next) = (new PlateReading[views.Count], 0);
        for (var i = 0; i < readings.Length; i++)
        {
            var several = views[i].Cuts.Count > 1;
            var decoding = Decoding(request, several ? Math.Max(request.TopN, ReadingMixture.CandidatesNeeded) : request.TopN, alternatives);
            var ofCuts = new PlateReading[views[i].Cuts.Count];
            for (var cut = 0; cut < ofCuts.Length; cut++)
                ofCuts[cut] = Read(runs[next++], decoding);
            readings[i] = ReadingMixture.Of(ofCuts, request.TopN);
        }

        return readings;
    }

    private PlateReading Read(InferenceRun run, PlateDecodingOptions decoding)
    {
        var reading = Codec.Decode(run.Output, decoding);
        return Manifest.PositionsOutput is { } positions ? reading with { Lines = TextLines.Count(run.OutputAt(positions), reading.Text.Length) } : reading;
    }

    /// <inheritdoc/>
    public override string PlainText(ReadOnlySpan<float> output) => Codec.Decode(output, new PlateDecodingOptions()).Text;

    // Asynchronous, so that what it throws waits until all runs have ended: their memory goes back then.
    private static async Task<InferenceFailure?> ExecuteAsync(InferenceRun run, DateTimeOffset? deadline, CancellationToken stop)
        => await run.ExecuteAsync(deadline, stop).ConfigureAwait(false);

    private PlateDecodingOptions Decoding(RecognitionRequest request, int topN, int alternatives) => new()
    {
        TopN = topN,
        Alternatives = alternatives,
        Temperature = Manifest.Calibration.Temperature,
        Formats = Formats,
        Regions = request.Regions,
    };
}
