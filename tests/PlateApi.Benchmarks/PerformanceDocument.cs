using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PlateApi.Benchmarks;

/// <summary>
/// docs/performance.md, section by section: each is kept below artifacts/ when it has been measured, so that one can be measured anew, or a run that was stopped goes on.
/// </summary>
internal sealed class PerformanceDocument(string root, string model, IReadOnlyList<string> order)
{
    private readonly string _parts = Path.Combine(root, "artifacts", "bench");

    /// <summary>Keeps a section, and writes the document with what there is.</summary>
    public void Save(string name, FormattableString text)
    {
        Directory.CreateDirectory(_parts);
        var measured = string.Create(CultureInfo.InvariantCulture, $"\n_{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC{OtherLoad()}_\n");
        File.WriteAllText(PartOf(name), text.ToString(CultureInfo.InvariantCulture).Trim('\n') + "\n" + measured);

        var document = new StringBuilder();
        document.Append(CultureInfo.InvariantCulture, $"# Performance\n\nWritten by `scripts/bench.sh`: {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, ONNX Runtime {OnnxRuntimeVersion()}, `{model}`.\n");
        document.Append("Other programs kept the machine busy meanwhile, as the load under each section tells: times on the wall are longer than on a machine of one's own. What can be trusted are ratios inside\n");
        document.Append("a section, whose steps took turns; the least of many repeats; and `processor`, the time of processors that a step took, which waiting for others does not lengthen. What runs inside the benchmark is fully optimised from the start.\n");
        foreach (var part in order.Select(PartOf).Where(File.Exists))
            document.Append('\n').Append(File.ReadAllText(part));
        File.WriteAllText(Path.Combine(root, "docs", "performance.md"), document.ToString());
        Console.WriteLine(File.ReadAllText(PartOf(name)));
    }

    private string PartOf(string name) => Path.Combine(_parts, $"{name}.md");

    private static string OtherLoad()
    {
        const string Load = "/proc/loadavg";
        return File.Exists(Load) ? $"; load of the machine over the minute before, this program's own included: {File.ReadAllText(Load).Split(' ')[0]}" : "";
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
