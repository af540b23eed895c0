using ScottPlot;
using Training.Export.Evaluation;

namespace Training.Export.Study;

/// <summary>Draws the study's plots as PNG, on white, so that they are read in light and dark pages alike.</summary>
internal sealed class StudyPlots
{
    private const int Width = 820, Height = 480;

    /// <summary>Registers the plots' font.</summary>
    /// <param name="folder">Where plots are written; made when it is not there.</param>
    /// <param name="fonts">Folder of fonts; the system may have none.</param>
    public StudyPlots(string folder, string fonts)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
        PlotPaper.UseFonts(fonts);
    }

    /// <summary>Where the plots go.</summary>
    public string Folder { get; }

    /// <summary>Training (dashed) and held-back (solid) character accuracy by epoch, the mean over seeds; what the asker looked at.</summary>
    /// <returns>Whether there was anything to draw.</returns>
    public bool LearningCurves(string file, string title, StudyResults results, IEnumerable<string> arms)
    {
        var plot = PlotPaper.New(title, "epoch", "characters right, %");
        var palette = new ScottPlot.Palettes.Category10();
        var drawn = 0;
        foreach (var (arm, index) in arms.Select((arm, index) => (arm, index)))
        {
            var runs = results.Of(arm);
            if (runs.Count == 0)
                continue;
            drawn++;
            var epochs = Enumerable.Range(0, runs.Min(run => run.Epochs.Count)).ToArray();
            var numbers = epochs.Select(epoch => epoch + 1.0).ToArray();
            var solid = plot.Add.Scatter(numbers, epochs.Select(epoch => runs.Average(run => run.Epochs[epoch].ValidationCharacterAccuracy) * 100).ToArray());
            (solid.LegendText, solid.LineWidth, solid.MarkerSize, solid.Color) = ($"{arm}, held back", 2.5f, 5, palette.GetColor(index));
            var dashed = plot.Add.ScatterLine(numbers, epochs.Select(epoch => runs.Average(run => run.Epochs[epoch].TrainingCharacterAccuracy) * 100).ToArray());
            (dashed.LegendText, dashed.LineWidth, dashed.LinePattern, dashed.Color) = ($"{arm}, training", 1.5f, LinePattern.Dashed, palette.GetColor(index));
        }

        plot.Axes.SetLimitsY(0, 101);
        plot.ShowLegend(Edge.Right);
        return Save(plot, file, drawn);
    }

    /// <summary>Held-back character accuracy after the last epoch over a knob; a line an arm family, a bar where seeds give an interval.</summary>
    /// <returns>Whether there was anything to draw.</returns>
    public bool Curve(string file, string title, string knob, StudyResults results, IEnumerable<(string Line, IReadOnlyList<(string Arm, string Value)> Points)> lines)
    {
        var plot = PlotPaper.New(title, knob, "characters right, held back, %");
        var drawn = 0;
        string[] ticks = [];
        foreach (var (line, points) in lines)
        {
            ticks = points.Count > ticks.Length ? [.. points.Select(point => point.Value)] : ticks;
            var measured = points
                .Select((point, place) => (Place: (double)place, Spread: results.Spread(point.Arm, result => result.Last.ValidationCharacterAccuracy)))
                .Where(point => point.Spread.Count > 0).ToList();
            if (measured.Count == 0)
                continue;
            drawn++;
            var scatter = plot.Add.Scatter(measured.Select(point => point.Place).ToArray(), measured.Select(point => point.Spread.Mean * 100).ToArray());
            (scatter.LegendText, scatter.LineWidth, scatter.MarkerSize) = (line, 2.5f, 8);
            var certain = measured.Where(point => point.Spread.HasInterval).ToList();
            if (certain.Count == 0)
                continue;
            var bars = plot.Add.ErrorBar([.. certain.Select(point => point.Place)], [.. certain.Select(point => point.Spread.Mean * 100)], [.. certain.Select(point => point.Spread.HalfWidth * 100)]);
            bars.Color = scatter.Color;
        }

        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, ticks.Length).Select(place => (double)place)], ticks);
        plot.Axes.SetLimits(-0.4, Math.Max(1, ticks.Length - 0.6), 0, 101);
        plot.ShowLegend(Alignment.LowerRight);
        return Save(plot, file, drawn);
    }

    /// <summary>What linear probes read off each block.</summary>
    /// <returns>Whether there was anything to draw.</returns>
    public bool Probes(string file, IReadOnlyList<ProbeRow> probes)
    {
        var plot = PlotPaper.New("What a straight line reads off each stage", "feature block (0 is the stem)", "characters right, held back, %");
        var palette = new ScottPlot.Palettes.Category10();
        foreach (var (trunk, index) in probes.GroupBy(probe => probe.Trunk).Select((trunk, index) => (trunk, index)))
        {
            foreach (var pooling in trunk.GroupBy(probe => probe.Columns))
            {
                var line = plot.Add.Scatter(pooling.Select(probe => (double)probe.Block).ToArray(), pooling.Select(probe => probe.Accuracy * 100).ToArray());
                line.LegendText = $"{trunk.Key}, {(pooling.Key ? "columns kept" : "averaged")}";
                (line.LineWidth, line.MarkerSize, line.LinePattern, line.Color) = (2, 5, pooling.Key ? LinePattern.Solid : LinePattern.Dashed, palette.GetColor(index));
            }
        }

        plot.Axes.SetLimitsY(0, 101);
        plot.ShowLegend(Edge.Right);
        return Save(plot, file, probes.Count);
    }

    private bool Save(Plot plot, string file, int drawn)
    {
        if (drawn > 0)
            plot.SavePng(Path.Combine(Folder, file), Width, Height);
        return drawn > 0;
    }
}
