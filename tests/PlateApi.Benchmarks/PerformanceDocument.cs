using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace PlateApi.Benchmarks;

/// <summary>
/// docs/performance.md, section by section: each stands behind a marker with its name, so that one can be measured anew and the others stay as they were, with the model
/// and the time that they were measured with.
/// </summary>
internal sealed partial class PerformanceDocument(string root, string model, IReadOnlyList<string> order)
{
    private readonly string _path = Path.Combine(root, "docs", "performance.md");

    /// <summary>Puts a section into the document, in the place of what it held of it.</summary>
    public void Save(string name, FormattableString text)
    {
        var section = string.Create(
            CultureInfo.InvariantCulture,
            $"{text.ToString(CultureInfo.InvariantCulture).Trim('\n')}\n\n_{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC; `{model}`{OtherLoad()}_");
        var sections = SectionsOf(File.Exists(_path) ? File.ReadAllText(_path) : "");
        sections[name] = section;

        var document = new StringBuilder();
        document.Append(CultureInfo.InvariantCulture, $"# Performance\n\nWritten by `scripts/bench.sh`: {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, ONNX Runtime {OnnxRuntimeVersion()}.\n");
        document.Append("The load under each section tells whether other programs kept the machine busy meanwhile: times on the wall are longer then. What can be trusted in any case are ratios inside\n");
        document.Append("a section, whose steps took turns; the least of many repeats; and `processor`, the time of processors that a step took, which waiting for others does not lengthen. What runs inside the benchmark is fully optimised from the start.\n");
        foreach (var kept in order.Where(sections.ContainsKey))
            document.Append(CultureInfo.InvariantCulture, $"\n<!-- {kept} -->\n{sections[kept]}\n");
        File.WriteAllText(_path, document.ToString());
        Console.WriteLine(section);
    }

    private static Dictionary<string, string> SectionsOf(string document)
    {
        var sections = new Dictionary<string, string>();
        var markers = Marker().Matches(document);
        for (var at = 0; at < markers.Count; at++)
        {
            var (begin, end) = (markers[at].Index + markers[at].Length, at + 1 < markers.Count ? markers[at + 1].Index : document.Length);
            sections[markers[at].Groups[1].Value] = document[begin..end].Trim('\n');
        }

        return sections;
    }

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

    [GeneratedRegex("^<!-- ([a-z]+) -->$", RegexOptions.Multiline)]
    private static partial Regex Marker();
}
