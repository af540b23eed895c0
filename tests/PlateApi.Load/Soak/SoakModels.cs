using System.Text.Json.Nodes;
using PlateRecognition.Models;

namespace PlateApi.Load.Soak;

/// <summary>
/// A models folder of its own, in which further versions of every model come and old ones go: the same networks, so that answers stay, and yet other packages, so that a
/// reload has something to exchange. What answers is never taken away: a session that breaks is opened again from its file. Deleted with it. Not thread-safe.
/// </summary>
internal sealed class SoakModels : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plate-soak-");
    private readonly List<ModelPackage> _newest;
    private int _added;

    /// <summary>Copies a catalogue.</summary>
    public SoakModels(ModelCatalogue catalogue)
    {
        foreach (var package in catalogue.Packages)
            Copy(package, FolderOf(package, package.Manifest.Version));
        _newest = [.. catalogue.Packages.GroupBy(package => package.Manifest.Name).Select(versions => versions.MaxBy(package => package.Manifest.Version)!)];
    }

    /// <summary>The folder.</summary>
    public string Root => Path.Combine(_folder.FullName, "models");

    /// <summary>Adds a version of each model. Whoever reloads then exchanges every model.</summary>
    public void Add()
    {
        _added++;
        foreach (var package in _newest)
        {
            var version = package.Manifest.Version + _added;
            var aside = Path.Combine(_folder.FullName, "aside");
            Copy(package, aside);
            var manifest = Path.Combine(aside, "manifest.json");
            var json = JsonNode.Parse(File.ReadAllText(manifest))!;
            json["version"] = version;
            File.WriteAllText(manifest, json.ToJsonString());
            Directory.Move(aside, FolderOf(package, version));
        }
    }

    /// <summary>Takes away what was added before the last time. Whoever reloads then closes them.</summary>
    public void RemoveOld()
    {
        foreach (var package in _newest)
        {
            for (var version = package.Manifest.Version + 1; version < package.Manifest.Version + _added; version++)
            {
                if (Directory.Exists(FolderOf(package, version)))
                    Directory.Delete(FolderOf(package, version), recursive: true);
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string FolderOf(ModelPackage package, int version) => Path.Combine(Root, package.Manifest.Name, $"{version}");

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
