using PlateRecognition;

namespace PlateApi.Models;

/// <summary>How every model of the models folder is served.</summary>
public sealed record ModelStates
{
    /// <summary>One entry a model and version: those that read first; by name, the highest version first.</summary>
    public required IReadOnlyList<ModelState> Models { get; init; }
}

/// <summary>How a model is served.</summary>
public sealed record ModelState
{
    /// <summary>Name and version.</summary>
    public required string Id { get; init; }

    /// <summary>What it does: recognition or detection.</summary>
    public required string Task { get; init; }

    /// <summary>Whether requests that name the name alone get this version.</summary>
    public required bool IsServed { get; init; }

    /// <summary>Whether it is served because it was pinned.</summary>
    public required bool IsPinned { get; init; }

    /// <summary>Whether it reads when a request names no model.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>Whether it finds the plates of photos.</summary>
    public required bool IsFinder { get; init; }

    /// <summary>Whether its network is open. Others are opened when they are first asked for.</summary>
    public required bool IsLoaded { get; init; }

    /// <summary>Why it cannot be used, one line each; empty while nothing is known against it. It is tried again after a reload.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}

/// <summary>What changed, and how every model is served now.</summary>
public sealed record ModelChange
{
    /// <summary>The packages that came, as name/version; one whose files changed is in both lists.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>The packages that went.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    /// <summary>The versions that answer to their name now and did not before.</summary>
    public required IReadOnlyList<string> Served { get; init; }

    /// <summary>One entry a model and version: those that read first; by name, the highest version first.</summary>
    public required IReadOnlyList<ModelState> Models { get; init; }
}

/// <summary>The core's words for models in those of the wire.</summary>
internal static class ModelAdminMapping
{
    /// <summary>Maps all models.</summary>
    public static ModelState[] ToStates(this LiveModels models) => [.. models.List().Select(model => new ModelState
    {
        Id = model.Package.Manifest.Id,
        Task = model.Package.Manifest.Task.ToString().ToLowerInvariant(),
        IsServed = model.IsServed,
        IsPinned = model.IsPinned,
        IsDefault = model.IsDefault,
        IsFinder = model.IsFinder,
        IsLoaded = model.IsLoaded,
        Faults = model.Faults,
    })];

    /// <summary>Maps a change that succeeded.</summary>
    public static ModelChange ToAnswer(this ModelUpdate update, LiveModels models)
        => new() { Added = update.Added, Removed = update.Removed, Served = update.Served, Models = models.ToStates() };
}
