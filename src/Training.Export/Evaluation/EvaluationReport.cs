using System.Globalization;
using PlateRecognition.Models;
using SkiaSharp;
using Spectre.Console;

namespace Training.Export.Evaluation;

/// <summary>Collects the reads of several sets and says what they show: a table, contact sheets of mistakes, manifest entries.</summary>
internal sealed class EvaluationReport(string model, Rendering.FontLibrary fonts, string? mistakesFolder, string? readsFolder)
{
    private readonly List<(string Set, string Group, ReadingMetrics Metrics)> _rows = [];

    /// <summary>The sets that were added, for plots.</summary>
    public List<(string Set, IReadOnlyList<ReadPlate> Reads)> Sets { get; } = [];

    /// <summary>Adds one row, of a set that was read in another way.</summary>
    public void AddRow(string set, IReadOnlyList<ReadPlate> reads) => _rows.Add((set, "all", ReadingMetrics.Of([.. reads])));

    /// <summary>Adds a set: one row for each of its groups, and one for all when there are several.</summary>
    /// <param name="set">The set's name.</param>
    /// <param name="reads">Its reads.</param>
    /// <param name="open">Opens a read's picture, for the contact sheet.</param>
    public void Add(string set, IReadOnlyList<ReadPlate> reads, Func<ReadPlate, SKBitmap?> open)
    {
        Sets.Add((set, reads));
        var groups = reads.GroupBy(read => read.Group).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();

        // Fifty states or twenty countries of a few plates each say nothing one by one.
        const int MostGroups = 8;
        if (groups.Count is > 1 and <= MostGroups)
            _rows.AddRange(groups.Select(group => (set, group.Key, ReadingMetrics.Of([.. group]))));
        _rows.Add((set, groups.Count == 1 ? groups[0].Key : "all", ReadingMetrics.Of([.. reads])));

        if (mistakesFolder is not null)
        {
            Directory.CreateDirectory(mistakesFolder);
            MistakeSheet.Write(Path.Combine(mistakesFolder, $"{set}-mistakes.png"), reads, open, fonts.CaptionTypeface);
        }

        if (readsFolder is not null)
        {
            Directory.CreateDirectory(readsFolder);
            File.WriteAllLines(Path.Combine(readsFolder, $"{set}-reads.csv"), [
                "name,group,truth,read,confidence,accepted,exact",
                .. reads.Select(read => string.Create(CultureInfo.InvariantCulture, $"{read.Name},{read.Group},{read.Truth},{read.Read},{read.Confidence:0.0000},{read.Accepted},{read.Exact}")),
            ]);
        }
    }

    /// <summary>Prints one row a group.</summary>
    public void Print(IAnsiConsole console)
    {
        // A log has no width of its own; eighty columns would break every cell.
        const int Wide = 150;
        if (!console.Profile.Capabilities.Interactive)
            console.Profile.Width = Math.Max(console.Profile.Width, Wide);
        var table = new Table().Title(Markup.Escape(model)).AddColumns("set", "group", "count", "exact match", "95 % interval", "O=0 folded", "characters", "edits", "accepted", "of these right");
        foreach (var (set, group, metrics) in _rows)
        {
            var interval = metrics.ExactInterval;
            table.AddRow(
                Markup.Escape(set), Markup.Escape(group), Number(metrics.Count), Percent(metrics.ExactMatch), $"{Percent(interval.Low)} to {Percent(interval.High)}",
                Percent(metrics.ExactMatchFolded), Percent(metrics.CharacterAccuracy), metrics.MeanEditDistance.ToString("0.00", CultureInfo.InvariantCulture),
                Percent(metrics.Accepted / (double)Math.Max(1, metrics.Count)), metrics.Accepted == 0 ? "" : Percent(metrics.AcceptedRight / (double)metrics.Accepted));
        }

        console.Write(table);
    }

    /// <summary>Writes the rows as a table into a section of a document.</summary>
    /// <param name="path">The document.</param>
    /// <param name="section">The section.</param>
    /// <param name="command">The command that measured them.</param>
    /// <param name="date">When.</param>
    public void WriteMarkdown(string path, string section, string command, DateOnly date)
    {
        var lines = new List<string>
        {
            $"`{model}`, measured {date:yyyy-MM-dd} on a {MachineDescription.Find()} with",
            "",
            "```sh",
            command,
            "```",
            "",
            "| set | group | pictures | exact match | 95 % interval | O = 0 folded | characters | accepted | of these right |",
            "|---|---|---:|---:|---|---:|---:|---:|---:|",
        };
        lines.AddRange(_rows.Select(row => string.Create(CultureInfo.InvariantCulture,
            $"| {row.Set} | {row.Group} | {row.Metrics.Count} | {Percent(row.Metrics.ExactMatch)} | {Percent(row.Metrics.ExactInterval.Low)} to {Percent(row.Metrics.ExactInterval.High)} | {Percent(row.Metrics.ExactMatchFolded)} | {Percent(row.Metrics.CharacterAccuracy)} | {Percent(row.Metrics.Accepted / (double)Math.Max(1, row.Metrics.Count))} | {(row.Metrics.Accepted == 0 ? "" : Percent(row.Metrics.AcceptedRight / (double)row.Metrics.Accepted))} |")));
        MarkedSection.Write(path, section, string.Join('\n', lines));
    }

    /// <summary>Writes the rows into a package's manifest and model card, in place of older ones of the same sets.</summary>
    public void Record(ModelPackage package)
    {
        var measured = _rows.Select(row => new ManifestAccuracy(
            row.Group is "all" or "rendered" ? row.Set : $"{row.Set} {row.Group}", row.Metrics.Count, Round(row.Metrics.ExactMatch), Round(row.Metrics.CharacterAccuracy),
            Round(row.Metrics.ExactInterval.Low), Round(row.Metrics.ExactInterval.High))
        {
            ExactMatchFolded = Round(row.Metrics.ExactMatchFolded),
            Accepted = Round(row.Metrics.Accepted / (double)Math.Max(1, row.Metrics.Count)),
            AcceptedPrecision = Round(row.Metrics.AcceptedRight / (double)Math.Max(1, row.Metrics.Accepted)),
        }).ToList();
        var kept = package.Manifest.Accuracy.Where(old => measured.All(row => row.Dataset != old.Dataset));
        var path = Path.Combine(package.Folder, "manifest.json");
        var manifest = package.Manifest with { Accuracy = [.. kept, .. measured] };
        File.WriteAllText(path + ".tmp", manifest.ToJson() + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
        ModelCard.Write(package.Folder, manifest);
    }

    private static double Round(double share) => Math.Round(share, 4);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
