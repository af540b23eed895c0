using Spectre.Console;
using Training.Export.Commands;
using Training.Export.Rendering;
using Training.Export.Training;

namespace Training.Export.Study;

/// <summary>Writes finished arms as model packages, in half precision, named <c>study-ARM</c> with the seed as version.</summary>
internal static class StudyExport
{
    private const int CalibrationSamples = 1_000;
    private const ulong FirstSeed = 1;

    /// <summary>Exports every finished arm that reads plates and whose checkpoint is at hand, in its first seed: the others differ by chance alone.</summary>
    /// <param name="models">Folder of model packages.</param>
    /// <param name="folder">The study's folder.</param>
    /// <param name="fonts">Fonts to draw the golden samples with.</param>
    /// <param name="experiments">What to export.</param>
    public static int Run(string models, StudyFolder folder, FontLibrary fonts, IReadOnlyList<StudyExperiment> experiments)
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
                var manifest = ExportCommand.Describe(recipe, fonts, name, (int)experiment.Seed);
                ExportCommand.Export(network, recipe, fonts, manifest, Path.Combine(models, name, $"{experiment.Seed}"), CalibrationSamples, half: true);
            }
        }

        return 0;
    }
}
