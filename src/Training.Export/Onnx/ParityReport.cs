using System.Globalization;
using Spectre.Console;

namespace Training.Export.Onnx;

/// <summary>What one output of one batch showed.</summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Shape">Its shape, the batch first.</param>
/// <param name="LargestDifference">Largest absolute difference.</param>
/// <param name="MeanDifference">Mean absolute difference.</param>
/// <param name="Spread">Largest difference between the network's answers for the first picture and for another one, over all pictures of the check.</param>
/// <param name="Fault">Why the row fails; null when it passes.</param>
public sealed record ParityRow(
    string Output, IReadOnlyList<long> Shape, double LargestDifference, double MeanDifference, double Spread, string? Fault);

/// <summary>The result of a <see cref="ParityCheck"/>. Immutable.</summary>
/// <param name="Rows">One a batch and output.</param>
public sealed record ParityReport(IReadOnlyList<ParityRow> Rows)
{
    /// <summary>Whether every row passed.</summary>
    public bool Passed => Rows.All(row => row.Fault is null);

    /// <summary>The largest difference of all rows.</summary>
    public double LargestDifference => Rows.Max(row => row.LargestDifference);

    /// <summary>Throws unless every row passed.</summary>
    /// <exception cref="InvalidDataException">The export differs from the network; the message says which output and by how much.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
            throw new InvalidDataException("The exported model does not agree with the trained network: " + string.Join("; ", Rows.Where(row => row.Fault is not null).Select(row => $"{row.Output} {Text(row.Shape)} {row.Fault}")) + ".");
    }

    /// <summary>Prints a table: one row a batch and output.</summary>
    public void Print(IAnsiConsole console)
    {
        var table = new Table().Title("TorchSharp against ONNX Runtime");
        foreach (var column in (string[])["output", "shape", "max abs diff", "mean abs diff", "apart", "ok"])
            table.AddColumn(new TableColumn(column).NoWrap());
        foreach (var row in Rows)
        {
            table.AddRow(
                Markup.Escape(row.Output), Text(row.Shape), Number(row.LargestDifference), Number(row.MeanDifference),
                Number(row.Spread), row.Fault is null ? "[green]yes[/]" : $"[red]no: {Markup.Escape(row.Fault)}[/]");
        }

        console.Write(table);
    }

    private static string Number(double value) => value.ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static string Text(IReadOnlyList<long> shape) => $"({string.Join(", ", shape)})";
}
