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
    private readonly PlateRecognizerOptions _options;
    private readonly TimeProvider _time;
    private readonly LoadedReader[] _readers;
    private readonly LoadedReader _default;
    private readonly AdmissionGate _gate;
    private volatile bool _ready;

    private PlateRecognizer(LoadedReader[] readers, LoadedReader standard, PlateRecognizerOptions options, TimeProvider time)
        => (_readers, _default, _options, _time, _gate) = (readers, standard, options, time, new AdmissionGate(options.Inference, time));

    /// <summary>The packages that are loaded.</summary>
    public IReadOnlyList<ModelPackage> Packages => [.. _readers.Select(reader => reader.Package)];

    /// <summary>The package that reads when a request names none.</summary>
    public ModelPackage DefaultPackage => _default.Package;

    /// <summary>Where the models run.</summary>
    public string ExecutionProvider => _default.Pool.ExecutionProvider;

    /// <summary>Whether every model answered its golden samples; false until <see cref="WarmUpAsync"/> has passed.</summary>
    public bool IsReady => _ready;

    /// <summary>Opens all recognisers of a catalogue.</summary>
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
        var chosen = catalogue.Find(defaultModel);
        if (chosen?.Manifest.Task != ModelTask.Recognition)
            throw new ModelPackageException($"There is no recogniser '{defaultModel}' in {catalogue.Root}; there are {string.Join(", ", catalogue.Packages.Select(package => package.Manifest.Id))}.");

        var (readers, faults) = (new List<LoadedReader>(), new List<string>());
        foreach (var package in catalogue.Packages.Where(package => package.Manifest.Task == ModelTask.Recognition))
        {
            try
            {
                readers.Add(LoadedReader.Open(package, options.Inference, time));
            }
            catch (ModelPackageException fault)
            {
                faults.Add(fault.Message);
            }
        }

        if (faults.Count == 0)
            return new PlateRecognizer([.. readers], readers.Single(reader => reader.Package == chosen), options, time);

        foreach (var reader in readers)
            reader.Pool.Dispose();
        throw new ModelPackageException(string.Join(Environment.NewLine, faults));
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
            foreach (var reader in _readers)
                GoldenCheck.Run(this, reader, faults, stop);
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
        if (request.Mode == RecognitionMode.Photo)
            return RecognitionOutcome.Of(RecognitionFailure.NoDetector, "mode=photo needs a model that finds plates, and none is installed; send the plate cut out, with mode=crop.");
        if (!_ready)
            return RecognitionOutcome.Of(RecognitionFailure.ModelNotReady, "The models have not answered their golden samples yet.");

        // 1. Wait for a place: before decoding, so that what waits is small and what is too much costs nothing.
        if (await _gate.EnterAsync(request.Deadline, stop).ConfigureAwait(false) is { } refused)
            return RecognitionOutcome.Of(FailureOf(refused.Fault), refused.Detail);
        try
        {
            return Recognize(encoded, request, reader, started, _time.GetElapsedTime(started), stop);
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
    }

    /// <summary>Steps 2 to 4, which golden samples take, too.</summary>
    /// <returns>A failure, or null when <paramref name="run"/> holds the network's answer.</returns>
    internal RecognitionOutcome? RunNetwork(
        LoadedReader reader, InferenceRun run, ReadOnlyMemory<byte> encoded, DateTimeOffset? deadline, CancellationToken stop, out UploadedPicture picture)
    {
        // 2. Decode: limits first, then pixels, upright.
        picture = default;
        var (spec, began) = (reader.Input, _time.GetTimestamp());
        if (!ImageDecoder.TryDecode(encoded, _options.Images, spec.Width, spec.Height, out var image, out var problem))
            return RecognitionOutcome.Of(FailureOf(problem.Fault), problem.Detail);

        // 3. Put the pixels into the network's input.
        using (image)
        {
            picture = new UploadedPicture(image.OriginalWidth, image.OriginalHeight, _time.GetElapsedTime(began));
            PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, run.Input);
        }

        // 4. Run the network.
        if (run.Execute(deadline, stop) is { } failure)
            return RecognitionOutcome.Of(FailureOf(failure.Fault), failure.Detail);
        return reader.Codec.FindFault(run.Output) is { } fault ? RecognitionOutcome.Of(RecognitionFailure.ExecutionFailed, $"{reader.Manifest.Id} gave no probabilities: {fault}") : null;
    }

    private RecognitionOutcome Recognize(ReadOnlyMemory<byte> encoded, RecognitionRequest request, LoadedReader reader, long started, TimeSpan queued, CancellationToken stop)
    {
        using var run = reader.Pool.Rent();
        if (RunNetwork(reader, run, encoded, request.Deadline, stop, out var picture) is { } failure)
            return failure;

        // 5. Read the text out of the slots.
        var reading = reader.Codec.Decode(run.Output, reader.Decoding(request, _options.Alternatives));

        // 6. Answer. An empty text says: no plate.
        var plates = reading.Text.Length == 0 ? [] : new[] { WholePicture(reading, reader, picture) };
        var total = _time.GetElapsedTime(started);
        var timings = new RecognitionTimings(picture.Decode, TimeSpan.Zero, queued, total - picture.Decode - queued, total);
        return RecognitionOutcome.Of(new Recognition(reader.Manifest.Id, null, reader.Pool.ExecutionProvider, picture.Width, picture.Height, plates, timings));
    }

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

    private static RecognizedPlate WholePicture(PlateReading reading, LoadedReader reader, UploadedPicture picture) => new(
        reading,
        reading.Confidence >= reader.Manifest.Calibration.AcceptThreshold,
        reading.Region,
        Lines: null,
        new PixelBox(0, 0, picture.Width, picture.Height),
        [new(0, 0), new(picture.Width, 0), new(picture.Width, picture.Height), new(0, picture.Height)],
        DetectionConfidence: 1);

    private static RecognitionFailure FailureOf(ImageFault fault) => fault switch
    {
        ImageFault.Empty => RecognitionFailure.EmptyUpload,
        ImageFault.CutShort => RecognitionFailure.ImageCutShort,
        ImageFault.TooManyPixels => RecognitionFailure.TooManyPixels,
        _ => RecognitionFailure.NotAnImage,
    };

    private static RecognitionFailure FailureOf(InferenceFault fault) => fault switch
    {
        InferenceFault.QueueFull => RecognitionFailure.QueueFull,
        InferenceFault.DeadlineExceeded => RecognitionFailure.DeadlineExceeded,
        InferenceFault.ShuttingDown => RecognitionFailure.ShuttingDown,
        _ => RecognitionFailure.ExecutionFailed,
    };
}

/// <summary>What is known of a picture once it is decoded: its size held upright, in its own pixels, and what decoding took.</summary>
internal readonly record struct UploadedPicture(int Width, int Height, TimeSpan Decode);
