using ScottPlot;

namespace PlateApi.Load;

/// <summary>Draws what loads came to: good answers a second against latency.</summary>
internal static class LoadPlot
{
    private const string FontName = "Plot";
    private const int Width = 760, Height = 480;

    /// <summary>Writes a PNG.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="results">Of growing levels.</param>
    /// <param name="fonts">Folder of fonts; the system may have none.</param>
    public static void Write(string path, IReadOnlyList<LoadResult> results, string fonts)
    {
        Fonts.AddFontFile(FontName, Path.Combine(fonts, "LiberationSans-Regular.ttf"), bold: false, italic: false);
        Fonts.AddFontFile(FontName, Path.Combine(fonts, "LiberationSans-Bold.ttf"), bold: true, italic: false);
        var plot = new Plot();
        plot.Title("Latency against throughput, a point a level");
        plot.XLabel("good answers a second");
        plot.YLabel("milliseconds");
        plot.Font.Set(FontName);
        foreach (var mode in results.GroupBy(result => result.Mode))
        {
            foreach (var (name, share) in new[] { ("median", 0.5), ("95 %", 0.95), ("99 %", 0.99) })
            {
                var line = plot.Add.Scatter(mode.Select(result => result.Throughput).ToArray(), mode.Select(result => result.Percentile(share)).ToArray());
                (line.LegendText, line.LineWidth, line.MarkerSize) = ($"{mode.Key}, {name}", 2, 7);
            }
        }

        plot.ShowLegend(Alignment.UpperLeft);
        plot.SavePng(path, Width, Height);
    }
}
