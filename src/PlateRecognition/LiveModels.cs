using System.Collections.Frozen;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>
/// The models that answer, and how they are exchanged while pictures are read: what is new is opened and asked its golden samples, then all newcomers get the new set, then
/// what only the old one held is closed after its last picture. What is faulty leaves everything as it was. Thread-safe.
/// </summary>
public sealed class LiveModels : IAsyncDisposable
{
    // Versions begin at 1.
    private const int NoVersion = 0;

    private readonly Func<ModelPackage, OnDemandModel> _make;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly string _defaultModel;
    private readonly Exchangeable<ModelSet> _sets;
    private volatile ModelSet _current;
    private volatile bool _ready;

    internal LiveModels(ModelCatalogue catalogue, string defaultModel, PlateRecognizerOptions options, TimeProvider time)
    {
        _defaultModel = defaultModel;
        _make = package => new OnDemandModel(package, opened => LoadedModel.Open(opened, options.Inference, time), Tell, _closing.Token);
        _current = ModelSet.Arrange(catalogue, defaultModel, options.Pins.ToFrozenDictionary(), _make, before: null);
        _sets = new Exchangeable<ModelSet>(_current);
    }

    /// <summary>A model was opened on demand or in a change, or could not be. On the thread that opened it.</summary>
    public event EventHandler<ModelOpenedEventArgs>? Opened;

    /// <summary>Whether default and finder answered their golden samples.</summary>
    public bool IsReady => _ready;

    /// <summary>The set that newcomers get, to look at; to use it, <see cref="Borrow"/> it.</summary>
    internal ModelSet Current => _current;

    /// <summary>All models of the folder: recognisers first; by name, the highest version first.</summary>
    public IReadOnlyList<ModelStatus> List()
    {
        var set = _current;
        return [.. set.Models.Select(model => new ModelStatus(
            model.Package, set.IsServed(model), set.Pins.TryGetValue(model.Package.Manifest.Name, out var pin) && pin == model.Package.Manifest.Version,
            model == set.Default, model == set.Finder, model.IsReady, model.IsReady ? model.Open().Pool.Status : null, model.Fault?.Faults ?? []))];
    }

    /// <summary>Reads the models folder again.</summary>
    /// <param name="stop">Gives up; what was not exchanged by then stays.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>, or the recogniser is being disposed.</exception>
    public Task<ModelUpdate> ReloadAsync(CancellationToken stop)
        => ChangeAsync(before => (Arrange(before, ModelCatalogue.Load(before.Catalogue.Root), before.Pins), null), stop);

    /// <summary>Lets a version answer to its model's name, whatever higher ones there are or will be.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version; null takes the highest below the one that is served.</param>
    /// <param name="stop">Gives up; what was not exchanged by then stays.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>, or the recogniser is being disposed.</exception>
    public Task<ModelUpdate> PinAsync(string name, int? version, CancellationToken stop) => ChangeAsync(before =>
    {
        if (before.FindServed(name) is not { Package.Manifest: var served })
            return (null, before.NoModel(name));
        version ??= before.Versions(name).FirstOrDefault(lower => lower < served.Version, NoVersion);
        if (version == NoVersion)
            return (null, $"There is no version of {name} below {served.Id}, which is served.");
        return before.Find($"{name}/{version}") is null
            ? (null, before.NoModel($"{name}/{version}"))
            : (Arrange(before, before.Catalogue, [.. Without(name, before), new(name, version.Value)]), null);
    }, stop);

    /// <summary>Lets the highest version answer to its model's name.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="stop">Gives up; what was not exchanged by then stays.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>, or the recogniser is being disposed.</exception>
    public Task<ModelUpdate> UnpinAsync(string name, CancellationToken stop) => ChangeAsync(
        before => before.FindServed(name) is null ? (null, before.NoModel(name)) : (Arrange(before, before.Catalogue, Without(name, before)), null), stop);

    /// <summary>Closes all models, of which none may be in use; a change under way is given up. The recogniser does so.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _sets.Dispose();
        await Task.WhenAll(_current.Models.Select(model => model.Closed)).ConfigureAwait(false);
        _oneAtATime.Release();
    }

    /// <summary>The set that newcomers get, for one picture; <see cref="GiveBack"/> it.</summary>
    internal ModelSet Borrow() => _sets.Borrow();

    internal void GiveBack(ModelSet set) => _sets.GiveBack(set);

    /// <summary>Opens what must be ready, default and finder.</summary>
    /// <exception cref="ModelPackageException">Networks cannot be opened; the message lists every fault.</exception>
    internal void Open()
    {
        var faults = new List<string>();
        foreach (var model in Needed(_current))
        {
            try
            {
                model.Open();
            }
            catch (ModelPackageException fault)
            {
                faults.AddRange(fault.Faults);
            }
        }

        if (faults.Count > 0)
            throw new ModelPackageException(faults);
    }

    /// <summary>Asks what must be ready its golden samples.</summary>
    /// <exception cref="ModelPackageException">A model answers otherwise than when it was exported; the message lists every difference.</exception>
    internal async Task WarmUpAsync(CancellationToken stop)
    {
        if (await FindFaultsAsync(Needed(_current), stop).ConfigureAwait(false) is { Count: > 0 } faults)
            throw new ModelPackageException($"Golden samples failed: {string.Join(" ", faults)}");
        _ready = true;
    }

    // The story of a change.
    private async Task<ModelUpdate> ChangeAsync(Func<ModelSet, (ModelSet? Next, string? Missing)> arrange, CancellationToken stop)
    {
        if (!await _oneAtATime.WaitAsync(TimeSpan.Zero, stop).ConfigureAwait(false))
            return ModelUpdate.Of(ModelUpdateFailure.UnderWay, ["The models are being exchanged already; one change goes at a time."]);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _closing.Token);
            var before = _current;

            // 1. What there is now: files are read and hashed, on no request's thread.
            var (next, missing) = await Task.Run(() => arrange(before), either.Token).ConfigureAwait(false);
            if (next is null)
                return ModelUpdate.Of(ModelUpdateFailure.NotThere, [missing!]);

            // 2. Open what is new or answers from now on, and ask it its golden samples; that also warms it up.
            var isReady = false;
            try
            {
                var faults = await FindFaultsAsync(ToCheck(before, next), either.Token).ConfigureAwait(false);
                if (faults.Count > 0)
                    return ModelUpdate.Of(ModelUpdateFailure.Faulty, faults);
                isReady = true;
            }
            finally
            {
                if (!isReady)
                    next.Dispose();
            }

            // 3. Newcomers get the new set.
            _current = next;
            _ready = true;
            _ = _sets.Exchange(next);

            // 4. What only the old one held closes after its last picture.
            await Task.WhenAll(before.Models.Except(next.Models).Select(model => model.Closed)).WaitAsync(either.Token).ConfigureAwait(false);
            NativeHeap.Trim();
            return ModelUpdate.Of(before, next);
        }
        catch (ModelPackageException fault)
        {
            return ModelUpdate.Of(ModelUpdateFailure.Faulty, fault.Faults);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ModelUpdate.Of(ModelUpdateFailure.Faulty, [$"The models folder cannot be read: {fault.Message}"]);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private static async Task<List<string>> FindFaultsAsync(IEnumerable<OnDemandModel> models, CancellationToken stop)
    {
        var faults = new List<string>();
        // One after the other: pictures are read meanwhile.
        foreach (var model in models)
        {
            try
            {
                await model.ReadyAsync().WaitAsync(stop).ConfigureAwait(false);
            }
            catch (ModelPackageException fault)
            {
                faults.AddRange(fault.Faults);
            }
        }

        return faults;
    }

    private static IEnumerable<OnDemandModel> Needed(ModelSet set) => set.Finder is { } finder ? [finder, set.Default] : [set.Default];

    private static IEnumerable<OnDemandModel> ToCheck(ModelSet before, ModelSet next) => next.Models.Where(model
        => !before.Models.Any(old => old.Package.IsSame(model.Package)) || (next.IsServed(model) && !before.IsServed(model)) || Needed(next).Contains(model));

    private static IEnumerable<KeyValuePair<string, int>> Without(string name, ModelSet set) => set.Pins.Where(pin => pin.Key != name);

    private ModelSet Arrange(ModelSet before, ModelCatalogue catalogue, IEnumerable<KeyValuePair<string, int>> pins)
        => ModelSet.Arrange(catalogue, _defaultModel, pins.ToFrozenDictionary(), _make, before);

    private void Tell(OnDemandModel model, ModelPackageException? fault) => Opened?.Invoke(this, new ModelOpenedEventArgs(model.Package, fault?.Faults ?? []));
}
