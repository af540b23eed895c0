using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Plates;

namespace PlateRecognition;

/// <summary>A recogniser ready to run: its package, its network and its codec. Thread-safe.</summary>
internal sealed record LoadedReader(ModelPackage Package, InferencePool Pool, PlateTextCodec Codec) : LoadedModel(Package, Pool)
{
    // From this confidence on, a first cut is right as often as all cuts together: as many real photos were read as with all cuts of every plate.
    private const double Sure = 0.95;

    /// <summary>What is known of plates beforehand; null when the manifest lists no formats.</summary>
    public FormatPrior? Formats { get; } = Package.Manifest.Formats.Count == 0 ? null : new FormatPrior(Codec.Alphabet, Codec.Slots, Package.Manifest.TextFormats);

    /// <summary>Opens a package's network.</summary>
    /// <exception cref="ModelPackageException">It is not the network that the manifest describes.</exception>
    public static new LoadedReader Open(ModelPackage package, InferenceOptions options, TimeProvider time)
        => new(package, NetworkOpening.Open(package, options, time), new PlateTextCodec(new Alphabet(package.Manifest.Alphabet!, package.Manifest.Pad), package.Manifest.Slots!.Value));

    /// <summary>
    /// Reads plates of a picture: the most telling cut of each as one batch, then the others of those that are not sure yet. Most plates are, so most cost one run.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="views">Where in it.</param>
    /// <param name="request">What to read.</param>
    /// <param name="alternatives">How many other symbols to give for each character.</param>
    /// <param name="use">Takes what it takes.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>A reading for each view, an empty text where there is no plate; or why there is no answer.</returns>
    /// <exception cref="OperationCanceledException">The caller went.</exception>
    public async ValueTask<(PlateReading[] Readings, InferenceFailure? Failure)> ReadAsync(
        DecodedImage image, IReadOnlyList<PlateView> views, RecognitionRequest request, int alternatives, NetworkUse use, CancellationToken stop)
    {
        var reads = views.Select(_ => new List<PlateReading>()).ToArray();
        var first = views.Select((view, i) => (View: i, Cut: view.Cuts[0])).ToArray();
        if (await ReadAsync(image, first, views, reads, request, alternatives, use, stop).ConfigureAwait(false) is { } failure)
            return ([], failure);

        var others = views.SelectMany((view, i) => reads[i][0].Confidence < Sure ? view.Cuts.Skip(1).Select(cut => (View: i, Cut: cut)) : []).ToArray();
        if (await ReadAsync(image, others, views, reads, request, alternatives, use, stop).ConfigureAwait(false) is { } later)
            return ([], later);
        return ([.. reads.Select(ofView => ReadingMixture.Of(ofView, request.TopN))], null);
    }

    private async ValueTask<InferenceFailure?> ReadAsync(
        DecodedImage image, (int View, PlateCut Cut)[] batch, IReadOnlyList<PlateView> views, List<PlateReading>[] reads, RecognitionRequest request, int alternatives, NetworkUse use, CancellationToken stop)
    {
        var runs = new InferenceRun[batch.Length];
        try
        {
            use.Begin();
            for (var i = 0; i < runs.Length; i++)
                batch[i].Cut.Show(image, Input, (runs[i] = Pool.Rent(request.Priority)).Input);
            use.Preprocessed();
            foreach (var failure in await Task.WhenAll(runs.Select(run => ExecuteAsync(run, request.Deadline, stop))).ConfigureAwait(false))
            {
                if (failure is not null)
                    return failure;
            }

            use.Ran(runs);
            for (var i = 0; i < runs.Length; i++)
            {
                if (Codec.FindFault(runs[i].Output) is { } fault)
                    return new InferenceFailure(InferenceFault.ExecutionFailed, $"{Manifest.Id} gave no probabilities: {fault}");
                var several = views[batch[i].View].Cuts.Count > 1;
                reads[batch[i].View].Add(Read(runs[i], Decoding(request, several ? Math.Max(request.TopN, ReadingMixture.CandidatesNeeded) : request.TopN, alternatives)));
            }

            use.Postprocessed();
            return null;
        }
        finally
        {
            foreach (var run in runs)
                run?.Dispose();
        }
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
