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
    public static string Write(SoakRecord record, TimeSpan time)
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
        Line($"- Same request, same plates, to the last digit: {record.Compared} pictures' answers were compared with the first.");
        Line($"- Reloads of the models: every ten seconds, exchanging all of them for further versions of the same networks, and another when the old ones are gone. 422 is a reload whose golden samples met the chaos: all stays as it was.");
        if (record.Chaos is { } chaos)
        {
            Line($"- Chaos in the networks' runs, golden samples of reloads included: {chaos.Slow} waited {Chaos.SlowBy.TotalMilliseconds:0} ms, {chaos.Failed} failed once, {chaos.Broken} broke their session for good, {chaos.Hung} hung and were given up after {Chaos.RunLimit.TotalSeconds:0} s.");
            Line($"- {record.Failures} pictures were not read for it, at most {chaos.MostFailures} by design: those whose run failed on a session that works, and the batch of a run that hung. Each was answered with 503, alone or among others that were read; what a broken session failed was run on the next.");
        }

        if (record.Memory.Count > 0)
            Line($"- Memory (resident, and of it .NET's heap): {string.Join(", ", Points(record).Select(point => string.Create(CultureInfo.InvariantCulture, $"{MiB(point.Bytes):0} and {MiB(point.Managed):0} MiB after {point.Second / 60:0.0} min")))}.");
        Line($"- {(record.Growth() is { } growth ? string.Create(CultureInfo.InvariantCulture, $"From the second fifth of the time to the last it became {growth:0.000} times as much; up to {MostGrowth} counts as flat.") : "Too short to judge whether memory is flat.")}");
        Line($"- Not as it must be: {(record.Faults.Count == 0 ? "nothing." : "")}");
        foreach (var fault in record.Faults)
            Line($"  - {fault}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static double MiB(long bytes) => bytes / 1048576.0;

    private static IEnumerable<(double Second, long Bytes, long Managed)> Points(SoakRecord record)
        => Enumerable.Range(0, 6).Select(at => record.Memory[(record.Memory.Count - 1) * at / 5]).Distinct();
}
