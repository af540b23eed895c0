using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PlateApi.Load.Soak;

/// <summary>Writes docs/soak.md.</summary>
internal static class SoakReport
{
    /// <summary>Growth of memory from which it is not flat.</summary>
    public const double MostGrowth = 1.1;

    /// <summary>The document.</summary>
    public static string Write(SoakRecord record, TimeSpan time, bool hasReload)
    {
        var text = new StringBuilder();
        var total = record.Answers.Values.Sum();
        Line($"# Soak\n");
        Line($"Written by `scripts/soak.sh {time.TotalMinutes:0.##}` on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}: {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}; other programs may have run beside it. Six clients kept the service busy for {time.TotalMinutes:0.##} minutes with {total} requests, each sent when the last was answered; every answer was checked.\n");
        Line($"| request | answered | times |");
        Line($"|---|---|---:|");
        foreach (var ((kind, status), count) in record.Answers.OrderBy(pair => pair.Key.Kind, StringComparer.Ordinal).ThenBy(pair => pair.Key.Status))
            Line($"| {kind} | {(status == 0 ? "nothing: gone before" : status)} | {count} |");
        Line($"");
        Line($"- Same request, same plates, to the last digit: {record.Compared} answers were compared with the first.");
        Line($"- Reloads of the models: {(hasReload ? "every ten seconds, each exchanging all of them for further versions of the same networks, or back" : "none, since this service has no endpoint for them")}.");
        if (record.Memory.Count > 0)
            Line($"- Memory (resident): {string.Join(", ", Points(record).Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Bytes / 1048576.0:0} MiB after {point.Second / 60:0.0} min")))}.");
        Line($"- {(record.Growth() is { } growth ? string.Create(CultureInfo.InvariantCulture, $"From the second fifth of the time to the last it became {growth:0.000} times as much; up to {MostGrowth} counts as flat.") : "Too short to judge whether memory is flat.")}");
        Line($"- Not as it must be: {(record.Faults.Count == 0 ? "nothing." : "")}");
        foreach (var fault in record.Faults)
            Line($"  - {fault}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static IEnumerable<(double Second, long Bytes)> Points(SoakRecord record)
        => Enumerable.Range(0, 6).Select(at => record.Memory[(record.Memory.Count - 1) * at / 5]).Distinct();
}
