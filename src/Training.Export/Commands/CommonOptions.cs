using System.CommandLine;
using Training.Export.Rendering;

namespace Training.Export.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<string> Fonts() => new("--fonts")
    {
        Description = "Folder of .ttf and .otf fonts to draw plates with. Default: the repository's fonts/.",
        DefaultValueFactory = _ => FindUpwards("fonts"),
    };

    public static Option<string> Models() => new("--models")
    {
        Description = "Folder of model packages, <name>/<version>/. Default: the repository's models/.",
        DefaultValueFactory = _ => FindUpwards("models"),
    };

    public static Option<string> Model() => new("--model")
    {
        Description = "Model to use: a name, or name/version. Default: plate-reader.",
        DefaultValueFactory = _ => "plate-reader",
    };

    public static Option<ulong> Seed(ulong value) => new("--seed")
    {
        Description = "Seed of the rendered plates; the same seed gives the same plates.",
        DefaultValueFactory = _ => value,
    };

    /// <summary>Opens the fonts, saying how to get some when there are none.</summary>
    public static FontLibrary OpenFonts(string folder) => FontLibrary.Load(folder);

    /// <summary>The nearest folder of this name in the working directory or above it; the name itself when there is none.</summary>
    private static string FindUpwards(string name)
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, name);
            if (Directory.Exists(candidate))
                return candidate;
        }

        return name;
    }
}
