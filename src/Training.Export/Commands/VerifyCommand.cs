using System.CommandLine;
using PlateRecognition;
using PlateRecognition.Models;
using Spectre.Console;

namespace Training.Export.Commands;

/// <summary><c>verify</c>: checks a package as the service does before it serves it.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var (model, models) = (CommonOptions.Model(), CommonOptions.Models());
        var command = new Command("verify", "Check a model package: manifest, checksum, golden samples.") { model, models };
        command.SetAction((arguments, stop) => Failures.ReportAsync(async () =>
        {
            var catalogue = ModelCatalogue.Load(arguments.GetValue(models)!);
            await using var recognizer = PlateRecognizer.Create(catalogue, arguments.GetValue(model)!, new PlateRecognizerOptions());
            await recognizer.WarmUpAsync(stop);
            AnsiConsole.MarkupLineInterpolated($"[green]ok[/] {recognizer.DefaultPackage.Manifest.Id}: checksum right, {recognizer.DefaultPackage.GoldenSamples.Count} golden samples answered as written");
            return 0;
        }));
        return command;
    }
}
