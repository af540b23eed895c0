using PlateRecognition;
using PlateRecognition.Models;
using Spectre.Console;
using Training.Export.Commands;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Rendering;
using Training.Export.Training;

namespace Training.Export.Study;

/// <summary>Writes finished arms as model packages, in half precision, named <c>study-ARM</c> with the seed as version.</summary>
internal static class StudyExport
{
    private const int CalibrationSamples = 1_000;
    private const ulong FirstSeed = 1;

    /// <summary>
    /// Exports every finished arm that reads plates and whose checkpoint is at hand, in its first seed: the others differ by chance alone. Each package is measured on the
    /// arm's held-back plates through the code that serves it, and its card says what came out.
    /// </summary>
    /// <param name="models">Folder of model packages.</param>
    /// <param name="folder">The study's folder.</param>
    /// <param name="fonts">Fonts to draw the golden samples with.</param>
    /// <param name="experiments">What to export.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<int> RunAsync(string models, StudyFolder folder, FontLibrary fonts, IReadOnlyList<StudyExperiment> experiments, CancellationToken stop)
    {
        foreach (var experiment in experiments.Where(experiment => experiment.Task != StudyTask.Shapes && experiment.Seed == FirstSeed))
        {
            var run = folder.Run(experiment);
            if (!folder.IsDone(experiment) || !File.Exists(run.CheckpointPath))
            {
                AnsiConsole.MarkupLineInterpolated($"[yellow]left out[/] {experiment.Name}: {(folder.IsDone(experiment) ? "its checkpoint is not in this folder; delete the folder and run it again" : "it is not done")}");
                continue;
            }

            var (network, recipe) = TrainedNetwork.Load(run.FullPath);
            using (network)
            {
                var name = $"study-{experiment.Arm}";
                var manifest = Describe(folder.Record(experiment)!, ExportCommand.Describe(recipe, fonts, name, (int)experiment.Seed));
                ExportCommand.Export(network, recipe, fonts, manifest, Path.Combine(models, name, $"{experiment.Seed}"), CalibrationSamples, half: true, onlyRight: false);
                await MeasureAsync(models, manifest.Id, experiment, recipe, fonts, stop).ConfigureAwait(false);
            }
        }

        return 0;
    }

    private static ModelManifest Describe(StudyRecord record, ModelManifest manifest) => manifest with
    {
        Training = manifest.Training with
        {
            Data = $"{manifest.Training.Data}; an arm of the study of transfer learning (docs/transfer-learning.md), to compare and not to use: {record.Experiment.Question}{(record.Weights is { } hash ? $"; first weights of SHA-256 {hash}" : "")}",
        },
    };

    private static async Task MeasureAsync(string models, string id, StudyExperiment experiment, TrainingRecipe recipe, FontLibrary fonts, CancellationToken stop)
    {
        var plates = new RenderedPlates(fonts, recipe.Data with { Seed = experiment.Seed + HeldBack.Validation });
        await using var recognizer = PlateRecognizer.Create(ModelCatalogue.Load(models), id, new PlateRecognizerOptions { Inference = new() { QueueLimit = 1_000 } });
        await recognizer.WarmUpAsync(stop).ConfigureAwait(false);
        var reads = await PackageEvaluation.ReadAsync(recognizer, plates, experiment.ValidationPlates, static () => { }, stop).ConfigureAwait(false);
        var report = new EvaluationReport(id, fonts, mistakesFolder: null, readsFolder: null);
        report.AddRow("the study's held-back plates", reads);
        report.Print(AnsiConsole.Console);
        report.Record(recognizer.DefaultPackage);
    }
}
