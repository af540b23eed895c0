using PlateRecognition;
using PlateRecognition.Models;

namespace PlateApi.Models;

/// <summary>The models of the models folder.</summary>
public sealed record ModelList
{
    /// <summary>One entry a model and version: those that read first; by name, the highest version first.</summary>
    public required IReadOnlyList<ModelDetails> Models { get; init; }
}

/// <summary>A model: what it takes, what it answers, how it was made and how well it reads.</summary>
public sealed record ModelDetails
{
    /// <summary>Name and version, as the parameter model takes them: plate-reader/1.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The version.</summary>
    public required int Version { get; init; }

    /// <summary>Whether requests that name the name alone get this version: the highest, or the one that is pinned. The others can be asked for as name/version.</summary>
    public required bool IsServed { get; init; }

    /// <summary>Whether its network is open. Others are opened when they are first asked for, which makes that request slower.</summary>
    public required bool IsLoaded { get; init; }

    /// <summary>How its network is: serving, degraded (runs hang, sessions fail, or a CPU stands in for the GPU; what can be answered is) or lost (only a new process helps). Null while it is not open.</summary>
    public required string? State { get; init; }

    /// <summary>Whether it reads when a request names no model.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>What it does: recognition or detection.</summary>
    public required string Task { get; init; }

    /// <summary>Where it runs now: cpu or cuda; for one that is not open, where the default model does.</summary>
    public required string ExecutionProvider { get; init; }

    /// <summary>The picture that the network sees.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>The symbols it can read, the pad symbol left out; null for a model that reads none.</summary>
    public required string? Alphabet { get; init; }

    /// <summary>The longest text it can read; null for a model that reads none.</summary>
    public required int? LongestText { get; init; }

    /// <summary>The countries and states whose plate formats it knows, which the parameter regions takes.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Confidence from which an answer says accepted.</summary>
    public required double AcceptThreshold { get; init; }

    /// <summary>SHA-256 of the network's file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Licence of the weights, as an SPDX identifier.</summary>
    public required string Licence { get; init; }

    /// <summary>How it was trained.</summary>
    public required ModelTraining Training { get; init; }

    /// <summary>What was measured.</summary>
    public required IReadOnlyList<ModelAccuracy> Accuracy { get; init; }
}

/// <summary>The picture that a network sees.</summary>
public sealed record ModelInput
{
    /// <summary>Pixels from left to right.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels from top to bottom.</summary>
    public required int Height { get; init; }

    /// <summary>Order of the channels: rgb or bgr.</summary>
    public required string Colour { get; init; }
}

/// <summary>How a model was trained.</summary>
public sealed record ModelTraining
{
    /// <summary>Name of the recipe.</summary>
    public required string Experiment { get; init; }

    /// <summary>What it learned on.</summary>
    public required string Data { get; init; }

    /// <summary>Commit of the program that trained it.</summary>
    public required string Commit { get; init; }
}

/// <summary>An accuracy that was measured.</summary>
public sealed record ModelAccuracy
{
    /// <summary>What it was measured on.</summary>
    public required string Dataset { get; init; }

    /// <summary>Pictures.</summary>
    public required int Count { get; init; }

    /// <summary>Share of pictures whose whole text was right, 0 to 1.</summary>
    public required double ExactMatch { get; init; }

    /// <summary>Share of characters that were right, 0 to 1.</summary>
    public required double CharacterAccuracy { get; init; }

    /// <summary>Lower bound of the exact match's 95 % interval.</summary>
    public required double Low { get; init; }

    /// <summary>Upper bound of the exact match's 95 % interval.</summary>
    public required double High { get; init; }
}

/// <summary>Manifests in the words of the wire.</summary>
internal static class ModelMapping
{
    /// <summary>Maps one model.</summary>
    public static ModelDetails ToDetails(this ModelStatus model, string executionProvider) => ToDetails(model, model.Package.Manifest, executionProvider);

    private static ModelDetails ToDetails(ModelStatus model, ModelManifest manifest, string executionProvider) => new()
    {
        Id = manifest.Id,
        Name = manifest.Name,
        Version = manifest.Version,
        IsServed = model.IsServed,
        IsLoaded = model.IsLoaded,
        State = model.Network is { } network ? Lower(network.State) : null,
        IsDefault = model.IsDefault,
        Task = Lower(manifest.Task),
        ExecutionProvider = model.Network?.ExecutionProvider ?? executionProvider,
        Input = new ModelInput { Width = manifest.Input.Width, Height = manifest.Input.Height, Colour = Lower(manifest.Input.Colour) },
        Alphabet = manifest.Pad is { } pad ? manifest.Alphabet?.Replace(pad.ToString(), "", StringComparison.Ordinal) : manifest.Alphabet,
        LongestText = manifest.Slots,
        Regions = [.. manifest.Formats.Select(format => format.Region).Distinct().Order(StringComparer.Ordinal)],
        AcceptThreshold = manifest.Calibration.AcceptThreshold,
        Sha256 = manifest.Sha256,
        Licence = manifest.Licence,
        Training = new ModelTraining { Experiment = manifest.Training.Experiment, Data = manifest.Training.Data, Commit = manifest.Training.Commit },
        Accuracy = [.. manifest.Accuracy.Select(measured => new ModelAccuracy
        {
            Dataset = measured.Dataset,
            Count = measured.Count,
            ExactMatch = measured.ExactMatch,
            CharacterAccuracy = measured.CharacterAccuracy,
            Low = measured.Low,
            High = measured.High,
        })],
    };

    private static string Lower<T>(T value)
        where T : struct, Enum
        => value.ToString().ToLowerInvariant();
}
