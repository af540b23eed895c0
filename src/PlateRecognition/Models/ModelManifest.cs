using System.Text.Json;
using System.Text.Json.Serialization;
using PlateRecognition.Imaging;
using PlateRecognition.Plates;

namespace PlateRecognition.Models;

/// <summary>What a model does.</summary>
public enum ModelTask
{
    /// <summary>Reads the text of a plate's crop.</summary>
    Recognition,

    /// <summary>Finds plates in a photo.</summary>
    Detection,
}

/// <summary>
/// A model package's <c>manifest.json</c>: everything that is needed to feed the network and to understand its answer, and how
/// it was made. Immutable.
/// </summary>
public sealed record ModelManifest
{
    /// <summary>The schema this program reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of this schema: <see cref="CurrentSchema"/>.</summary>
    public int SchemaVersion { get; init; } = CurrentSchema;

    /// <summary>Lower-case letters, digits and dashes; also the package's folder.</summary>
    public required string Name { get; init; }

    /// <summary>1 or more; also the package's second folder. The highest one is served.</summary>
    public required int Version { get; init; }

    /// <summary>What the model does.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>The picture input.</summary>
    public required ManifestInput Input { get; init; }

    /// <summary>
    /// The outputs. A recogniser has one, of shape (-1, slots, classes), and, when it knows where its characters stand, a second, of shape (-1, slots, 2): x and y of
    /// each slot's character, 0 to 1 of the picture. A detector has two: a heat map (-1, 1, rows, columns), the probability of a plate's
    /// centre in each cell, and the corners (-1, 8, rows, columns), offsets from the cell's centre in cells.
    /// </summary>
    public required IReadOnlyList<ManifestOutput> Outputs { get; init; }

    /// <summary>A recogniser's symbols in the order of its classes, the pad included.</summary>
    public string? Alphabet { get; init; }

    /// <summary>The pad symbol of <see cref="Alphabet"/>, or null when every slot holds a character.</summary>
    public char? Pad { get; init; }

    /// <summary>A recogniser's slots.</summary>
    public int? Slots { get; init; }

    /// <summary>Formats of the plates that a recogniser learned on: what is known of texts beforehand, and the regions that can be asked for.</summary>
    public IReadOnlyList<RegionFormats> Formats { get; init; } = [];

    /// <summary><see cref="Formats"/>, one by one.</summary>
    [JsonIgnore]
    public IReadOnlyList<TextFormat> TextFormats => [.. Formats.SelectMany(region => region.Split())];

    /// <summary>SHA-256 of model.onnx, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>How it was trained.</summary>
    public required ManifestTraining Training { get; init; }

    /// <summary>What was measured, and on what.</summary>
    public IReadOnlyList<ManifestAccuracy> Accuracy { get; init; } = [];

    /// <summary>How raw probabilities become trustworthy ones.</summary>
    public ManifestCalibration Calibration { get; init; } = new();

    /// <summary>ONNX operator set of the graph.</summary>
    public required int Opset { get; init; }

    /// <summary>Licence of the weights, as an SPDX identifier.</summary>
    public required string Licence { get; init; }

    /// <summary>Place of a recogniser's positions in <see cref="Outputs"/>, or null when it gives none.</summary>
    [JsonIgnore]
    public int? PositionsOutput => Task == ModelTask.Recognition && Outputs.Count == 2 ? 1 : null;

    /// <summary>"name/version".</summary>
    [JsonIgnore]
    public string Id => $"{Name}/{Version}";

    /// <summary>How pictures are put into the input.</summary>
    [JsonIgnore]
    public ImageInputSpec InputSpec => new(Input.Width, Input.Height, Input.Layout, Input.Colour, Input.Resize);

    /// <summary>Reads a manifest; what it may leave out has its default. Call <see cref="Validate"/> next.</summary>
    /// <exception cref="ModelPackageException">The file is missing or is not such JSON.</exception>
    public static ModelManifest Load(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelsJson.Default.ModelManifest)
                ?? throw new ModelPackageException($"{path} is empty.");

            // Generated readers do not run the initialisers of init-only properties.
            return manifest with { Formats = manifest.Formats ?? [], Accuracy = manifest.Accuracy ?? [], Calibration = manifest.Calibration ?? new ManifestCalibration() };
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw new ModelPackageException($"{path} is not a model manifest: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelPackageException($"There is no {path}.", fault);
        }
    }

    /// <summary>All faults of the manifest, one line each; empty when it can be served.</summary>
    public IReadOnlyList<string> Validate() => ManifestValidation.FindFaults(this);

    /// <summary>The manifest as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ModelsJson.Default.ModelManifest);
}

/// <summary>The formats of one region that use the same letters and are as common.</summary>
/// <param name="Region">ISO 3166 code in lower case, "us-ca" style for states.</param>
/// <param name="Letters">The letters in use.</param>
/// <param name="Patterns">Patterns as <see cref="TextFormat"/> takes them, separated by spaces.</param>
public sealed record RegionFormats(string Region, string Letters, string Patterns)
{
    /// <summary>How many of the region's plates are of one of these patterns, next to a pattern with a weight of 1: above 0; null is 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Weight { get; init; }

    /// <summary>Groups formats for a manifest.</summary>
    public static IReadOnlyList<RegionFormats> Group(IEnumerable<TextFormat> formats) =>
    [
        .. formats.GroupBy(format => (format.Region, format.Letters, format.Weight)).OrderBy(group => group.Key.Region, StringComparer.Ordinal)
            .Select(group => new RegionFormats(group.Key.Region, group.Key.Letters, string.Join(' ', group.Select(format => format.Pattern)))
            {
                Weight = group.Key.Weight == 1 ? null : group.Key.Weight,
            }),
    ];

    internal IEnumerable<TextFormat> Split()
        => Patterns.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pattern => new TextFormat(Region, pattern, Letters) { Weight = Weight ?? 1 });
}

/// <summary>The picture input of a network.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Element type; "uint8", since normalisation lives in the graph.</param>
/// <param name="Layout">Order of the axes.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Colour">Order of the channels.</param>
/// <param name="Resize">How pictures of another shape fit in.</param>
public sealed record ManifestInput(string Name, string Type, PixelLayout Layout, int Height, int Width, ColourOrder Colour, ResizeRule Resize);

/// <summary>An output of a network.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Shape">Sizes; -1 is the batch.</param>
public sealed record ManifestOutput(string Name, IReadOnlyList<int> Shape);

/// <summary>How a model was trained.</summary>
/// <param name="Experiment">Name of the recipe.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Data">What it learned on, in words.</param>
/// <param name="Commit">Commit of the program that trained it.</param>
/// <param name="Fonts">Fonts that its plates were drawn with.</param>
public sealed record ManifestTraining(string Experiment, ulong Seed, string Data, string Commit, IReadOnlyList<string> Fonts);

/// <summary>An accuracy that was measured.</summary>
/// <param name="Dataset">What it was measured on.</param>
/// <param name="Count">Pictures.</param>
/// <param name="ExactMatch">Share of whole texts right, 0 to 1.</param>
/// <param name="CharacterAccuracy">1 - edits / characters, 0 to 1.</param>
/// <param name="Low">Lower bound of the exact match's 95 % Wilson interval.</param>
/// <param name="High">Upper bound.</param>
public sealed record ManifestAccuracy(string Dataset, int Count, double ExactMatch, double CharacterAccuracy, double Low, double High)
{
    /// <summary>Exact match with the letter O read as 0 on both sides, 0 to 1.</summary>
    public double ExactMatchFolded { get; init; }

    /// <summary>Share of pictures whose text was accepted, 0 to 1.</summary>
    public double Accepted { get; init; }

    /// <summary>Share of the accepted texts that are right (O read as 0), 0 to 1; 0 when none was accepted.</summary>
    public double AcceptedPrecision { get; init; }
}

/// <summary>How raw probabilities become trustworthy ones.</summary>
public sealed record ManifestCalibration
{
    /// <summary>Divides the logits; above 0, default 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>
    /// Confidence from which the model stands by a text; 0 to 1, or above 1 (at most 2) to accept nothing. A detector's: heat from which there is a plate, above 0 and
    /// below 1.
    /// </summary>
    public double AcceptThreshold { get; init; } = 0.5;
}

/// <summary>JSON of manifests and golden samples: camelCase, enums by name.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(GoldenAnswer))]
internal sealed partial class ModelsJson : JsonSerializerContext;
