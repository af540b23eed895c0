using ScottPlot;

namespace Training.Export.Evaluation;

/// <summary>Plots what confidence is worth: how often texts of a confidence are right, and how many are accepted at which precision.</summary>
internal static class ConfidencePlots
{
    private const int Width = 760, Height = 480, Bins = 10;

    // Fewer reads in a bin than this say nothing about a share.
    private const int LeastInBin = 8;

    /// <summary>Writes <c>reliability.png</c> and <c>precision.png</c>.</summary>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="sets">The reads of each set.</param>
    /// <param name="threshold">From which confidence the model stands by a text.</param>
    /// <param name="fonts">Folder of fonts; the system may have none.</param>
    public static void Write(string folder, IReadOnlyList<(string Set, IReadOnlyList<ReadPlate> Reads)> sets, double threshold, string fonts)
    {
        Directory.CreateDirectory(folder);
        PlotPaper.UseFonts(fonts);
        Reliability(sets).SavePng(Path.Combine(folder, "reliability.png"), Width, Height);
        Precision(sets, threshold).SavePng(Path.Combine(folder, "precision.png"), Width, Height);
    }

    /// <summary>Mean confidence and share of right texts (O = 0 folded) of reads in ten bins of confidence; bins of too few reads are left out.</summary>
    internal static IReadOnlyList<(double Confidence, double Right)> ReliabilityOf(IReadOnlyList<ReadPlate> reads)
        => [.. reads.GroupBy(read => Math.Min(Bins - 1, (int)(read.Confidence * Bins))).OrderBy(bin => bin.Key).Where(bin => bin.Count() >= LeastInBin)
            .Select(bin => (bin.Average(read => read.Confidence), bin.Average(read => read.ExactFolded ? 1.0 : 0)))];

    /// <summary>For every number of reads accepted, the surest first: their share of all, and the share of them that is right.</summary>
    internal static IReadOnlyList<(double Accepted, double Right)> PrecisionOf(IReadOnlyList<ReadPlate> reads)
    {
        var points = new List<(double, double)>();
        var right = 0;
        foreach (var (read, index) in reads.OrderByDescending(read => read.Confidence).Select((read, index) => (read, index)))
        {
            right += read.ExactFolded ? 1 : 0;
            points.Add(((index + 1.0) / reads.Count, right / (index + 1.0)));
        }

        return points;
    }

    private static Plot Reliability(IReadOnlyList<(string Set, IReadOnlyList<ReadPlate> Reads)> sets)
    {
        var plot = PlotPaper.New("Confidence against how often it is right", "confidence of the text", "share of texts that are right");
        plot.Add.Line(0, 0, 1, 1).LineColor = Colors.Gray;
        foreach (var (set, reads) in sets)
        {
            var points = ReliabilityOf(reads);
            var line = plot.Add.Scatter(points.Select(point => point.Confidence).ToArray(), points.Select(point => point.Right).ToArray());
            (line.LegendText, line.LineWidth, line.MarkerSize) = ($"{set} ({reads.Count})", 2, 7);
        }

        plot.Axes.SetLimits(0, 1, 0, 1.01);
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    private static Plot Precision(IReadOnlyList<(string Set, IReadOnlyList<ReadPlate> Reads)> sets, double threshold)
    {
        var plot = PlotPaper.New("What accepting costs: the surest texts first", "share of plates accepted", "share of accepted texts that are right");
        foreach (var (set, reads) in sets)
        {
            var points = PrecisionOf(reads);
            var line = plot.Add.ScatterLine(points.Select(point => point.Accepted).ToArray(), points.Select(point => point.Right).ToArray());
            (line.LegendText, line.LineWidth) = ($"{set} ({reads.Count})", 2);
            var accepted = reads.Count(read => read.Confidence >= threshold);
            if (accepted > 0)
                plot.Add.Marker(points[accepted - 1].Accepted, points[accepted - 1].Right, size: 11, color: line.Color);
        }

        plot.Axes.SetLimits(0, 1, 0.7, 1.005);
        plot.ShowLegend(Alignment.LowerLeft);
        return plot;
    }
}
