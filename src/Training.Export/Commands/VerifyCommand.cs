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
            var name = arguments.GetValue(model)!;

            // A finder is checked beside any reader: no service runs without one.
            var checkedOne = catalogue.Find(name);
            var reader = checkedOne?.Manifest.Task == ModelTask.Detection ? catalogue.Packages.FirstOrDefault(package => package.Manifest.Task == ModelTask.Recognition)?.Manifest.Id ?? name : name;
            // Whatever versions there are besides: this one is to be served, and thus asked.
            var options = new PlateRecognizerOptions { Pins = checkedOne is null ? new Dictionary<string, int>() : new() { [checkedOne.Manifest.Name] = checkedOne.Manifest.Version } };
            await using var recognizer = PlateRecognizer.Create(catalogue, reader, options);
            await recognizer.WarmUpAsync(stop);
            AnsiConsole.MarkupLineInterpolated($"[green]ok[/] {checkedOne!.Manifest.Id}: checksum right, {checkedOne.GoldenSamples.Count} golden samples answered as written");
            return 0;
        }));
        return command;
    }
}
