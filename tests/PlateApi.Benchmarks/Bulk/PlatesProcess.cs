using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PlateApi.Benchmarks.Bulk;

/// <summary>The command <c>plates</c> in a process of its own.</summary>
internal static partial class PlatesProcess
{
    /// <summary>Reads files.</summary>
    /// <returns>Pictures a second, as the command says at its end, and the processor time of the process, its start included.</returns>
    public static async Task<(double Rate, TimeSpan Processor)> MeasureAsync(IReadOnlyList<string> files, string models)
    {
        var output = Path.GetTempFileName();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "plates.dll"), "--list", "-", "--mode", "crop", "--reads-per-plate", "1", "--models", models, "--output", output, "--again"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        foreach (var file in files)
            await process.StandardInput.WriteLineAsync(file);
        process.StandardInput.Close();
        var reading = process.StandardError.ReadToEndAsync();
        var processor = await WatchAsync(process);
        var words = await reading;
        var lines = await File.ReadAllLinesAsync(output);
        File.Delete(output);
        if (process.ExitCode != 0 || lines.Length < files.Count)
            throw new InvalidDataException($"plates ended with {process.ExitCode} and {lines.Length} lines: {words}");
        return (double.Parse(Rate().Match(words).Groups[1].Value, CultureInfo.InvariantCulture), processor);
    }

    // Of a process that has ended, nobody can tell.
    private static async Task<TimeSpan> WatchAsync(Process process)
    {
        var ended = process.WaitForExitAsync();
        for (var processor = TimeSpan.Zero; ; await Task.WhenAny(ended, Task.Delay(10)))
        {
            if (ended.IsCompleted)
                return processor;
            try
            {
                process.Refresh();
                processor = process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                // It has ended just now.
            }
        }
    }

    [GeneratedRegex("([0-9.]+) a second")]
    private static partial Regex Rate();
}
