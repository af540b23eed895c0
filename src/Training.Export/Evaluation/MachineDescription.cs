using System.Globalization;

namespace Training.Export.Evaluation;

/// <summary>Names the machine that a figure was measured on.</summary>
internal static class MachineDescription
{
    /// <summary>Processor and the cores that this process may use, such as "AMD EPYC 9R14, 2 cores".</summary>
    public static string Find()
    {
        const string Information = "/proc/cpuinfo", Name = "model name";
        var processor = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return string.Create(CultureInfo.InvariantCulture, $"{processor ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} core{(Environment.ProcessorCount == 1 ? "" : "s")}");
    }
}
