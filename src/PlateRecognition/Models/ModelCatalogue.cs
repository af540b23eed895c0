using System.Globalization;

namespace PlateRecognition.Models;

/// <summary>The packages of a folder, <c>&lt;name&gt;/&lt;version&gt;/</c>; the highest version of a name is its default. Immutable and thread-safe.</summary>
public sealed class ModelCatalogue
{
    private ModelCatalogue(string root, IReadOnlyList<ModelPackage> packages) => (Root, Packages) = (root, packages);

    /// <summary>The folder that was searched.</summary>
    public string Root { get; }

    /// <summary>All packages: by name, the highest version first.</summary>
    public IReadOnlyList<ModelPackage> Packages { get; }

    /// <summary>Opens every package of a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <exception cref="ModelPackageException">The folder is missing or empty, or packages are faulty; the message lists all faults.</exception>
    public static ModelCatalogue Load(string root)
    {
        if (!Directory.Exists(root))
            throw new ModelPackageException($"There is no models folder '{root}'.");

        var (packages, faults) = (new List<ModelPackage>(), new List<string>());
        foreach (var nameFolder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            foreach (var folder in Directory.EnumerateDirectories(nameFolder))
            {
                // A writer's temporary folder has a dot in its name; it is not a package yet.
                if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                    continue;
                try
                {
                    var package = ModelPackage.Load(folder);
                    if (package.Manifest.Name == Path.GetFileName(nameFolder) && package.Manifest.Version == version)
                        packages.Add(package);
                    else
                        faults.Add($"{folder} holds {package.Manifest.Id}; folder and manifest must agree.");
                }
                catch (ModelPackageException fault)
                {
                    faults.Add(fault.Message);
                }
            }
        }

        if (faults.Count > 0)
            throw new ModelPackageException(faults);
        if (packages.Count == 0)
            throw new ModelPackageException($"The models folder '{root}' holds no package (<name>/<version>/manifest.json).");
        return new ModelCatalogue(
            Path.GetFullPath(root),
            [.. packages.OrderBy(package => package.Manifest.Name, StringComparer.Ordinal).ThenByDescending(package => package.Manifest.Version)]);
    }

    /// <summary>The package of a "name" (its highest version) or a "name/version"; null when there is none.</summary>
    public ModelPackage? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        foreach (var package in Packages)
        {
            if (package.Manifest.Name == id || package.Manifest.Id == id)
                return package;
        }

        return null;
    }
}
