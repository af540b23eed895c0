using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PlateApi.Benchmarks;

/// <summary>Writes what was measured as docs/performance.md.</summary>
internal static class PerformanceReport
{
    public static void Write(
        string path, string model, int rounds, IReadOnlyList<(string Step, Timing Timing)> latency,
        IReadOnlyList<(int Batch, Timing PerPicture)> batches, (double BareRuns, IReadOnlyList<(int Clients, double Requests)> Service) throughput)
    {
        var text = new StringBuilder();
        var floor = latency.Take(3).Sum(step => step.Timing.Median);
        Line($"# Performance");
        Line($"");
        Line($"Written by `scripts/bench.sh {rounds}` on {TimeProvider.System.GetLocalNow():yyyy-MM-dd}: {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, ONNX Runtime {OnnxRuntimeVersion()}, model `{model}`.");
        Line($"All steps take turns in one run. Machines differ: the ratios carry over, the milliseconds do not.");
        Line($"");
        Line($"## One client, one crop at a time");
        Line($"");
        Line($"| step | median, ms | 95th percentile, ms | of decode + preprocess + bare run |");
        Line($"|---|---:|---:|---:|");
        foreach (var (step, timing) in latency)
            Line($"| {step} | {timing.Median:0.00} | {timing.P95:0.00} | {timing.Median / floor:0.00} |");
        Line($"");
        Line($"{rounds} rounds over the golden samples as JPEG. Bare run: ONNX Runtime alone, one thread, batch 1. The whole request takes {latency[4].Timing.Median / latency[2].Timing.Median:0.00} times the bare run.");
        Line($"");
        Line($"## Bare runs by batch, one thread");
        Line($"");
        Line($"| batch | median a picture, ms | pictures a second |");
        Line($"|---:|---:|---:|");
        foreach (var (batch, timing) in batches)
            Line($"| {batch} | {timing.Median:0.00} | {1000 / timing.Median:0} |");
        Line($"");
        Line($"## Many clients, closed loop over HTTP on the same cores");
        Line($"");
        Line($"Bare runs, batch 1, a thread a core: {throughput.BareRuns:0} a second. The service decodes, preprocesses and speaks HTTP besides, and its clients share its cores.");
        Line($"");
        Line($"| clients | requests a second | of the bare runs |");
        Line($"|---:|---:|---:|");
        foreach (var (clients, requests) in throughput.Service)
            Line($"| {clients} | {requests:0} | {requests / throughput.BareRuns:0%} |");

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ToString());
        Console.WriteLine(text);

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
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
