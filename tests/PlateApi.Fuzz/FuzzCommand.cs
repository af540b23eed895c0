using System.CommandLine;
using System.Diagnostics;

namespace PlateApi.Fuzz;

/// <summary>The command line. The inputs are tried in a process of their own: what crashes it is a finding, too.</summary>
internal static class FuzzCommand
{
    /// <summary>Exit codes.</summary>
    public const int Fine = 0, Found = 1;

    private const string Worker = "PLATEAPI_FUZZ_NOTE";

    private static readonly Argument<int> Count = new("COUNT") { Description = "Inputs to try." };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of all chance; the same seed gives the same inputs.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> From = new("--from") { Description = "The first round; the rounds before it are left out." };
    private static readonly Option<string> Findings = new("--findings") { Description = "Folder for inputs that were answered wrongly.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "plate-fuzz") };
    private static readonly Option<int> Budget = new("--budget-mib") { Description = "Memory that the process may take beyond what good inputs took, in MiB.", DefaultValueFactory = _ => 256 };
    private static readonly Option<int> SecondsEach = new("--seconds-each") { Description = "Longest that an input may take.", DefaultValueFactory = _ => 30 };

    /// <summary>The command line.</summary>
    public static RootCommand Create() => new("Tries mutated inputs: nothing may crash, hang, take memory without bounds, or be answered in a way that is not declared.")
    {
        Verb("pictures", "Mutated pictures through the decoder."),
        Verb("requests", "Mutated requests through the service, over HTTP."),
    };

    private static Command Verb(string target, string description)
    {
        var verb = new Command(target, description) { Count, Seed, From, Findings, Budget, SecondsEach };
        verb.SetAction((arguments, _) => RunAsync(
            new FuzzOptions(
                target, arguments.GetValue(Count), arguments.GetValue(Seed), arguments.GetValue(From), arguments.GetValue(Findings)!, arguments.GetValue(Budget),
                arguments.GetValue(SecondsEach)),
            arguments.InvocationConfiguration.Output));
        return verb;
    }

    private static async Task<int> RunAsync(FuzzOptions options, TextWriter output)
    {
        if (Environment.GetEnvironmentVariable(Worker) is { } note)
            return await new FuzzRun(options, output).RunAsync(note) == 0 ? Fine : Found;

        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, new byte[FuzzRun.NoteSize]);
        try
        {
            return await WatchAsync(options, file, output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // After a crash, the rounds behind it are tried, too.
    private static async Task<int> WatchAsync(FuzzOptions options, string note, TextWriter output)
    {
        const int MostCrashes = 10;
        var (result, next, end) = (Fine, options.From, options.From + options.Count);
        for (var crashes = 0; next < end && crashes < MostCrashes; crashes++)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, [.. HostArguments(), .. options.Arguments(next, end - next)]);
            start.Environment[Worker] = note;
            using var worker = Process.Start(start)!;
            await worker.WaitForExitAsync();
            if (worker.ExitCode is Fine or Found)
                return Math.Max(result, worker.ExitCode);
            next = BitConverter.ToInt32(await File.ReadAllBytesAsync(note));
            await using var target = options.Open();
            await options.ReportAsync(target, next, $"The process ended with {worker.ExitCode}.", output);
            (result, next) = (Found, next + 1);
        }

        return result;
    }

    // The program's own host, or dotnet with the program.
    private static string[] HostArguments()
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(FuzzCommand).Assembly.Location] : [];
}
