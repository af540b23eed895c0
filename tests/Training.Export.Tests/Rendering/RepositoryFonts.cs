using System.Runtime.CompilerServices;
using Training.Export.Rendering;

namespace Training.Export.Tests.Rendering;

/// <summary>The fonts of the repository, loaded once.</summary>
internal static class RepositoryFonts
{
    public static string Folder { get; } = Find();

    public static FontLibrary Library { get; } = FontLibrary.Load(Folder);

    public static PlateRenderer Renderer(RenderOptions? options = null) => new(Library, options ?? new RenderOptions());

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../fonts"));
}
