using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Training.Export.Training;

namespace Training.Export.Commands;

/// <summary>Shows a run: a progress bar where a person looks, a line every half minute in a log.</summary>
internal static class TrainingDisplay
{
    /// <summary>Runs a reader's training with a display.</summary>
    public static bool Show(Func<Action<TrainingProgress>, bool> train)
        => Display(report =>
        {
            EpochMetrics? shown = null;
            return train(progress =>
            {
                var epoch = progress.LastEpoch is { } last && last != shown ? DescribeEpoch(shown = last) : null;
                report(new DisplayedStep(progress.Position.Step, progress.Options.TotalSteps, Describe(progress), epoch));
            });
        });

    /// <summary>Runs a detector's training with a display.</summary>
    public static bool Show(Func<Action<DetectorProgress>, bool> train)
        => Display(report =>
        {
            DetectorMetrics? shown = null;
            return train(progress =>
            {
                var epoch = progress.LastEpoch is { } last && last != shown ? DescribeEpoch(shown = last) : null;
                report(new DisplayedStep(progress.Position.Step, progress.Options.TotalSteps, Describe(progress), epoch));
            });
        });

    private static bool Display(Func<Action<DisplayedStep>, bool> train)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive)
            return train(WriteLines());

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask("rendering the held-back set");
                return train(step =>
                {
                    task.MaxValue = step.Total;
                    task.Value = step.Number;
                    task.Description = Markup.Escape(step.Text);
                    if (step.Epoch is not null)
                        AnsiConsole.MarkupLine(step.Epoch);
                });
            });
    }

    private static Action<DisplayedStep> WriteLines()
    {
        var clock = Stopwatch.StartNew();
        return step =>
        {
            if (step.Epoch is not null)
                AnsiConsole.MarkupLine(step.Epoch);
            if (clock.Elapsed.TotalSeconds < 30)
                return;
            clock.Restart();
            Console.WriteLine(step.Text);
        };
    }

    private static string Describe(TrainingProgress progress)
    {
        var (options, position) = (progress.Options, progress.Position);
        var samples = Math.Max(1, position.Samples);
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {Math.Min(options.Epochs, position.Step / options.StepsPerEpoch + 1)}/{options.Epochs} step {position.Step}/{options.TotalSteps} loss {position.LossSum / samples:0.000} (now {progress.Step.Loss:0.000} cells {progress.Step.CellLoss:0.000} look {progress.Step.AttentionLoss:0.000}) characters {position.RightSlots / (double)(samples * progress.Slots):0.0%} texts {position.RightTexts / (double)samples:0.0%} {progress.SamplesPerSecond:0} images/s left {progress.Left:d\\.hh\\:mm\\:ss}");
    }

    private static string DescribeEpoch(EpochMetrics epoch) => string.Create(CultureInfo.InvariantCulture,
        $"[green]epoch {epoch.Epoch}[/] train loss {epoch.TrainingLoss:0.000} texts {epoch.TrainingExactMatch:0.0%} | held back loss {epoch.ValidationLoss:0.000} characters {epoch.ValidationCharacterAccuracy:0.0%} texts {epoch.ValidationExactMatch:0.0%} | {epoch.SamplesPerSecond:0} images/s, {epoch.Seconds:0} s");

    private static string Describe(DetectorProgress progress)
    {
        var (options, position) = (progress.Options, progress.Position);
        var speed = position.Seconds > 0 ? position.Samples / position.Seconds : 0;
        var left = TimeSpan.FromSeconds(speed > 0 ? (options.TotalSteps - position.Step) * options.BatchSize / speed : 0);
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {Math.Min(options.Epochs, position.Step / options.StepsPerEpoch + 1)}/{options.Epochs} step {position.Step}/{options.TotalSteps} loss {position.LossSum / Math.Max(1, position.Samples):0.000} (now heat {progress.HeatLoss:0.000} corners {progress.CornerLoss:0.000}) {speed:0.0} images/s left {left:d\\.hh\\:mm\\:ss}");
    }

    private static string DescribeEpoch(DetectorMetrics epoch) => string.Create(CultureInfo.InvariantCulture,
        $"[green]epoch {epoch.Epoch}[/] train loss {epoch.TrainingLoss:0.000} | held back loss {epoch.Score.Loss:0.000} found {epoch.Score.Recall50:0.0%} of {epoch.Score.Plates} (IoU 0.7: {epoch.Score.Recall70:0.0%}) precision {epoch.Score.Precision:0.0%} corners off by {epoch.Score.CornerError:0.000} of the height | {epoch.SamplesPerSecond:0.0} images/s, {epoch.Seconds:0} s");

    // A step as it is shown; Epoch is markup, and there only when an epoch has just ended.
    private sealed record DisplayedStep(long Number, long Total, string Text, string? Epoch);
}
