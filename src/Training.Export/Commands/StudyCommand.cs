using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Training.Export.Study;
using Training.Export.Training;

namespace Training.Export.Commands;

/// <summary><c>study</c>: the experiments on transfer learning; they resume, over processes and machines.</summary>
internal static class StudyCommand
{
    public static Command Create()
    {
        var matrices = new Option<string[]>("--matrix") { Description = $"Matrix to run or list: {string.Join(", ", StudyMatrices.All.Select(matrix => matrix.Name))}; may be repeated. Default: all of the smaller size." };
        var arms = new Option<string[]>("--arm") { Description = "Arm to run, list or export, as --list names it without its seed; may be repeated. In place of --matrix." };
        var list = new Option<bool>("--list") { Description = "Say what is done and what is not, and run nothing." };
        var resume = new Option<bool>("--resume") { Description = "Go on with experiments that were begun; without it, one that was begun and not finished is an error." };
        var report = new Option<string?>("--report") { Description = "Write the tables, verdicts and plots of a report, such as docs/transfer-learning.md, from the run folders; run nothing." };
        var probe = new Option<bool>("--probe") { Description = "Fit linear probes on each stage's features: where does the information die? Runs nothing else." };
        var export = new Option<string?>("--export") { Description = "Write the finished arms of the matrices, in their first seed, as model packages into this folder; run nothing." };
        var runs = new Option<string>("--runs") { Description = "The study's folder, one run folder an experiment.", DefaultValueFactory = _ => "study" };
        var weights = new Option<string?>("--weights") { Description = "safetensors file with ImageNet weights of EfficientNet-B0 (torchvision's or timm's names) or MobileNetV2." };
        var device = new Option<string>("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var fonts = CommonOptions.Fonts();

        var command = new Command("study", "Why was transfer learning worse? Run the experiments, list them, report on them.") { matrices, arms, list, resume, report, probe, export, runs, weights, device, fonts };
        command.SetAction((arguments, stop) => Task.FromResult(Failures.ReportWithTorch(() =>
        {
            var folder = new StudyFolder(arguments.GetValue(runs)!);
            var (chosenMatrices, chosenArms) = (arguments.GetValue(matrices) ?? [], arguments.GetValue(arms) ?? []);
            if (chosenMatrices.Length > 0 && chosenArms.Length > 0)
                throw new InvalidDataException("--matrix and --arm were both given; one of them chooses.");
            var experiments = chosenArms.Length > 0 ? StudyMatrices.OfArms(chosenArms) : StudyMatrices.Experiments(chosenMatrices);
            var library = CommonOptions.OpenFonts(arguments.GetValue(fonts)!);
            var run = new StudyRun(folder, library, arguments.GetValue(weights), TrainCommand.Device(arguments.GetValue(device)!));
            if (arguments.GetValue(list))
                return List(folder, run, experiments);
            if (arguments.GetValue(probe))
                return StudyProbes.Run(folder, library, arguments.GetValue(weights));
            if (arguments.GetValue(report) is { } path)
            {
                StudyReport.Write(path, folder, library, arguments.GetValue(fonts)!);
                return 0;
            }

            if (arguments.GetValue(export) is { } models)
                return StudyExport.RunAsync(models, folder, library, experiments, stop).GetAwaiter().GetResult();
            return RunAll(folder, run, experiments, arguments.GetValue(resume), stop);
        })));
        return command;
    }

    private static int RunAll(StudyFolder folder, StudyRun run, IReadOnlyList<StudyExperiment> experiments, bool resume, CancellationToken stop)
    {
        var left = experiments.Where(experiment => !folder.IsDone(experiment)).ToList();
        if (!resume && left.FirstOrDefault(folder.IsBegun) is { } begun)
            throw new InvalidDataException($"{begun.Name} was begun and not finished: go on with --resume, or delete {folder.Run(begun).FullPath}.");

        var done = experiments.Count - left.Count;
        foreach (var experiment in left)
        {
            // An experiment that another one needs stands before it in its matrix; of what is missing, say so and go on.
            if (run.Obstacle(experiment) is { } obstacle)
            {
                AnsiConsole.MarkupLineInterpolated($"[yellow]left out[/] {experiment.Name}: {obstacle}");
                continue;
            }

            AnsiConsole.MarkupLineInterpolated($"[bold]{experiment.Name}[/] ({++done} of {experiments.Count}): {experiment.Question}");
            if (!TrainingDisplay.Show((Action<TrainingProgress> report) => run.Go(experiment, report, stop)))
            {
                AnsiConsole.MarkupLine("Stopped; the checkpoint is kept. The same command with --resume goes on.");
                return 130;
            }
        }

        return 0;
    }

    private static int List(StudyFolder folder, StudyRun run, IReadOnlyList<StudyExperiment> experiments)
    {
        // A log has no width of its own; eighty columns would break every cell.
        const int Wide = 160;
        if (!AnsiConsole.Profile.Capabilities.Interactive)
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Wide);
        var table = new Table().AddColumns("experiment", "what", "epochs", "characters", "texts", "state");
        foreach (var experiment in experiments)
        {
            var epochs = folder.Epochs(experiment);
            var state = folder.IsDone(experiment) ? "done"
                : epochs.Count > 0 && folder.Record(experiment)?.Experiment != experiment ? "of other settings: delete its folder"
                : run.Obstacle(experiment) ?? (epochs.Count > 0 ? "begun" : "to run");
            var last = epochs.Count > 0 ? epochs[^1] : null;
            table.AddRow(new[] { experiment.Name, experiment.Question, $"{epochs.Count}/{experiment.Epochs}", Percent(last?.ValidationCharacterAccuracy), Percent(last?.ValidationExactMatch), state }.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"{experiments.Count(folder.IsDone)} of {experiments.Count} done, in {folder.Root}");
        return 0;

        static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %") : "";
    }
}
