using Spectre.Console;

namespace Plates;

/// <summary>Shows how far the reading is: a bar where a person looks, nothing in a log.</summary>
internal static class ProgressBar
{
    /// <summary>Runs work that calls the action it is given once for each of <paramref name="count"/> pictures.</summary>
    public static Task ShowAsync(TextWriter errors, int count, Func<Action, Task> work)
    {
        // Standard output is for the results.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
        if (Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive)
            return work(() => { });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("reading", maxValue: count);
                return work(() => task.Increment(1));
            });
    }
}
