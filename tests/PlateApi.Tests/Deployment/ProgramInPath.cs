namespace PlateApi.Tests.Deployment;

/// <summary>Programs that some tests use where they are installed.</summary>
internal static class ProgramInPath
{
    /// <summary>The path of a program, or null where there is none.</summary>
    public static string? Find(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
