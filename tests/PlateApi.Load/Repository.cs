namespace PlateApi.Load;

/// <summary>Finds the repository that the program is run in or was built in.</summary>
internal static class Repository
{
    /// <summary>The nearest folder above the working directory, or above the program, that holds the solution.</summary>
    public static string Find()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "PlateApi.sln")))
                    return folder.FullName;
            }
        }

        throw new InvalidOperationException($"There is no PlateApi.sln in {Environment.CurrentDirectory} or above it.");
    }
}
