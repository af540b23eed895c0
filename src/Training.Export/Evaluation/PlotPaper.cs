using ScottPlot;

namespace Training.Export.Evaluation;

/// <summary>What all plots are drawn on: empty axes with a title, in a font that the repository brings, as the system may have none.</summary>
internal static class PlotPaper
{
    private const string FontName = "Plot";

    /// <summary>Registers the font; once more does no harm.</summary>
    /// <param name="fonts">Folder of fonts.</param>
    public static void UseFonts(string fonts)
    {
        Fonts.AddFontFile(FontName, Path.Combine(fonts, "LiberationSans-Regular.ttf"), bold: false, italic: false);
        Fonts.AddFontFile(FontName, Path.Combine(fonts, "LiberationSans-Bold.ttf"), bold: true, italic: false);
    }

    /// <summary>A plot of nothing yet.</summary>
    public static Plot New(string title, string x, string y)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Font.Set(FontName);
        return plot;
    }
}
