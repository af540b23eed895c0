using PlateRecognition.Detection;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>A detector ready to run: its package, its network and the decoder of its heat map. Thread-safe.</summary>
internal sealed record LoadedFinder(ModelPackage Package, InferencePool Pool, HeatMapDecoder Decoder, DetectionOptions Options) : LoadedModel(Package, Pool)
{
    private const int Heat = 0, Corners = 1;

    /// <summary>Opens a package's network.</summary>
    /// <exception cref="ModelPackageException">It is not the network that the manifest describes.</exception>
    public static new LoadedFinder Open(ModelPackage package, InferenceOptions inference, TimeProvider time)
    {
        var manifest = package.Manifest;
        var options = new DetectionOptions { Threshold = manifest.Calibration.AcceptThreshold };
        var (rows, columns) = (manifest.Outputs[Heat].Shape[2], manifest.Outputs[Heat].Shape[3]);
        var decoder = new HeatMapDecoder(manifest.InputSpec, rows, columns, options with { Threshold = options.Threshold * SecondLook.WorthShare });
        return new LoadedFinder(package, NetworkOpening.Open(package, inference, time), decoder, options);
    }

    /// <inheritdoc/>
    public override string PlainText(ReadOnlySpan<float> output) => "";

    /// <summary>Finds the plates of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="request">How closely to look, how urgently, and until when.</param>
    /// <param name="use">Takes what it takes.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>The plates in the uploaded picture's pixels, the surest first; or why there is no answer.</returns>
    /// <exception cref="OperationCanceledException">The caller went.</exception>
    public async ValueTask<(IReadOnlyList<DetectedPlate> Plates, InferenceFailure? Failure)> FindAsync(
        DecodedImage image, RecognitionRequest request, NetworkUse use, CancellationToken stop)
    {
        // 1. The picture as a whole, then its tiles: one after the other, since a request takes one core.
        var tiles = request.Detail == PhotoDetail.High ? PhotoTiles.Of(image.Width, image.Height, Input) : PhotoTiles.Whole(image.Width, image.Height);
        var finds = new List<DetectedPlate>();
        using var run = Pool.Rent(request.Priority);
        foreach (var tile in tiles)
        {
            if (await LookAsync(run, image, tile, finds, request.Deadline, use, stop).ConfigureAwait(false) is { } failure)
                return ([], failure);
        }

        // 2. One find a plate: tiles overlap.
        var plates = tiles.Count == 1 ? finds : [.. NonMaximumSuppression.Apply(finds, Options)];

        // Doubtful finds are worth a look where there is no sure one; beside one they are mostly lamps and letters, and each would cost a run.
        if (plates.Exists(IsSure))
        {
            plates.RemoveAll(plate => !IsSure(plate));

            // A picture that was cut for one plate is read as it is, wherever the corners are.
            if (request.Mode == RecognitionMode.Auto && PlateView.IsCutFor(image, plates))
                return (plates, null);
        }

        // 3. A second look at the surest of those that were small in the network's input, or too large for it: their corners come out better, and a doubtful one may be a plate.
        var looks = 0;
        for (var i = 0; i < plates.Count && looks < SecondLook.Most; i++)
        {
            if (SecondLook.TileOf(InDecoded(plates[i], image), image.Width, image.Height, Input) is not { } tile)
                continue;
            var second = new List<DetectedPlate>();
            if (await LookAsync(run, image, tile, second, request.Deadline, use, stop).ConfigureAwait(false) is { } failure)
                return ([], failure);
            second.RemoveAll(plate => !IsSure(plate));
            plates[i] = SecondLook.Choose(plates[i], second);
            looks++;
        }

        var seen = looks > 0 ? NonMaximumSuppression.Apply(plates, Options) : plates;
        return ([.. seen.Where(IsSure)], null);
    }

    private bool IsSure(DetectedPlate plate) => plate.Confidence >= Options.Threshold;

    private async ValueTask<InferenceFailure?> LookAsync(
        InferenceRun run, DecodedImage image, PhotoTile tile, List<DetectedPlate> finds, DateTimeOffset? deadline, NetworkUse use, CancellationToken stop)
    {
        use.Begin();
        PixelPreprocessor.Write(image.Rgba[tile.Offset(image.Stride)..], tile.Width, tile.Height, image.Stride, Input, run.Input, tile.Share);
        use.Preprocessed();
        if (await run.ExecuteAsync(deadline, stop).ConfigureAwait(false) is { } failure)
            return failure;
        use.Ran(run);
        if (run.Output.ContainsAnyExceptInRange(0, 1))
            return new InferenceFailure(InferenceFault.ExecutionFailed, $"{Manifest.Id} gave no probabilities: its heat map has values outside 0 to 1.");
        AddFinds(finds, tile, image, run);
        use.Postprocessed();
        return null;
    }

    private static PixelBox InDecoded(DetectedPlate plate, DecodedImage image)
        => plate.Corners.Scale(image.Width / (double)image.OriginalWidth, image.Height / (double)image.OriginalHeight).Bounds;

    private void AddFinds(List<DetectedPlate> finds, PhotoTile tile, DecodedImage image, InferenceRun run)
    {
        var (scaleX, scaleY) = (image.OriginalWidth / (double)image.Width, image.OriginalHeight / (double)image.Height);
        foreach (var find in Decoder.Decode(run.OutputAt(Heat), run.OutputAt(Corners), (tile.Width, tile.Height), (tile.Width, tile.Height), tile.Share))
        {
            // What a tile's edge cuts, another tile or the whole picture shows uncut.
            if (!tile.Cuts(find.Corners.Bounds, image.Width, image.Height))
                finds.Add(find with { Corners = find.Corners.Move(tile.Left, tile.Top).Scale(scaleX, scaleY) });
        }
    }
}
