using System.Globalization;
using System.Text;

namespace Training.Export.Study;

/// <summary>Writes the study's tables in Markdown. Stateless.</summary>
internal static class StudyTables
{
    /// <summary>A matrix, an arm a row. Arms that were not run say so.</summary>
    public static string Of(StudyMatrix matrix, StudyResults results)
    {
        var text = new StringBuilder("| arm | what | seeds | characters, training | characters, held back (95 %) | texts, held back | thousand plates to half |\n|---|---|---:|---:|---:|---:|---:|\n");
        foreach (var arm in matrix.Arms)
        {
            var runs = results.Of(arm.Arm);
            text.Append(CultureInfo.InvariantCulture, $"| `{arm.Arm}` | {arm.Question} | {runs.Count} | ");
            if (runs.Count == 0)
            {
                text.Append(arm is { Source: StudySource.ImageNet, Trunk: StudyTrunk.B0 } ? "not run, for want of B0's ImageNet weights (`--weights`) | | | |\n" : "not run | | | |\n");
                continue;
            }

            var half = runs.Average(run => run.ThousandsToHalf);
            text.Append(CultureInfo.InvariantCulture, $"{results.Spread(arm.Arm, run => run.Last.TrainingCharacterAccuracy).Mean * 100:0.0} | {results.Spread(arm.Arm, run => run.Last.ValidationCharacterAccuracy).Percent()} | ");
            text.Append(CultureInfo.InvariantCulture, $"{results.Spread(arm.Arm, run => run.Last.ValidationExactMatch).Mean * 100:0.0} | {(double.IsFinite(half) ? half.ToString("0", CultureInfo.InvariantCulture) : "never")} |\n");
        }

        return text.ToString();
    }

    /// <summary>The linear probes, a trunk a row, a block a column.</summary>
    public static string Of(IReadOnlyList<ProbeRow> probes)
    {
        var blocks = probes.Select(probe => probe.Block).Distinct().Order().ToList();
        if (blocks.Count == 0)
            return "Not run yet.\n";
        var text = new StringBuilder($"| trunk | pooling | {string.Join(" | ", blocks.Select(block => block == 0 ? "stem" : $"block {block}"))} |\n|---|---|{string.Concat(blocks.Select(_ => "---:|"))}\n");
        foreach (var group in probes.GroupBy(probe => (probe.Trunk, probe.Columns)))
        {
            var cells = blocks.Select(block => group.FirstOrDefault(probe => probe.Block == block) is { } probe ? (probe.Accuracy * 100).ToString("0.0", CultureInfo.InvariantCulture) : "");
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key.Trunk} | {(group.Key.Columns ? "columns kept" : "averaged")} | {string.Join(" | ", cells)} |\n");
        }

        return text.ToString();
    }

    /// <summary>What was run, where and when.</summary>
    public static string Status(StudyResults results)
    {
        var text = new StringBuilder();
        var all = StudyMatrices.All.Where(matrix => matrix.Name != "tiny").ToList();
        text.Append(CultureInfo.InvariantCulture, $"{results.Finished.Count} experiments are finished, on {string.Join("; ", results.Finished.Select(run => run.Record.Machine).Distinct())}, with the sources of {string.Join(", ", results.Finished.Select(run => run.Record.Commit[..Math.Min(7, run.Record.Commit.Length)]).Distinct())}; together {results.Finished.Sum(run => run.Epochs.Sum(epoch => epoch.Seconds)) / 3600:0.0} hours, beside other work.\n\n");
        text.Append("| matrix | what it asks | experiments | finished |\n|---|---|---:|---:|\n");
        var names = results.Finished.Select(run => run.Record.Experiment.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var matrix in all)
            text.Append(CultureInfo.InvariantCulture, $"| `{matrix.Name}` | {matrix.Question} | {matrix.Experiments.Count} | {matrix.Experiments.Count(experiment => names.Contains(experiment.Name))} |\n");
        return text.ToString();
    }
}
