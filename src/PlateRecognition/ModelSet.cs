using System.Collections.Frozen;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>
/// The models of a folder as they were at one time, and which of them answer to a name. A set holds its models until it is disposed; those that the next set keeps
/// stay open. Immutable.
/// </summary>
internal sealed class ModelSet : IDisposable
{
    private readonly FrozenDictionary<string, OnDemandModel> _answering;

    private ModelSet(ModelCatalogue catalogue, IReadOnlyList<OnDemandModel> models, IReadOnlyDictionary<string, int> pins, FrozenDictionary<string, OnDemandModel> answering, string defaultModel)
    {
        (Catalogue, Models, Pins, _answering) = (catalogue, models, pins, answering);
        Default = answering[defaultModel];
        Finder = models.FirstOrDefault(model => model.Package.Manifest.Task == ModelTask.Detection && IsServed(model));
        foreach (var model in models)
            model.Hold();
    }

    /// <summary>The packages that it was made of.</summary>
    public ModelCatalogue Catalogue { get; }

    /// <summary>All models: recognisers first; by name, the highest version first.</summary>
    public IReadOnlyList<OnDemandModel> Models { get; }

    /// <summary>Versions that are served instead of the highest, by name.</summary>
    public IReadOnlyDictionary<string, int> Pins { get; }

    /// <summary>The one to use when a request names none.</summary>
    public OnDemandModel Default { get; }

    /// <summary>The served version of the first detector; null when there is none.</summary>
    public OnDemandModel? Finder { get; }

    /// <summary>The models that are open and sound.</summary>
    public IEnumerable<LoadedModel> Ready => Models.Where(model => model.IsReady).Select(model => model.Open());

    /// <summary>Arranges a catalogue's packages; opens none.</summary>
    /// <param name="catalogue">The packages.</param>
    /// <param name="defaultModel">"name" or "name/version" of the default recogniser.</param>
    /// <param name="pins">Versions that are served instead of the highest.</param>
    /// <param name="make">Makes a model of a package.</param>
    /// <param name="before">The set whose models are kept where their packages are the same and sound; null for none.</param>
    /// <exception cref="ModelPackageException">The default or a pinned version is not there; the message lists every fault.</exception>
    public static ModelSet Arrange(
        ModelCatalogue catalogue, string defaultModel, IReadOnlyDictionary<string, int> pins, Func<ModelPackage, OnDemandModel> make, ModelSet? before)
    {
        var there = string.Join(", ", catalogue.Packages.Select(package => package.Manifest.Id));
        var faults = pins.Where(pin => catalogue.Find($"{pin.Key}/{pin.Value}") is null)
            .Select(pin => $"The pinned version {pin.Key}/{pin.Value} is not in {catalogue.Root}; there are {there}.").ToList();
        if (catalogue.Find(defaultModel)?.Manifest.Task != ModelTask.Recognition)
            faults.Add($"There is no recogniser '{defaultModel}' in {catalogue.Root}; there are {there}.");
        if (faults.Count > 0)
            throw new ModelPackageException(faults);

        var models = catalogue.Packages.OrderBy(package => package.Manifest.Task)
            .Select(package => before?.Models.FirstOrDefault(model => model.Fault is null && model.Package.IsSame(package)) ?? make(package)).ToArray();
        var served = models.GroupBy(model => model.Package.Manifest.Name)
            .Select(versions => versions.First(model => !pins.TryGetValue(versions.Key, out var pin) || model.Package.Manifest.Version == pin));
        var answering = models.Select(model => (Key: model.Package.Manifest.Id, model)).Concat(served.Select(model => (Key: model.Package.Manifest.Name, model)));
        return new ModelSet(catalogue, models, pins, answering.ToFrozenDictionary(entry => entry.Key, entry => entry.model, StringComparer.Ordinal), defaultModel);
    }

    /// <summary>The model that answers to a "name" or is a "name/version"; null when there is none.</summary>
    public OnDemandModel? Find(string id) => _answering.GetValueOrDefault(id);

    /// <summary>The model that answers to a name without a version; null when there is none.</summary>
    public OnDemandModel? FindServed(string name) => Find(name) is { } model && model.Package.Manifest.Name == name ? model : null;

    /// <summary>The recogniser of a "name" or "name/version"; null names the default.</summary>
    public OnDemandModel? FindReader(string? id) => id is null ? Default : Find(id) is { Package.Manifest.Task: ModelTask.Recognition } reader ? reader : null;

    /// <summary>Whether a model answers to its name alone.</summary>
    public bool IsServed(OnDemandModel model) => FindServed(model.Package.Manifest.Name) == model;

    /// <summary>The versions of a model, the highest first.</summary>
    public IEnumerable<int> Versions(string name) => Models.Select(model => model.Package.Manifest).Where(manifest => manifest.Name == name).Select(manifest => manifest.Version);

    /// <summary>For a person: there is none of this name, but there are others.</summary>
    public string NoModel(string id) => $"There is no model '{id}'; there are {string.Join(", ", Models.Select(model => model.Package.Manifest.Id))}.";

    /// <summary>Likewise of those that read.</summary>
    public string NoReader(string? id)
        => $"There is no recogniser '{id}'; there are {string.Join(", ", Models.Where(model => model.Package.Manifest.Task == ModelTask.Recognition).Select(model => model.Package.Manifest.Id))}.";

    /// <summary>Lets go of the models.</summary>
    public void Dispose()
    {
        foreach (var model in Models)
            model.Release();
    }
}
