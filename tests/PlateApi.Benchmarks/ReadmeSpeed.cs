using System.Globalization;
using System.Text.RegularExpressions;

namespace PlateApi.Benchmarks;

/// <summary>The README's figures of speed, taken from docs/performance.md and docs/bulk.md as they stand.</summary>
internal static partial class ReadmeSpeed
{
    private const string Begin = "<!-- speed:begin -->", End = "<!-- speed:end -->";

    /// <summary>Writes them.</summary>
    /// <exception cref="InvalidDataException">A document lacks what is asked of it.</exception>
    public static void Write(string root)
    {
        var (readme, performance, bulk) = (Path.Combine(root, "README.md"), File.ReadAllText(Path.Combine(root, "docs", "performance.md")), File.ReadAllText(Path.Combine(root, "docs", "bulk.md")));
        var text = File.ReadAllText(readme);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new InvalidDataException($"{readme} has no section between {Begin} and {End}.");
        File.WriteAllText(readme, text[..(from + Begin.Length)] + "\n" + Table(performance, bulk) + text[to..]);
    }

    private static string Table(string performance, string bulk)
    {
        const string Whole = "whole picture, in process, one cut", Request = "whole request, over HTTP, one cut", Photo = "whole photo, in process, further cuts where unsure";
        var clients = ClientRow().Matches(performance[performance.IndexOf("<!-- http -->", StringComparison.Ordinal)..]).MaxBy(row => int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture))
            ?? throw new InvalidDataException("docs/performance.md has no section 'http'.");
        // Crops stand before the photo.
        var rounds = Rounds().Matches(performance);
        return $"""
            {Model().Match(performance).Groups[2].Value}, measured {Model().Match(performance).Groups[1].Value} by `scripts/bench.sh`, {rounds[0].Groups[1].Value} rounds of crops and {rounds[1].Groups[1].Value} of the photo, and `{Bulk().Match(bulk).Groups[1].Value}` (`plates`):

            | {Machine(performance)} | median ms | of decode and bare ONNX Runtime runs |
            |---|---:|---:|
            | a crop in one cut, picture in, texts out, in process | {Median(Whole)} | {Share(Whole)} |
            | the same over HTTP, its client's time included | {Median(Request)} | {Share(Request)} |
            | a photo of 1280×720 pixels with one plate, in process | {Median(Photo)} | {Share(Photo)} |

            {clients.Groups[1].Value} clients get {clients.Groups[2].Value} crops a second over HTTP, each in one cut ({clients.Groups[3].Value} of bare runs on the same cores), `plates` reads {Cell(bulk, "`plates`, files on a disk to CSV", 1)} a second. {Memory().Match(performance).Value}.

            """;

        string Median(string row) => double.Parse(Cell(performance, row, 2), CultureInfo.InvariantCulture).ToString("0.0", CultureInfo.InvariantCulture);
        string Share(string row) => Cell(performance, row, 5);
    }

    private static string Machine(string performance) => Written().Match(performance).Groups[1].Value;

    private static string Cell(string document, string row, int column)
        => document.Split('\n').FirstOrDefault(line => line.StartsWith($"| {row} |", StringComparison.Ordinal))?.Split('|')[column + 1].Trim() ?? throw new InvalidDataException($"No document has a row '{row}'.");

    [GeneratedRegex(@"^\| ([0-9]+) \| ([0-9]+) \(([0-9]+%)\) \|$", RegexOptions.Multiline)]
    private static partial Regex ClientRow();

    [GeneratedRegex("^Written by `scripts/bench.sh`: (.*), .NET", RegexOptions.Multiline)]
    private static partial Regex Written();

    [GeneratedRegex("^_([0-9-]+) [0-9:]+ UTC; (`[^`]+`)", RegexOptions.Multiline)]
    private static partial Regex Model();

    [GeneratedRegex("^([0-9]+) rounds", RegexOptions.Multiline)]
    private static partial Regex Rounds();

    [GeneratedRegex("Written by `(scripts/bench-bulk.sh [0-9]+)`")]
    private static partial Regex Bulk();

    [GeneratedRegex("Resident memory of the process: [^:]*")]
    private static partial Regex Memory();
}
