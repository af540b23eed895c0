using System.CommandLine;
using System.Globalization;
using PlateRecognition.Models;
using Spectre.Console;
using Training.Export.Evaluation;
using Training.Export.Networks;
using Training.Export.Onnx;

namespace Training.Export.Commands;

/// <summary><c>speed</c>: bare runs of the packages against the seed study's network, on one thread.</summary>
internal static class SpeedCommand
{
    private const string Seed = "the seed's network (B0, 224×224)";
    private static readonly int[] Batches = [1, 8, 32];

    public static Command Create()
    {
        var models = CommonOptions.Models();
        var rounds = new Option<int>("--rounds") { Description = "Runs of each network and batch.", DefaultValueFactory = _ => 25 };
        var markdown = new Option<string?>("--markdown") { Description = "Document whose section 'networks' (between HTML comments) receives the table." };
        var command = new Command("speed", "Time bare runs of the reading models against the seed study's network, one thread, batches of 1, 8 and 32.") { models, rounds, markdown };
        command.SetAction(arguments => Failures.ReportWithTorch(() =>
        {
            // 1. The networks: weights do not matter for time.
            var networks = new List<(string Name, byte[] Onnx, int Height, int Width)>();
            using (var seed = new PlateNet(PlateNetConfig.Seed))
                networks.Add((Seed, PlateNetExporter.Export(seed), PlateNetConfig.Seed.Height, PlateNetConfig.Seed.Width));
            foreach (var package in ModelCatalogue.Load(arguments.GetValue(models)!).Packages.Where(package => package.Manifest.Task == ModelTask.Recognition))
                networks.Add((package.Manifest.Id, File.ReadAllBytes(package.ModelPath), package.Manifest.Input.Height, package.Manifest.Input.Width));

            // 2. Their times, interleaved.
            var count = arguments.GetValue(rounds);
            var times = AnsiConsole.Progress().Start(context =>
            {
                var task = context.AddTask("rounds", maxValue: count + 1);
                return NetworkTimer.Run(networks, Batches, count, () => task.Increment(1));
            });

            // 3. As a table.
            string[] lines =
            [
                $"Medians of the processor time of {count} interleaved runs, one thread, {DateTime.Now:yyyy-MM-dd} on a {MachineDescription.Find()}, by `Training.Export speed`:",
                "",
                $"| network | {string.Join(" | ", Batches.Select(batch => $"batch {batch}, ms | pictures/s | share of the seed's time"))} |",
                $"|---|{string.Concat(Batches.Select(_ => "---:|---:|---:|"))}",
                .. networks.Select(network => $"| {network.Name} | {string.Join(" | ", Batches.Select(batch => Cell(times, network.Name, batch)))} |"),
            ];
            foreach (var line in lines)
                AnsiConsole.WriteLine(line);
            if (arguments.GetValue(markdown) is { } document)
                MarkedSection.Write(document, "networks", string.Join('\n', lines));
            return 0;
        }));
        return command;
    }

    private static string Cell(IReadOnlyDictionary<(string Name, int Batch), double> times, string name, int batch)
    {
        var took = times[(name, batch)];
        return string.Create(CultureInfo.InvariantCulture, $"{took:0.00} | {batch / took * 1000:0} | {took / times[(Seed, batch)]:0.00}");
    }
}
