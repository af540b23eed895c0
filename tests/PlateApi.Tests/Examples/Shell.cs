using System.Diagnostics;

namespace PlateApi.Tests.Examples;

/// <summary>Runs programs of the system in the repository's root.</summary>
internal static class Shell
{
    /// <summary>Whether a program is in PATH.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program to its end.</summary>
    public static Task<Outcome> RunAsync(string program, params string[] arguments) => RunAsync(new Dictionary<string, string>(), program, arguments);

    /// <summary>Likewise, with environment variables.</summary>
    public static async Task<Outcome> RunAsync(Dictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = RepositoryFiles.PathOf("") };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        // Set by the program that runs the tests, and not meant for another build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var stop = TestContext.Current.CancellationToken;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return new Outcome(process.ExitCode, await output, await error);
    }
}

/// <summary>How a program ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public void AssertSuccess() => Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
}
