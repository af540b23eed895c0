using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>
/// A package of the models folder, and its network from the first time that it is wanted: opened once, asked its golden samples, and closed when no
/// <see cref="ModelSet"/> holds it any more. Thread-safe.
/// </summary>
internal sealed class OnDemandModel
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<LoadedModel> _network;
    private readonly Lazy<Task<LoadedModel>> _ready;
    private int _holders;

    /// <summary>Makes a model that is not open yet.</summary>
    /// <param name="package">Its package.</param>
    /// <param name="open">Opens its network.</param>
    /// <param name="tell">Told once: that the model is ready, or why it cannot be used.</param>
    /// <param name="stop">Ends the golden samples: the process goes down.</param>
    public OnDemandModel(ModelPackage package, Func<ModelPackage, LoadedModel> open, Action<OnDemandModel, ModelPackageException?> tell, CancellationToken stop)
    {
        Package = package;
        _network = new Lazy<LoadedModel>(() => open(package));
        _ready = new Lazy<Task<LoadedModel>>(() => Task.Run(() => CheckAsync(tell, stop)));
    }

    /// <summary>The package.</summary>
    public ModelPackage Package { get; }

    /// <summary>Whether it is open and answered its golden samples.</summary>
    public bool IsReady => _ready.IsValueCreated && _ready.Value.IsCompletedSuccessfully;

    /// <summary>Why it cannot be used; null while nothing is known against it.</summary>
    public ModelPackageException? Fault => _ready.IsValueCreated ? _ready.Value.Exception?.InnerException as ModelPackageException : null;

    /// <summary>Done when its network is closed, after the last who held it.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Opens the network if it is not open; its golden samples may not have been asked.</summary>
    /// <exception cref="ModelPackageException">It is not the network that the manifest describes.</exception>
    public LoadedModel Open() => _network.Value;

    /// <summary>The model, open and asked its golden samples, by whoever comes first. All others wait for the same.</summary>
    /// <exception cref="ModelPackageException">It cannot be opened or answers otherwise than when it was exported; the message lists every fault.</exception>
    public Task<LoadedModel> ReadyAsync() => _ready.Value;

    /// <summary>Likewise, for a picture.</summary>
    /// <returns>The model; or why it cannot read the picture.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>.</exception>
    public async ValueTask<(LoadedModel? Model, RecognitionOutcome? Failure)> ReadyAsync(DateTimeOffset? deadline, TimeProvider time, CancellationToken stop)
    {
        var id = Package.Manifest.Id;
        try
        {
            var ready = ReadyAsync();
            if (ready.IsCompleted)
                return (await ready.ConfigureAwait(false), null);
            var left = deadline - time.GetUtcNow() ?? Timeout.InfiniteTimeSpan;
            return (await ready.WaitAsync(left < TimeSpan.Zero && deadline is not null ? TimeSpan.Zero : left, time, stop).ConfigureAwait(false), null);
        }
        catch (ModelPackageException)
        {
            return (null, RecognitionOutcome.Of(RecognitionFailure.ModelNotReady, $"{id} is there and cannot be used; the service's log and GET /admin/models say why."));
        }
        catch (TimeoutException)
        {
            return (null, RecognitionOutcome.Of(RecognitionFailure.DeadlineExceeded, $"The deadline passed while {id} was being opened, as is done when it is first asked for."));
        }
    }

    /// <summary>Keeps it until <see cref="Release"/>.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Ends a hold. The last one closes the network, on another thread: it may have been a request's.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _ = Task.Run(CloseAsync);
    }

    private async Task<LoadedModel> CheckAsync(Action<OnDemandModel, ModelPackageException?> tell, CancellationToken stop)
    {
        try
        {
            var model = Open();
            if (await GoldenCheck.FindFaultsAsync(model, stop).ConfigureAwait(false) is { Count: > 0 } faults)
            {
                model.Dispose();
                throw new ModelPackageException(faults);
            }

            tell(this, null);
            return model;
        }
        catch (ModelPackageException fault)
        {
            tell(this, fault);
            throw;
        }
    }

    private async Task CloseAsync()
    {
        if (_ready.IsValueCreated)
            await ((Task)_ready.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_network.IsValueCreated)
            _network.Value.Dispose();
        _closed.SetResult();
    }
}
