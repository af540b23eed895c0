using System.Runtime.CompilerServices;

namespace PlateApi.Tests;

/// <summary>Files of the repository that tests compare with.</summary>
internal static class RepositoryFiles
{
    /// <summary>The path of a file named from the repository's root.</summary>
    public static string PathOf(string name) => Path.Combine(Root(), name);

    // This file lies in tests/PlateApi.Tests.
    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
