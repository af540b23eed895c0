using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PlateApi.Benchmarks;

/// <summary>Writes what was measured as docs/performance.md.</summary>
internal static class PerformanceReport
{
    public static void Write(
        string path, string model, int rounds, IReadOnlyList<(string Step, Timing Timing)> latency,
        IReadOnlyList<(string Step, Timing Timing)> photo, IReadOnlyList<(int Batch, Timing PerPicture)> batches, IReadOnlyDictionary<(string Name, int Clients), double> engine,
        IReadOnlyDictionary<(string Name, int Clients), double> places, IReadOnlyDictionary<(string Name, int Clients), double> overHttp)
    {
        var text = new StringBuilder();
        var floor = latency.Take(3).Sum(step => step.Timing.Median);
        Line($"# Performance");
        Line($"");
        Line($"Written by `scripts/bench.sh {rounds}` on {TimeProvider.System.GetLocalNow():yyyy-MM-dd}: {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, ONNX Runtime {OnnxRuntimeVersion()}, model `{model}`.");
        Line($"{OtherLoad()}All steps take turns in one run. Machines differ: the ratios carry over, the milliseconds do not.");
        Line($"");
        Line($"## One client, one crop at a time");
        Line($"");
        Line($"| step | median, ms | 95th percentile, ms | of decode + preprocess + bare run |");
        Line($"|---|---:|---:|---:|");
        foreach (var (step, timing) in latency)
            Line($"| {step} | {timing.Median:0.00} | {timing.P95:0.00} | {timing.Median / floor:0.00} |");
        Line($"");
        Line($"{rounds} rounds over the golden samples as JPEG. Bare run: ONNX Runtime alone, one thread, batch 1. The pool takes {latency[3].Timing.Median / latency[2].Timing.Median:0.00} times the bare run, the whole request {latency[5].Timing.Median / latency[2].Timing.Median:0.00} times.");
        Line($"");
        floor = photo.Take(3).Sum(step => step.Timing.Median);
        Line($"## One client, one photo of {PhotoSteps.Width}×{PhotoSteps.Height} pixels with one plate");
        Line($"");
        Line($"| step | median, ms | 95th percentile, ms | of decode + bare runs of finder and reader |");
        Line($"|---|---:|---:|---:|");
        foreach (var (step, timing) in photo)
            Line($"| {step} | {timing.Median:0.00} | {timing.P95:0.00} | {timing.Median / floor:0.00} |");
        Line($"");
        Line($"JPEG at quality 90. The plate is read in three cuts, `ReadsPerPlate`, or in one.");
        Line($"");
        Line($"## Bare runs by batch, one thread");
        Line($"");
        Line($"| batch | median a picture, ms | pictures a second |");
        Line($"|---:|---:|---:|");
        foreach (var (batch, timing) in batches)
            Line($"| {batch} | {timing.Median:0.00} | {1000 / timing.Median:0} |");
        Line($"");
        var bare = engine[(Throughput.Bare, Environment.ProcessorCount)];
        Line($"## The engine alone, many clients");
        Line($"");
        Line($"Tensors a second, ready before; no decoding. {Throughput.Bare}: {bare:0} a second; {Throughput.BareBatch}: {8 * engine[(Throughput.BareBatch, Environment.ProcessorCount)]:0}. In brackets: of the bare runs.");
        Line($"");
        Table(engine, [Throughput.Single, Throughput.Unbatched, Throughput.Batched], bare);
        Line($"## Whole pictures in process, by how many are let in at the same time");
        Line($"");
        Line($"Pictures a second, decoding included. Columns: `MaxConcurrentPictures` as a multiple of the cores.");
        Line($"");
        Table(places, [.. Throughput.Places.Select(multiple => $"{multiple}")], reference: null);
        bare = overHttp[(Throughput.Bare, Environment.ProcessorCount)];
        Line($"## Many clients, closed loop over HTTP on the same cores");
        Line($"");
        Line($"{Throughput.Bare}: {bare:0} a second. The service decodes, preprocesses and speaks HTTP besides, and its clients share its cores.");
        Line($"");
        Table(overHttp, [Throughput.Service], bare);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ToString().TrimEnd('\n') + "\n");
        Console.WriteLine(text);

        void Table(IReadOnlyDictionary<(string Name, int Clients), double> measured, string[] names, double? reference)
        {
            Line($"| clients | {string.Join(" | ", names)} |");
            Line($"|---:|{string.Concat(names.Select(_ => "---:|"))}");
            foreach (var clients in Throughput.Clients)
                Line($"| {clients} | {string.Join(" | ", names.Select(name => Cell(measured[(name, clients)], reference)))} |");
            Line($"");
        }

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Cell(double perSecond, double? reference)
        => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0}") + (reference is { } whole ? string.Create(CultureInfo.InvariantCulture, $" ({perSecond / whole:0%})") : "");

    // What else the machine does spoils figures: the reader must know.
    private static string OtherLoad()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File)
            ? $"The system's load over the five minutes to the end of the measuring, this program's own included: {System.IO.File.ReadAllText(File).Split(' ')[1]}. "
            : "";
    }

    private static string OnnxRuntimeVersion() => typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    private static string Processor()
    {
        const string Information = "/proc/cpuinfo", Name = "model name";
        return File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
            : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
