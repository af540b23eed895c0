using System.Globalization;
using Spectre.Console;

namespace Training.Export.Weights;

/// <summary>A tensor that has one shape in the network and another in the file; it was not loaded.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Expected">The network's shape.</param>
/// <param name="Found">The file's shape.</param>
public sealed record OtherShape(string Name, IReadOnlyList<long> Expected, IReadOnlyList<long> Found);

/// <summary>What became of a weights file. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Naming">Whose names it uses.</param>
/// <param name="Prefix">What stands before every name; mostly empty.</param>
/// <param name="Matched">Loaded, by the network's names.</param>
/// <param name="Missing">In the network and not in the file.</param>
/// <param name="OtherShape">In both, with different shapes.</param>
/// <param name="Unused">In the file and not in the network, by the file's names: a classifier, mostly.</param>
public sealed record WeightsReport(
    string Path,
    WeightNaming Naming,
    string Prefix,
    IReadOnlyList<string> Matched,
    IReadOnlyList<string> Missing,
    IReadOnlyList<OtherShape> OtherShape,
    IReadOnlyList<string> Unused)
{
    /// <summary>Whether every weight of the network came from the file.</summary>
    public bool IsComplete => Missing.Count == 0 && OtherShape.Count == 0;

    /// <summary>Prints the report to the terminal: counts, and the first names of what did not match.</summary>
    public static void Print(WeightsReport report) => Print(report, AnsiConsole.Console);

    /// <summary>As <see cref="Print(WeightsReport)"/>, to a console of choice.</summary>
    internal static void Print(WeightsReport report, IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"Weights from {report.Path} ({report.Naming} names)");
        var table = new Table().AddColumn("tensors").AddColumn(new TableColumn("count").RightAligned()).AddColumn("names");
        AddRow("loaded", report.Matched, name => name);
        AddRow("missing in the file", report.Missing, name => name);
        AddRow("of another shape", report.OtherShape, shape => $"{shape.Name}: {Text(shape.Found)} in the file, {Text(shape.Expected)} here");
        AddRow("unused", report.Unused, name => name);
        console.Write(table);

        void AddRow<T>(string what, IReadOnlyList<T> rows, Func<T, string> describe)
        {
            const int Shown = 4;
            var names = string.Join("\n", rows.Take(Shown).Select(describe)) + (rows.Count > Shown ? "\n…" : "");
            table.AddRow(what, rows.Count.ToString(CultureInfo.InvariantCulture), Markup.Escape(names));
        }
    }

    private static string Text(IReadOnlyList<long> shape) => $"({string.Join(", ", shape)})";
}
