using System.Text.Json.Nodes;
using PlateRecognition.Models;

namespace PlateApi.Load.Soak;

/// <summary>
/// A models folder of its own, in which a further version of the newest reader and of the finder comes and goes: the same network, so that answers stay, and yet another
/// package, so that a reload has something to exchange. Deleted with it.
/// </summary>
internal sealed class SoakModels : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plate-soak-");
    private readonly List<(string Away, string There)> _twins = [];

    /// <summary>Copies a catalogue.</summary>
    public SoakModels(ModelCatalogue catalogue)
    {
        foreach (var package in catalogue.Packages)
            Copy(package, Path.Combine(Root, package.Manifest.Name, $"{package.Manifest.Version}"));
        foreach (var newest in catalogue.Packages.GroupBy(package => package.Manifest.Name).Select(versions => versions.MaxBy(package => package.Manifest.Version)!))
        {
            var version = newest.Manifest.Version + 1;
            var away = Path.Combine(_folder.FullName, "away", newest.Manifest.Name);
            Copy(newest, away);
            var manifest = Path.Combine(away, "manifest.json");
            var json = JsonNode.Parse(File.ReadAllText(manifest))!;
            json["version"] = version;
            File.WriteAllText(manifest, json.ToJsonString());
            _twins.Add((away, Path.Combine(Root, newest.Manifest.Name, $"{version}")));
        }
    }

    /// <summary>The folder.</summary>
    public string Root => Path.Combine(_folder.FullName, "models");

    /// <summary>Lets the further versions come, or go. Whoever reloads then exchanges every model.</summary>
    public void Toggle()
    {
        foreach (var (away, there) in _twins)
        {
            if (Directory.Exists(away))
                Directory.Move(away, there);
            else
                Directory.Move(there, away);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Copy(ModelPackage package, string to)
    {
        var from = Path.GetDirectoryName(package.ModelPath)!;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
