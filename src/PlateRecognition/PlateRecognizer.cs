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
    private readonly LoadedReader[] _readers;
    private readonly LoadedReader _default;
    private readonly LoadedFinder? _finder;
    private readonly AdmissionGate _gate;
    private volatile bool _ready;

    private PlateRecognizer(LoadedModels models, PlateRecognizerOptions options, TimeProvider time)
        => (_readers, _default, _finder, _options, _time, _gate) = (models.Readers, models.Default, models.Finder, options, time, new AdmissionGate(options.Inference, time));

    /// <summary>The packages that are loaded.</summary>
    public IReadOnlyList<ModelPackage> Packages => [.. _readers.Select(reader => reader.Package), .. _finder is null ? [] : new[] { _finder.Package }];

    /// <summary>The package that reads when a request names none.</summary>
    public ModelPackage DefaultPackage => _default.Package;

    /// <summary>The package that finds plates in photos, or null when there is none: pictures are then read as crops.</summary>
    public ModelPackage? FinderPackage => _finder?.Package;

    /// <summary>Where the models run.</summary>
    public string ExecutionProvider => _default.Pool.ExecutionProvider;

    /// <summary>Whether every model answered its golden samples; false until <see cref="WarmUpAsync"/> has passed.</summary>
    public bool IsReady => _ready;

    /// <summary>Opens all recognisers of a catalogue, and its detector in the highest version.</summary>
    /// <param name="catalogue">The packages.</param>
    /// <param name="defaultModel">"name" or "name/version" of the one to use when a request names none.</param>
    /// <param name="options">Limits and concurrency.</param>
    /// <param name="time">The clock; null is the system's.</param>
    /// <exception cref="ModelPackageException">Networks cannot be opened, or the default is not there; the message lists every fault.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static PlateRecognizer Create(ModelCatalogue catalogue, string defaultModel, PlateRecognizerOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        time ??= TimeProvider.System;
        return new PlateRecognizer(LoadedModels.Open(catalogue, defaultModel, options.Inference, time), options, time);
    }

    /// <summary>Runs every model on its golden samples, along the path that requests take; this also warms it up.</summary>
    /// <param name="stop">Gives up; the recogniser is then not ready.</param>
    /// <exception cref="ModelPackageException">A model answers otherwise than when it was exported; the message lists every difference.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>, or the recogniser is being disposed.</exception>
    public async Task WarmUpAsync(CancellationToken stop)
    {
        if (await _gate.EnterAsync(deadline: null, stop).ConfigureAwait(false) is { } refused)
            throw new OperationCanceledException(refused.Detail);
        try
        {
            var faults = new List<string>();
            if (_finder is { } finder)
                await GoldenCheck.RunAsync(finder.Package, finder.Pool, _ => "", faults, stop).ConfigureAwait(false);
            foreach (var reader in _readers)
                await GoldenCheck.RunAsync(reader.Package, reader.Pool, reader.PlainText, faults, stop).ConfigureAwait(false);
            if (faults.Count > 0)
                throw new ModelPackageException($"Golden samples failed: {string.Join(" ", faults)}");
            _ready = true;
        }
        finally
        {
            _gate.Leave();
        }
    }

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
        ArgumentOutOfRangeException.ThrowIfLessThan(request.TopN, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.TopN, PlateDecodingOptions.MaxTopN);
        var started = _time.GetTimestamp();
        if (Find(request.Model) is not { } reader)
            return RecognitionOutcome.Of(RecognitionFailure.ModelNotFound, $"There is no recogniser '{request.Model}'; there are {string.Join(", ", _readers.Select(r => r.Manifest.Id))}.");
        if (request.Mode == RecognitionMode.Photo && _finder is null)
            return RecognitionOutcome.Of(RecognitionFailure.NoDetector, "mode=photo needs a model that finds plates, and none is installed; send the plate cut out, with mode=crop.");
        if (!_ready)
            return RecognitionOutcome.Of(RecognitionFailure.ModelNotReady, "The models have not answered their golden samples yet.");

        // 1. Wait for a place: before decoding, so that what waits is small and what is too much costs nothing.
        if (await _gate.EnterAsync(request.Deadline, stop).ConfigureAwait(false) is { } refused)
            return RecognitionOutcome.Of(FailureOf(refused.Fault), refused.Detail);
        try
        {
            return await ReadAsync(encoded, request, reader, started, stop).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Refuses new pictures, waits for those under way and in the queue, and closes the models.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.CloseAsync().ConfigureAwait(false);
        foreach (var reader in _readers)
            reader.Pool.Dispose();
        _finder?.Pool.Dispose();
    }

    private async ValueTask<RecognitionOutcome> ReadAsync(ReadOnlyMemory<byte> encoded, RecognitionRequest request, LoadedReader reader, long started, CancellationToken stop)
    {
        var clock = new StepClock(_time, started);
        var queued = clock.Lap();

        // 2. Decode: limits first, then pixels, upright, no more of them than will be looked at.
        var finder = request.Mode == RecognitionMode.Crop ? null : _finder;
        if (!ImageDecoder.TryDecode(encoded, _options.Images, NeededWidth(finder, reader, request), NeededHeight(finder, reader, request), out var image, out var problem))
            return RecognitionOutcome.Of(FailureOf(problem.Fault), problem.Detail);
        using var decoded = image;
        var decode = clock.Lap();

        // 3. Find the plates.
        var (finds, failure) = finder is null ? ([], null) : await finder.FindAsync(image, request.Detail, request.Deadline, stop).ConfigureAwait(false);
        if (failure is not null)
            return RecognitionOutcome.Of(FailureOf(failure.Fault), failure.Detail);
        var detect = finder is null ? TimeSpan.Zero : clock.Lap();

        // 4. Straighten them, each in several cuts, and read all as one batch. A picture that was cut for one plate is read as it is, too.
        var isCrop = finder is null || request.Mode == RecognitionMode.Auto && PlateView.IsCrop(image, finds);
        var views = isCrop ? PlateView.OfCrop(image, finds, _options.ReadsPerPlate) : PlateView.OfPhoto(finds, _options.ReadsPerPlate);
        (var readings, failure) = await reader.ReadAsync(image, views, request, _options.Alternatives, stop).ConfigureAwait(false);
        if (failure is not null)
            return RecognitionOutcome.Of(FailureOf(failure.Fault), failure.Detail);

        // 5. Answer: the surest first. An empty text says: no plate.
        var threshold = reader.Manifest.Calibration.AcceptThreshold;
        var plates = views.Zip(readings, (view, reading) => RecognizedPlate.Of(view, reading, threshold))
            .Where(plate => plate.Reading.Text.Length > 0).OrderByDescending(plate => plate.Reading.Confidence).ToArray();
        var timings = new RecognitionTimings(decode, detect, queued, clock.Lap(), clock.Total);
        return RecognitionOutcome.Of(new Recognition(
            reader.Manifest.Id, finder?.Manifest.Id, reader.Pool.ExecutionProvider, image.OriginalWidth, image.OriginalHeight, plates, timings)
        {
            Drawing = request.Drawing is { } format ? AnswerDrawing.Draw(image, plates, format) : null,
        });
    }

    // A photo's plates are read, and answers drawn, from the same pixels that the finder sees smaller: mostly all of them.
    private static int NeededWidth(LoadedFinder? finder, LoadedReader reader, RecognitionRequest request)
        => finder is not null ? 2 * finder.Input.Width : request.Drawing is null ? reader.Input.Width : DrawnSide;

    private static int NeededHeight(LoadedFinder? finder, LoadedReader reader, RecognitionRequest request)
        => finder is not null ? 2 * finder.Input.Height : request.Drawing is null ? reader.Input.Height : DrawnSide;

    // Few models: a loop beats a dictionary, and both "name" and "name/version" are keys.
    private LoadedReader? Find(string? model)
    {
        if (model is null)
            return _default;
        foreach (var reader in _readers)
        {
            if (reader.Manifest.Id == model || reader.Manifest.Name == model)
                return reader;
        }

        return null;
    }

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
