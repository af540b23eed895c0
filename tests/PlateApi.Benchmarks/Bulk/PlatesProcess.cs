using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PlateApi.Benchmarks.Bulk;

/// <summary>The command <c>plates</c> in a process of its own.</summary>
internal static partial class PlatesProcess
{
    /// <summary>Reads files.</summary>
    /// <returns>Pictures a second, as the command says at its end.</returns>
    public static async Task<double> MeasureAsync(IReadOnlyList<string> files, string models)
    {
        var output = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "plates.dll"), "--list", "-", "--mode", "crop", "--models", models, "--output", output, "--again"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        foreach (var file in files)
            await process.StandardInput.WriteLineAsync(file);
        process.StandardInput.Close();
        var words = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var lines = await File.ReadAllLinesAsync(output);
        File.Delete(output);
        if (process.ExitCode != 0 || lines.Length < files.Count)
            throw new InvalidDataException($"plates ended with {process.ExitCode} and {lines.Length} lines: {words}");
        return double.Parse(Rate().Match(words).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("([0-9.]+) a second")]
    private static partial Regex Rate();
}
