using System.Runtime.InteropServices;

namespace Training.Export.Commands;

/// <summary>Runs a verb and turns what a user can mend into one line and exit code 1.</summary>
internal static class Failures
{
    /// <summary>Runs <paramref name="verb"/>; a fault in the input is one line on standard error.</summary>
    public static int Report(Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or IOException or PlateRecognition.Models.ModelPackageException)
        {
            Console.Error.WriteLine($"error: {fault.Message}");
            return 1;
        }
    }

    /// <summary>As <see cref="Report"/>, for verbs that need libtorch: when it cannot load, one line says what to install.</summary>
    public static int ReportWithTorch(Func<int> verb) => Report(() =>
    {
        if (NativeLibraries.FindProblem() is { } problem)
        {
            Console.Error.WriteLine($"error: {problem}");
            return 1;
        }

        try
        {
            return verb();
        }
        catch (ExternalException fault)
        {
            // Seen once in hundreds of thousands of steps: an operation that always works is refused. What was learnt is in the checkpoint.
            Console.Error.WriteLine($"error: libtorch failed: {fault.Message.Split('\n')[0]} A training goes on from its last checkpoint when it is started again.");
            return 1;
        }
    });

    /// <summary>As <see cref="Report"/>, for verbs that wait on the recogniser.</summary>
    public static Task<int> ReportAsync(Func<Task<int>> verb)
        => Task.FromResult(Report(() => verb().GetAwaiter().GetResult()));
}
