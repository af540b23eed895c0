using Training.Export.Evaluation;
using Training.Export.Rendering;

namespace Training.Export.Study;

/// <summary>Writes every table, verdict and plot of the report from the run folders; the words between them are the document's own.</summary>
internal static class StudyReport
{
    /// <summary>Fills the report's sections and draws its plots into the folder <c>study</c> beside it.</summary>
    /// <param name="path">The report; it holds a pair of markers for each section.</param>
    /// <param name="folder">The study's folder.</param>
    /// <param name="fonts">Fonts to draw plates with.</param>
    /// <param name="fontFolder">The folder they came from, for the plots' texts.</param>
    /// <exception cref="InvalidDataException">A section's markers are missing.</exception>
    public static void Write(string path, StudyFolder folder, FontLibrary fonts, string fontFolder)
    {
        var results = new StudyResults(folder);
        var plots = new StudyPlots(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "study"), fontFolder);
        var probes = ProbeRow.Read(Path.Combine(folder.Root, ProbeRow.FileName));

        // 1. What was run, and what it decides.
        MarkedSection.Write(path, "status", StudyTables.Status(results));
        MarkedSection.Write(path, "summary", StudySummary.Answers(results, probes));
        MarkedSection.Write(path, "findings", StudySummary.Findings(results));
        MarkedSection.Write(path, "verdicts-asked", StudyVerdicts.OfTheAsker(results));
        MarkedSection.Write(path, "verdicts-works", StudyVerdicts.OfFineTuning(results));
        MarkedSection.Write(path, "verdicts-full", StudyVerdicts.OfTheAskersSize(results));

        // 2. A table a matrix.
        foreach (var matrix in StudyMatrices.All.Where(matrix => matrix.Name != "tiny"))
            MarkedSection.Write(path, matrix.Name, StudyTables.Of(matrix, results));
        MarkedSection.Write(path, "probes", StudyTables.Of(probes));

        // 3. Pictures.
        Plot("curves-plot", "The seed's four arms, smaller", plots.LearningCurves("learning-curves.png", "The seed's four arms, smaller", results, ["random", "random-noise", "frozen", "frozen-noise"]), "learning-curves.png");
        Plot("sources-plot", "Sources to transfer from", plots.LearningCurves("sources.png", "Sources to transfer from", results, ["random", "fine-tuned", "fine-tuned-other-plates", "frozen-other-plates", "fine-tuned-shapes", "frozen-shapes"]), "sources.png");
        Plot("scale-plot", "Inputs scaled wrongly", plots.LearningCurves("scale.png", "A frozen trunk and the scale of its pixels", results, ["frozen", "frozen-unit", "frozen-mean-deviation", "frozen-raw"]), "scale.png");
        Plot("full-plot", "The asker's size", plots.LearningCurves("full-size.png", "The asker's size: 224×224", results, [.. StudyMatrices.All.Where(matrix => matrix.Name is "seed" or "seed-mobilenet").SelectMany(matrix => matrix.Arms).Select(arm => arm.Arm)]), "full-size.png");
        Plot("depth-plot", "How much stays frozen", plots.Curve("depth.png", "How much of the ImageNet trunk stays frozen", "last frozen stage", results,
            [("ImageNet weights", [("fine-tuned", "none"), ("frozen-to-stage-0", "stem"), ("frozen-to-stage-2", "2"), ("frozen-to-stage-4", "4"), ("frozen-to-stage-6", "6"), ("frozen", "all")])]), "depth.png");
        Plot("noise-plot", "How strong the noise is", plots.Curve("noise.png", "Gaussian noise", "deviation, of 255", results,
            [("random weights", [("random", "0"), ("random-noise-5", "5"), ("random-noise", "15"), ("random-noise-30", "30"), ("random-noise-60", "60")])]), "noise.png");
        Plot("size-plot", "How many plates", plots.Curve("size.png", "Different plates, at equal steps", "plates", results,
        [
            ("random weights", [("random-500-plates", "500"), ("random-2000-plates", "2,000"), ("random", "5,000"), ("random-10000-plates", "10,000")]),
            ("ImageNet weights, fine-tuned", [("fine-tuned-500-plates", "500"), ("fine-tuned-2000-plates", "2,000"), ("fine-tuned", "5,000"), ("fine-tuned-10000-plates", "10,000")]),
        ]), "size.png");
        Plot("probes-plot", "Linear probes", plots.Probes("probes.png", probes), "probes.png");
        AugmentationSheet.Write(Path.Combine(plots.Folder, "augmentations.png"), fonts, new PlateRenderer(fonts, new RenderOptions()).CaptionTypeface);

        void Plot(string section, string caption, bool drawn, string file)
            => MarkedSection.Write(path, section, drawn ? $"![{caption}](study/{file})" : "Not run yet.");
    }
}
