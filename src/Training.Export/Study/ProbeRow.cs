using System.Globalization;

namespace Training.Export.Study;

/// <summary>What a linear probe read.</summary>
/// <param name="Trunk">What the trunk was trained on.</param>
/// <param name="Block">Feature block: 0 the stem, 1 the first stage, …</param>
/// <param name="Columns">Whether only the rows were averaged.</param>
/// <param name="Features">How many numbers the line saw.</param>
/// <param name="Accuracy">Share of held-back characters read right, 0 to 1.</param>
internal sealed record ProbeRow(string Trunk, int Block, bool Columns, long Features, double Accuracy)
{
    /// <summary>The file's name in the study's folder.</summary>
    public const string FileName = "probes.csv";

    /// <summary>Writes the rows.</summary>
    public static void Write(string path, IReadOnlyList<ProbeRow> rows) => File.WriteAllLines(path,
    [
        "trunk,block,columns,features,char_accuracy",
        .. rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Trunk},{row.Block},{(row.Columns ? 1 : 0)},{row.Features},{row.Accuracy:0.000000}")),
    ]);

    /// <summary>Reads the rows; empty when there is no such file.</summary>
    public static IReadOnlyList<ProbeRow> Read(string path) => !File.Exists(path) ? [] :
    [
        .. File.ReadLines(path).Skip(1).Select(line => line.Split(',')).Select(cells => new ProbeRow(
            cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2] == "1", long.Parse(cells[3], CultureInfo.InvariantCulture), double.Parse(cells[4], CultureInfo.InvariantCulture))),
    ];
}
