using System.Diagnostics;

namespace PlateApi.Tests.Fuzz;

/// <summary>A short run of the fuzz programs; the long ones are their own: PlateApi.Fuzz pictures 100000, PlateApi.Fuzz requests 20000.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData("pictures", 3000)]
    [InlineData("requests", 150)]
    public async Task Fuzz_MutatedInputs_AreAnsweredAsDeclared(string target, int count)
    {
        var (exitCode, output, _) = await RunAsync(target, $"{count}", "--seed", "7");

        Assert.True(exitCode == 0, output);
        Assert.Contains($"{count} {target}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fuzz_InputThatTakesMoreMemoryThanAllowed_IsWrittenDownWithItsSeed()
    {
        var (exitCode, output, findings) = await RunAsync("pictures", "3000", "--seed", "7", "--budget-mib", "0");

        Assert.Equal(1, exitCode);
        Assert.Contains("seed 7, round ", output, StringComparison.Ordinal);
        Assert.NotEmpty(findings);
        Assert.Contains(findings[0], output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string[] Findings)> RunAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("plate-fuzz-");
        try
        {
            // Built beside the tests, as every referenced program is.
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PlateApi.Fuzz.dll"), .. arguments, "--findings", folder.FullName]) { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, output, [.. folder.GetFiles().Select(file => file.FullName)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
