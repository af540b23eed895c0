using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace PlateRecognition.Models;

/// <summary>
/// A model as it is shipped: the folder <c>models/&lt;name&gt;/&lt;version&gt;/</c> with model.onnx, manifest.json and golden/.
/// Immutable.
/// </summary>
public sealed class ModelPackage
{
    private const string Model = "model.onnx", Manifests = "manifest.json", Golden = "golden";

    private ModelPackage(string folder, ModelManifest manifest, IReadOnlyList<GoldenSample> golden)
        => (Folder, Manifest, GoldenSamples) = (folder, manifest, golden);

    /// <summary>The package's folder.</summary>
    public string Folder { get; }

    /// <summary>The manifest, validated.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Pictures and the answers the model must give to them.</summary>
    public IReadOnlyList<GoldenSample> GoldenSamples { get; }

    /// <summary>The network's file.</summary>
    public string ModelPath => Path.Combine(Folder, Model);

    /// <summary>Opens a package and checks manifest, checksum and golden files.</summary>
    /// <exception cref="ModelPackageException">Something is wrong; the message lists everything that is.</exception>
    public static ModelPackage Load(string folder)
    {
        var manifest = ModelManifest.Load(Path.Combine(folder, Manifests));
        var faults = new List<string>(manifest.Validate());
        var modelPath = Path.Combine(folder, Model);
        if (!File.Exists(modelPath))
            faults.Add($"there is no {Model}.");
        else if (ChecksumOf(modelPath) is var sum && sum != manifest.Sha256)
            faults.Add($"{Model} has the SHA-256 {sum}; the manifest says {manifest.Sha256}.");

        var golden = LoadGolden(Path.Combine(folder, Golden), manifest, faults);
        return faults.Count == 0
            ? new ModelPackage(Path.GetFullPath(folder), manifest, golden)
            : throw new ModelPackageException($"The model package {folder} has {faults.Count} fault(s): {string.Join(" ", faults)}");
    }

    /// <summary>Writes a package beside its place and renames it there, so that no reader ever sees half of it.</summary>
    /// <param name="folder">The package's folder; replaced when it is there.</param>
    /// <param name="manifest">The manifest; its checksum is filled in.</param>
    /// <param name="onnx">The network.</param>
    /// <param name="golden">The golden samples.</param>
    /// <exception cref="ModelPackageException">Manifest or golden samples are wrong; the folder is as it was.</exception>
    public static ModelPackage Write(string folder, ModelManifest manifest, ReadOnlySpan<byte> onnx, IReadOnlyList<GoldenSample> golden)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(golden);
        manifest = manifest with { Sha256 = Checksum(onnx) };
        if (manifest.Validate() is { Count: > 0 } faults)
            throw new ModelPackageException($"The manifest of {manifest.Id} has {faults.Count} fault(s): {string.Join(" ", faults)}");

        var target = Path.GetFullPath(folder);
        var (temporary, replaced) = ($"{target}.{Guid.NewGuid():N}.tmp", $"{target}.{Guid.NewGuid():N}.tmp");
        try
        {
            WriteFiles(temporary, manifest, onnx, golden);
            Load(temporary);
            if (Directory.Exists(target))
                Directory.Move(target, replaced);
            Directory.Move(temporary, target);
        }
        finally
        {
            foreach (var leftOver in new[] { temporary, replaced })
            {
                if (Directory.Exists(leftOver))
                    Directory.Delete(leftOver, recursive: true);
            }
        }

        return Load(target);
    }

    /// <summary>Whether another package is made of the same: manifest, network and golden samples. Where they lie does not matter.</summary>
    public bool IsSame(ModelPackage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Manifest.ToJson() == other.Manifest.ToJson() && GoldenSamples.Count == other.GoldenSamples.Count
            && GoldenSamples.Zip(other.GoldenSamples).All(pair => pair.First.IsSame(pair.Second));
    }

    /// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
    public static string Checksum(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // Piece by piece: whole networks would be garbage of their size at every reload.
    private static string ChecksumOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void WriteFiles(string folder, ModelManifest manifest, ReadOnlySpan<byte> onnx, IReadOnlyList<GoldenSample> golden)
    {
        Directory.CreateDirectory(Path.Combine(folder, Golden));
        File.WriteAllBytes(Path.Combine(folder, Model), onnx.ToArray());
        File.WriteAllText(Path.Combine(folder, Manifests), manifest.ToJson() + "\n");
        foreach (var sample in golden)
        {
            File.WriteAllBytes(Path.Combine(folder, Golden, sample.Name + ".png"), sample.Picture);
            File.WriteAllBytes(Path.Combine(folder, Golden, sample.Name + ".json"), JsonSerializer.SerializeToUtf8Bytes(sample.Answer, ModelsJson.Default.GoldenAnswer));
        }
    }

    private static List<GoldenSample> LoadGolden(string folder, ModelManifest manifest, List<string> faults)
    {
        var samples = new List<GoldenSample>();
        if (!Directory.Exists(folder))
        {
            faults.Add($"there is no folder {Golden}; without golden samples nobody can tell whether the model answers rightly here.");
            return samples;
        }

        foreach (var picture in Directory.EnumerateFiles(folder, "*.png").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(picture);
            var answerPath = Path.Combine(folder, name + ".json");
            try
            {
                var answer = JsonSerializer.Deserialize(File.ReadAllBytes(answerPath), ModelsJson.Default.GoldenAnswer);
                var expected = manifest.Outputs is [{ Shape: { Count: > 1 } shape }, ..] ? Product(shape.Skip(1)) : 0;
                if (answer?.Text is null || answer.Probabilities is null || answer.Probabilities.Length != expected)
                    faults.Add(string.Create(CultureInfo.InvariantCulture, $"{Golden}/{name}.json must hold a text and {expected} probabilities."));
                else
                    samples.Add(new GoldenSample(name, File.ReadAllBytes(picture), answer));
            }
            catch (Exception fault) when (fault is JsonException or FileNotFoundException)
            {
                faults.Add($"{Golden}/{name}.json cannot be read: {fault.Message}");
            }
        }

        if (samples.Count == 0 && faults.Count == 0)
            faults.Add($"{Golden} holds no samples.");
        return samples;
    }

    // A reader's slots × classes, a finder's cells.
    private static long Product(IEnumerable<int> sizes)
    {
        var product = 1L;
        foreach (var size in sizes)
            product *= size;
        return product;
    }
}
