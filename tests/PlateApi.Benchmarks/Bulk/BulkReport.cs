using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PlateApi.Benchmarks.Bulk;

/// <summary>Measures many crops at once, by the command <c>plates</c> and as a stream over HTTP, and writes docs/bulk.md.</summary>
internal static class BulkReport
{
    private const int Turns = 5;

    /// <summary>Measures and writes.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="pictures">The crops to read again and again.</param>
    /// <param name="bare">The floor.</param>
    /// <param name="count">How many crops.</param>
    public static async Task MeasureAsync(string root, BenchmarkPictures pictures, BareRuntime bare, int count)
    {
        using var crops = CropFolder.Write(pictures.Encoded, count);
        var models = Path.Combine(root, "models");

        // Bare runs and the command take turns, so that a drift of the machine's speed touches both.
        var (bareRates, commandRates) = (new List<double>(), new List<double>());
        foreach (var turn in crops.Files.Chunk((count + Turns - 1) / Turns))
        {
            bareRates.Add(await MeasureBareAsync(bare, turn.Length));
            commandRates.Add(await PlatesProcess.MeasureAsync(turn, models));
        }

        var (bareRate, commandRate) = (bareRates.Average(), commandRates.Average());
        var stream = await StreamedRequest.MeasureAsync(pictures.Encoded, count, models);
        Write(Path.Combine(root, "docs", "bulk.md"), pictures.Package.Manifest.Id, count, bareRate, commandRate, stream);
    }

    private static async Task<double> MeasureBareAsync(BareRuntime bare, int count)
    {
        var runs = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => bare.Prepare(1)).ToList();
        var (clock, left) = (Stopwatch.StartNew(), count);
        await Task.WhenAll(runs.Select(run => Task.Run(() =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                run();
        })));
        return count / clock.Elapsed.TotalSeconds;
    }

    private static void Write(string path, string model, int count, double bare, double command, StreamMeasure stream)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Many pictures\n\nWritten by `scripts/bench-bulk.sh {count}` on {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, `{model}`, {count} crops as JPEG. ");
        text.Append(CultureInfo.InvariantCulture, $"The system's load over the last five minutes, this program's own included: {Load()}.\n\n");
        text.Append("| way | pictures a second | of bare runs |\n|---|---:|---:|\n");
        text.Append(CultureInfo.InvariantCulture, $"| bare runs of ONNX Runtime, one thread a core | {bare:0} | |\n");
        text.Append(CultureInfo.InvariantCulture, $"| `plates`, files on a disk to CSV | {command:0} | {command / bare:0%} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| one streamed request, its client on the same cores | {stream.Rate:0} | {stream.Rate / bare:0%} |\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Bare runs and `plates` took turns; `plates` decodes and preprocesses besides, its start is not counted. The service's memory during the streamed request (working set): {stream.FirstTenth / 1048576.0:0} MiB after a tenth of the pictures, {stream.Most / 1048576.0:0} MiB at most, {stream.Last / 1048576.0:0} MiB at the end.\n");
        File.WriteAllText(path, text.ToString());
        Console.WriteLine(text);
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[1] : "unknown";
}
