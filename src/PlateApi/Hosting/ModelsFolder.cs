namespace PlateApi.Hosting;

/// <summary>Finds the models when no setting names their folder.</summary>
internal static class ModelsFolder
{
    /// <summary>
    /// The nearest folder <c>models</c> that holds a package, in <paramref name="start"/> or a folder above it: beside a published
    /// program, or in the repository around a built one.
    /// </summary>
    /// <exception cref="InvalidSettingsException">There is none.</exception>
    public static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "models");
            if (HoldsPackage(models))
                return models;
        }

        throw new InvalidSettingsException(
            $"No folder 'models' with a package (<name>/<version>/manifest.json) is in {start} or above it; set {PlateApiOptions.SectionName}:{nameof(PlateApiOptions.ModelsFolder)}.");
    }

    private static bool HoldsPackage(string models)
    {
        if (!Directory.Exists(models))
            return false;
        foreach (var name in Directory.EnumerateDirectories(models))
        {
            foreach (var version in Directory.EnumerateDirectories(name))
            {
                if (File.Exists(Path.Combine(version, "manifest.json")))
                    return true;
            }
        }

        return false;
    }
}
