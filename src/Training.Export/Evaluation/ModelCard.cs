using System.Globalization;
using System.Text;
using PlateRecognition.Imaging;
using PlateRecognition.Models;

namespace Training.Export.Evaluation;

/// <summary>Writes a package's MODEL_CARD.md from its manifest: what the model is for, how it was made, what was measured, what it cannot do.</summary>
internal static class ModelCard
{
    /// <summary>Writes the card into the package's folder.</summary>
    public static void Write(string packageFolder, ModelManifest manifest)
    {
        var text = new StringBuilder();
        Line($"# {manifest.Id}");
        Line($"");
        Line($"Written from manifest.json by `Training.Export`.");
        Line($"");
        Line($"**Task.** {(manifest.Task == ModelTask.Recognition ? $"Reads the text of a plate that is cut out: up to {manifest.Slots} of the symbols {Symbols(manifest)}." : "Finds plates in photos.")}");
        Line($"");
        Line($"**Input.** `{manifest.Input.Name}`: {manifest.Input.Type}, (N, {manifest.Input.Height}, {manifest.Input.Width}, 3), {manifest.Input.Colour}, {Fitted(manifest.Input.Resize)}. Normalisation is part of the graph.");
        foreach (var output in manifest.Outputs)
            Line($"**Output.** `{output.Name}`: float32, (N, {string.Join(", ", output.Shape.Skip(1))}).");
        Line($"");
        Line($"**Training.** Recipe `{manifest.Training.Experiment}`, seed {manifest.Training.Seed}, on {manifest.Training.Data}. Exported at commit {manifest.Training.Commit}. Fonts: {string.Join(", ", manifest.Training.Fonts)}.");
        Line($"");
        Line($"**Licence of the weights.** {manifest.Licence}.{(manifest.Task == ModelTask.Recognition ? "" : $" The photos it learned on are listed in {PhotoCredits.FileName}, where there are any.")}");
        Line($"");
        if (manifest.Task == ModelTask.Recognition)
            Line($"**Confidence.** Temperature {manifest.Calibration.Temperature}; {Accepted(manifest.Calibration.AcceptThreshold)} {Calibrator.Precision:0 %} of them right on held-back rendered plates, {Calibrator.InventedShare:0 %} of which have an invented look and text.{Formats(manifest)}");
        else
            Line($"**Confidence.** The heat at a plate's centre; finds from {manifest.Calibration.AcceptThreshold} on are answered.");
        Line($"");
        Line($"## Measured");
        Line($"");
        if (manifest.Task == ModelTask.Detection)
            Line($"Together with a reader, on whole photos: see the repository's README (`evaluate --photos`).");
        else if (manifest.Accuracy.Count == 0)
            Line($"Nothing yet: run `evaluate --record`.");
        else
            Line($"| set | pictures | exact match | 95 % interval | O = 0 folded | characters | accepted | of these right |\n|---|---:|---:|---|---:|---:|---:|---:|");
        foreach (var row in manifest.Accuracy)
            Line($"| {row.Dataset} | {row.Count} | {row.ExactMatch:0.0 %} | {row.Low:0.0 %} to {row.High:0.0 %} | {row.ExactMatchFolded:0.0 %} | {row.CharacterAccuracy:0.0 %} | {row.Accepted:0.0 %} | {row.AcceptedPrecision:0.0 %} |");
        Line($"");
        Line($"## Limits");
        Line($"");
        if (manifest.Task == ModelTask.Detection)
            Line($"Plates from about 20 pixels of a photo shrunk to {manifest.Input.Width}×{manifest.Input.Height}; smaller ones want `detail=high`. Corners of small plates are a fifth of the plate's height off at times. Other signs with text are found now and then; the reader's confidence tells most of them apart.");
        else
            Line($"Latin letters and digits only. Trained on rendered plates: looks that the renderer does not draw are read worse. Dim, blurred and tiny plates are often not accepted. The text of a plate is personal data in many countries: know the law of yours.");
        File.WriteAllText(Path.Combine(packageFolder, "MODEL_CARD.md"), text.ToString());

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Fitted(ResizeRule rule) => rule switch
    {
        ResizeRule.Stretch => "stretched to that size",
        ResizeRule.Letterbox => "scaled as a whole, on grey",
        _ => "shrunk as a whole where it is larger, on grey",
    };

    private static string Accepted(double threshold) => threshold > 1
        ? "no text is accepted: no confidence has"
        : string.Create(CultureInfo.InvariantCulture, $"texts from a confidence of {threshold} on are accepted, chosen for");

    private static string Formats(ModelManifest manifest)
        => manifest.Formats.Count == 0 ? "" : $" Formats of {manifest.Formats.Select(format => format.Region).Distinct().Count()} countries and states are known.";

    private static string Symbols(ModelManifest manifest)
        => $"`{(manifest.Pad is { } pad ? manifest.Alphabet!.Replace(pad.ToString(), "", StringComparison.Ordinal) : manifest.Alphabet)}`";
}
