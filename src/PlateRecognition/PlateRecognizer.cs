using PlateRecognition.Drawing;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Plates;

namespace PlateRecognition;

/// <summary>
/// Reads plates from encoded pictures: START HERE. <see cref="RecognizeAsync"/> is the story of one picture. Thread-safe; the
/// same picture gives the same answer, whatever came before it.
/// </summary>
public sealed class PlateRecognizer : IAsyncDisposable
{
    // Pixels of a side that a drawn crop has at least, where the upload has them.
    private const int DrawnSide = 480;

    private readonly PlateRecognizerOptions _options;
    private readonly TimeProvider _time;
    private readonly AdmissionGate _gate;

    private PlateRecognizer(LiveModels models, PlateRecognizerOptions options, TimeProvider time)
        => (Models, _options, _time, _gate) = (models, options, time, new AdmissionGate(options.Inference, time));

    /// <summary>The models that answer, and how they are exchanged.</summary>
    public LiveModels Models { get; }

    /// <summary>The packages that can be asked for: recognisers first; by name, the highest version first.</summary>
    public IReadOnlyList<ModelPackage> Packages => [.. Models.Current.Models.Select(model => model.Package)];

    /// <summary>Pictures that wait to be looked at.</summary>
    public int Waiting => _gate.Waiting;

    /// <summary>The package that reads when a request names none.</summary>
    public ModelPackage DefaultPackage => Models.Current.Default.Package;

    /// <summary>The package that finds plates in photos, or null when there is none: pictures are then read as crops.</summary>
    public ModelPackage? FinderPackage => Models.Current.Finder?.Package;

    /// <summary>Where the models run.</summary>
    public string ExecutionProvider => Models.Current.Default.Open().Pool.ExecutionProvider;

    /// <summary>Whether default and finder answered their golden samples; false until <see cref="WarmUpAsync"/> has passed.</summary>
    public bool IsReady => Models.IsReady;

    /// <summary>Pictures that are being read now, those that wait not counted.</summary>
    public int PicturesUnderWay => _gate.Working;

    /// <summary>Opens a catalogue's default recogniser and its detector, each in the version that is served; the others are opened when they are first asked for.</summary>
    /// <param name="catalogue">The packages.</param>
    /// <param name="defaultModel">"name" or "name/version" of the one to use when a request names none.</param>
    /// <param name="options">Limits and concurrency.</param>
    /// <param name="time">The clock; null is the system's.</param>
    /// <exception cref="ModelPackageException">Networks cannot be opened, or the default is not there or knows no plates of a default region; the message lists every fault.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PlateRecognizer Create(ModelCatalogue catalogue, string defaultModel, PlateRecognizerOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        CheckRegions(catalogue, defaultModel, options.DefaultRegions);
        time ??= TimeProvider.System;
        var models = new LiveModels(catalogue, defaultModel, options, time);
        models.Open();
        return new PlateRecognizer(models, options, time);
    }

    /// <summary>Runs default and finder on their golden samples, along the path that requests take; this also warms them up.</summary>
    /// <param name="stop">Gives up; the recogniser is then not ready.</param>
    /// <exception cref="ModelPackageException">A model answers otherwise than when it was exported; the message lists every difference.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>, or the recogniser is being disposed.</exception>
    public async Task WarmUpAsync(CancellationToken stop)
    {
        if (await _gate.EnterAsync(deadline: null, stop).ConfigureAwait(false) is { } refused)
            throw new OperationCanceledException(refused.Detail);
        try
        {
            await Models.WarmUpAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>The package that answers to a "name", or is a "name/version"; null when there is none.</summary>
    public ModelPackage? FindPackage(string id) => Models.Current.Find(id)?.Package;

    /// <summary>Reads the plates of one picture.</summary>
    /// <param name="encoded">A JPEG, PNG or WebP file; not to be changed until the answer is there.</param>
    /// <param name="request">What to do with it.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>The answer, or a failure and its cause.</returns>
    /// <exception cref="OperationCanceledException">The caller went.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="RecognitionRequest.TopN"/> is out of its range.</exception>
    public async ValueTask<RecognitionOutcome> RecognizeAsync(ReadOnlyMemory<byte> encoded, RecognitionRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        var outcomes = await CompareAsync(encoded, request, [request.Model], stop).ConfigureAwait(false);
        return outcomes[0];
    }

    /// <summary>Reads the plates of one picture by several models, each from the same pixels and the same cuts.</summary>
    /// <param name="encoded">A JPEG, PNG or WebP file; not to be changed until the answer is there.</param>
    /// <param name="request">What to do with it; its model is not looked at.</param>
    /// <param name="models">The recognisers, as "name" or "name/version"; null is the default.</param>
    /// <param name="stop">The caller has gone.</param>
    /// <returns>For each model an answer, or a failure and its cause.</returns>
    /// <exception cref="OperationCanceledException">The caller went.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="RecognitionRequest.TopN"/> is out of its range.</exception>
    public async ValueTask<RecognitionOutcome[]> CompareAsync(ReadOnlyMemory<byte> encoded, RecognitionRequest request, IReadOnlyList<string?> models, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.TopN, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.TopN, PlateDecodingOptions.MaxTopN);
        var started = _time.GetTimestamp();
        if (request.Regions.Count == 0 && _options.DefaultRegions.Count > 0)
            request = request with { Regions = _options.DefaultRegions };
        if (FindObstacle(Models.Current, request, models) is { } obstacle)
            return Each(models, obstacle);

        // 1. Wait for a place: before decoding, so that what waits is small and what is too much costs nothing.
        if (await _gate.EnterAsync(request.Priority, request.Deadline, stop).ConfigureAwait(false) is { } refused)
            return Each(models, RecognitionOutcome.Of(FailureOf(refused.Fault), refused.Detail));
        var set = Models.Borrow();
        try
        {
            return await ReadAsync(encoded, request, set, models, started, stop).ConfigureAwait(false);
        }
        finally
        {
            Models.GiveBack(set);
            _gate.Leave();
        }
    }

    /// <summary>Refuses new pictures, waits for those under way and in the queue, and closes the models.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.CloseAsync().ConfigureAwait(false);
        await Models.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<RecognitionOutcome[]> ReadAsync(
        ReadOnlyMemory<byte> encoded, RecognitionRequest request, ModelSet set, IReadOnlyList<string?> models, long started, CancellationToken stop)
    {
        var clock = new StepClock(_time, started);

        // 2. The models: mostly they are open. They may have been exchanged while the picture waited.
        if (FindObstacle(set, request, models) is { } obstacle)
            return Each(models, obstacle);
        var outcomes = new RecognitionOutcome[models.Count];
        var readers = new List<(int Place, LoadedReader Reader)>(models.Count);
        for (var place = 0; place < outcomes.Length; place++)
        {
            var (model, notReady) = await set.FindReader(models[place])!.ReadyAsync(request.Deadline, _time, stop).ConfigureAwait(false);
            if (notReady is { } why)
                outcomes[place] = why;
            else
                readers.Add((place, (LoadedReader)model!));
        }

        if (readers.Count == 0)
            return outcomes;
        var finder = request.Mode == RecognitionMode.Crop ? null : (LoadedFinder?)set.Finder?.Open();
        var queued = clock.Lap();

        // 3. Decode: limits first, then pixels, upright, no more of them than will be looked at.
        if (!ImageDecoder.TryDecode(encoded, _options.Images, NeededWidth(finder, readers, request), NeededHeight(finder, readers, request), out var image, out var problem))
            return Each(models, RecognitionOutcome.Of(FailureOf(problem.Fault), problem.Detail));
        using var decoded = image;
        // Room for the drawing, too: a picture for which there is none costs no run of a network.
        if (!DrawingRoom.TryTake(image, request.Drawing is not null, _options.Images.PixelsInFlight, out var room, out problem))
            return Each(models, RecognitionOutcome.Of(FailureOf(problem.Fault), problem.Detail));
        using var drawing = room;
        var decode = clock.Lap();

        // 4. Find the plates.
        var found = new NetworkUse(_time);
        var (finds, failure) = finder is null ? ([], null) : await finder.FindAsync(image, request, found, stop).ConfigureAwait(false);
        if (failure is not null)
            return Each(models, RecognitionOutcome.Of(FailureOf(failure.Fault), failure.Detail));
        var detect = finder is null ? TimeSpan.Zero : clock.Lap();

        // 5. Straighten them and read all as one batch, those that stay unsure in further cuts. A picture that was cut for one plate is read as it is, too.
        var isCrop = finder is null || request.Mode == RecognitionMode.Auto && PlateView.IsCrop(image, finds);
        var views = isCrop ? PlateView.OfCrop(image, finds, _options.ReadsPerPlate) : PlateView.OfPhoto(finds, _options.ReadsPerPlate);
        foreach (var (place, reader) in readers)
        {
            var use = found.Copy();
            (var readings, failure) = await reader.ReadAsync(image, views, request, _options.Alternatives, use, stop).ConfigureAwait(false);
            var timings = new RecognitionTimings(decode, detect, queued, clock.Lap());
            outcomes[place] = failure is null
                ? Answer(request, image, finder, reader, views, readings, timings, use)
                : RecognitionOutcome.Of(FailureOf(failure.Fault), failure.Detail);
        }

        return outcomes;
    }

    // 6. Answer: the surest first. An empty text says: no plate.
    private static RecognitionOutcome Answer(
        RecognitionRequest request, DecodedImage image, LoadedFinder? finder, LoadedReader reader, PlateView[] views, PlateReading[] readings, RecognitionTimings timings, NetworkUse use)
    {
        var threshold = reader.Manifest.Calibration.AcceptThreshold;
        var plates = views.Zip(readings, (view, reading) => RecognizedPlate.Of(view, reading, threshold))
            .Where(plate => plate.Reading.Text.Length > 0).OrderByDescending(plate => plate.Reading.Confidence).ToArray();
        return RecognitionOutcome.Of(new Recognition(
            reader.Manifest.Id, finder?.Manifest.Id, use.ExecutionProvider ?? reader.Pool.ExecutionProvider, image.OriginalWidth, image.OriginalHeight, plates, timings)
        {
            Networks = use.Timings,
            Drawing = request.Drawing is { } format ? AnswerDrawing.Draw(image, plates, format) : null,
        });
    }

    // A misspelt code would expect any plate, silently.
    private static void CheckRegions(ModelCatalogue catalogue, string defaultModel, IReadOnlyList<string> regions)
    {
        if (regions.Count == 0 || catalogue.Find(defaultModel)?.Manifest is not { } manifest)
            return;
        var known = manifest.Formats.Select(format => format.Region).Distinct().Order(StringComparer.Ordinal).ToList();
        if (regions.FirstOrDefault(region => !known.Exists(code => FormatPrior.Covers(region, code))) is { } unknown)
            throw new ModelPackageException($"{manifest.Id} knows no plates of '{unknown}' ({nameof(PlateRecognizerOptions.DefaultRegions)}); it knows {(known.Count == 0 ? "no formats" : string.Join(", ", known))}.");
    }

    private RecognitionOutcome? FindObstacle(ModelSet set, RecognitionRequest request, IReadOnlyList<string?> models)
    {
        foreach (var model in models)
        {
            if (set.FindReader(model) is null)
                return RecognitionOutcome.Of(RecognitionFailure.ModelNotFound, set.NoReader(model));
        }

        if (request.Mode == RecognitionMode.Photo && set.Finder is null)
            return RecognitionOutcome.Of(RecognitionFailure.NoDetector, "mode=photo needs a model that finds plates, and none is installed; send the plate cut out, with mode=crop.");
        return Models.IsReady ? null : RecognitionOutcome.Of(RecognitionFailure.ModelNotReady, "The models have not answered their golden samples yet.");
    }

    private static RecognitionOutcome[] Each(IReadOnlyList<string?> models, RecognitionOutcome outcome)
    {
        var outcomes = new RecognitionOutcome[models.Count];
        Array.Fill(outcomes, outcome);
        return outcomes;
    }

    // A photo's plates are read, and answers drawn, from the same pixels that the finder sees smaller: mostly all of them.
    private static int NeededWidth(LoadedFinder? finder, List<(int Place, LoadedReader Reader)> readers, RecognitionRequest request)
        => finder is not null ? 2 * finder.Input.Width : request.Drawing is null ? readers.Max(opened => opened.Reader.Input.Width) : DrawnSide;

    private static int NeededHeight(LoadedFinder? finder, List<(int Place, LoadedReader Reader)> readers, RecognitionRequest request)
        => finder is not null ? 2 * finder.Input.Height : request.Drawing is null ? readers.Max(opened => opened.Reader.Input.Height) : DrawnSide;

    private static RecognitionFailure FailureOf(ImageFault fault) => fault switch
    {
        ImageFault.Empty => RecognitionFailure.EmptyUpload,
        ImageFault.CutShort => RecognitionFailure.ImageCutShort,
        ImageFault.TooManyPixels => RecognitionFailure.TooManyPixels,
        ImageFault.NoMemory => RecognitionFailure.MemoryFull,
        _ => RecognitionFailure.NotAnImage,
    };

    private static RecognitionFailure FailureOf(InferenceFault fault) => fault switch
    {
        InferenceFault.QueueFull => RecognitionFailure.QueueFull,
        InferenceFault.WouldBeLate => RecognitionFailure.WouldBeLate,
        InferenceFault.DeadlineExceeded => RecognitionFailure.DeadlineExceeded,
        InferenceFault.ShuttingDown => RecognitionFailure.ShuttingDown,
        _ => RecognitionFailure.ExecutionFailed,
    };
}
