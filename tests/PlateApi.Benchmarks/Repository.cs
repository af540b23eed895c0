namespace PlateApi.Benchmarks;

/// <summary>Finds the repository that the benchmark was built in.</summary>
internal static class Repository
{
    /// <summary>The nearest folder above the program that holds the solution.</summary>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PlateApi.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"There is no PlateApi.sln in {Environment.CurrentDirectory} or above it; run scripts/bench.sh.");
    }
}
