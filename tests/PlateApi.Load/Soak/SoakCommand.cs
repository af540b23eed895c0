using System.CommandLine;
using System.Security.Cryptography;
using PlateApi.Access;
using PlateRecognition.Models;

namespace PlateApi.Load.Soak;

/// <summary><c>soak</c>: whether the service holds.</summary>
internal static class SoakCommand
{
    private const int Held = 0, NotHeld = 1;

    private static readonly Argument<double> Minutes = new("MINUTES") { Description = "How long, 0.1 to 1440." };
    private static readonly Option<string?> Report = new("--report") { Description = "File for the report. Default: standard output." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("soak", "Keeps a service of its own busy with mixed load and with faults in its networks' runs, and checks every answer, its memory, and that models can be reloaded.") { Minutes, Report };
        command.SetAction((arguments, _) => RunAsync(arguments));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments)
    {
        var minutes = arguments.GetValue(Minutes);
        if (minutes is not (>= 0.1 and <= 1440))
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync($"error: MINUTES is {minutes}; it must be 0.1 to 1440.");
            return NotHeld;
        }

        // 1. A service, with an admin key for its reloads; pictures need none.
        var catalogue = ModelCatalogue.Load(Path.Combine(Repository.Find(), "models"));
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        using var models = new SoakModels(catalogue);
        await using var service = await ServiceProcess.StartChaoticAsync(
            $"--PlateApi:ModelsFolder={models.Root}", $"--PlateApi:AdminKeys:soak={ApiKey.Hash(key)}", "--PlateApi:Open=true", "--PlateApi:DeadlineSeconds=60");

        // 2. The load.
        var (record, time) = (new SoakRecord(), TimeSpan.FromMinutes(minutes));
        using var run = new SoakRun(service, models, SoakRequests.Make(LoadPictures.Crops(catalogue), LoadPictures.Photo(catalogue)), record, key);
        await run.RunAsync(time);
        if (record.Failures > record.Chaos!.MostFailures)
            record.Fault($"{record.Failures} pictures failed; the chaos explains {record.Chaos.MostFailures} at the most.");
        if (record.Growth() > SoakReport.MostGrowth && time >= TimeSpan.FromMinutes(5))
            record.Fault($"Memory became {record.Growth():0.00} times as much.");

        // 3. The report.
        var report = SoakReport.Write(record, time);
        if (arguments.GetValue(Report) is { } file)
            await File.WriteAllTextAsync(file, report);
        await arguments.InvocationConfiguration.Output.WriteAsync(report);
        return record.Faults.Count == 0 ? Held : NotHeld;
    }
}
