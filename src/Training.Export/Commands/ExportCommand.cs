using System.CommandLine;
using System.Globalization;
using PlateRecognition.Models;
using PlateRecognition.Plates;
using Spectre.Console;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Rendering;
using Training.Export.Training;

namespace Training.Export.Commands;

/// <summary><c>export</c>: writes a trained run as a model package that the service loads.</summary>
internal static class ExportCommand
{
    private const int GoldenCount = 6;

    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "Run folder of a training.", Required = true };
        var name = new Option<string?>("--name") { Description = "Name of the package. Default: plate-reader, or plate-finder for a finder's run." };
        var version = new Option<int>("--package-version") { Description = "Version of the package; the highest one is served.", DefaultValueFactory = _ => 1 };
        var calibration = new Option<int>("--calibration-samples") { Description = "Held-back rendered plates that fit temperature and threshold.", DefaultValueFactory = _ => 3000 };
        var half = new Option<bool>("--half") { Description = "Store weights in half precision: half the file, a little rounding." };
        var licences = new Option<string>("--photo-licences") { Description = "Of a finder that learned on photos: where they come from and under which licences; written beside it.", DefaultValueFactory = _ => "" };
        var licence = new Option<string>("--licence") { Description = "Of a reader: licence of the weights, as an SPDX identifier. Weights that learned on own crops are yours to licence.", DefaultValueFactory = _ => "Apache-2.0" };
        var (models, fonts) = (CommonOptions.Models(), CommonOptions.Fonts());
        var command = new Command("export", "Write a trained run as a model package, checked against the trained network.") { run, name, version, calibration, half, licence, licences, models, fonts };
        command.SetAction(arguments => Failures.ReportWithTorch(() =>
        {
            if (new RunFolder(arguments.GetValue(run)!).ReadRecipeName() == DetectorRecipe.Finder.Name)
            {
                // Photos that somebody took are credited, or not used.
                if (new RunFolder(arguments.GetValue(run)!).ReadRecipe<DetectorRecipe>().Photos.Count > 0 && string.IsNullOrWhiteSpace(arguments.GetValue(licences)))
                    throw new InvalidDataException("This finder learned on photos: name their sources and licences with --photo-licences.");
                return FinderExport.Run(
                    arguments.GetValue(run)!, arguments.GetValue(models)!, arguments.GetValue(name) ?? "plate-finder", arguments.GetValue(version),
                    CommonOptions.OpenFonts(arguments.GetValue(fonts)!), arguments.GetValue(half), arguments.GetValue(licences)!);
            }

            var packageName = arguments.GetValue(name) ?? "plate-reader";
            var (network, recipe) = TrainedNetwork.Load(arguments.GetValue(run)!);
            using (network)
            {
                var library = CommonOptions.OpenFonts(arguments.GetValue(fonts)!);
                var folder = Path.Combine(arguments.GetValue(models)!, packageName, $"{arguments.GetValue(version)}");
                var manifest = Describe(recipe, library, packageName, arguments.GetValue(version), arguments.GetValue(licence)!);
                return Export(network, recipe, library, manifest, folder, arguments.GetValue(calibration), arguments.GetValue(half));
            }
        }));
        return command;
    }

    internal static int Export(PlateNet network, TrainingRecipe recipe, FontLibrary fonts, ModelManifest manifest, string folder, int calibrationSamples, bool half, bool onlyRight = true)
    {
        var codec = new PlateTextCodec(new Alphabet(recipe.Alphabet, recipe.Pad), recipe.Network.Slots);
        var input = recipe.Network.InputSpec;

        // 1. Write the graph and compare it with the network on rendered plates; a difference ends the export.
        var onnx = PlateNetExporter.Export(network, new OnnxExportOptions { HalfPrecisionWeights = half });
        var golden = new RenderedPlates(fonts, recipe.Data with { Seed = recipe.Data.Seed + HeldBack.Golden, RampSamples = 0 });
        var pixels = new PlateBatch(ParityCheck.Pictures, input, grid: null, codec.Slots);
        for (var i = 0; i < pixels.Size; i++)
        {
            using var sample = golden.Read(i);
            PlateBatches.Write(sample, pixels, i, codec, input, grid: null);
        }

        // Halving the weights moves an undecided slot by percents; the golden samples hold what the file itself answers.
        var report = ParityCheck.Run(network, onnx, pixels.Pixels, half ? 0.05 : ParityCheck.Tolerance);
        report.Print(AnsiConsole.Console);
        report.ThrowIfFailed();

        // 2. Make its confidence honest.
        var calibrationSet = new RenderedPlates(fonts, Calibrator.Plates(recipe.Data, recipe.Data.Seed + HeldBack.Calibration));
        var fitted = AnsiConsole.Status().Start($"fitting the calibration on {calibrationSamples} held-back plates", _ => Calibrator.Fit(onnx, calibrationSet, codec, input, calibrationSamples));

        // 3. Golden samples: a few plates and what this very file answers to them.
        var samples = GoldenSamples.Make(onnx, golden, codec, input, GoldenCount, onlyRight);
        var package = ModelPackage.Write(folder, manifest with { Calibration = fitted }, onnx, samples);
        ModelCard.Write(package.Folder, package.Manifest);
        AnsiConsole.MarkupLineInterpolated($"[green]wrote[/] {package.Folder}: {onnx.Length / 1024.0 / 1024.0:0.0} MiB, temperature {fitted.Temperature:0.00}, accepts from {fitted.AcceptThreshold:0.000}");
        return 0;
    }

    internal static ModelManifest Describe(TrainingRecipe recipe, FontLibrary fonts, string name, int version, string licence = "Apache-2.0") => new()
    {
        Name = name,
        Version = version,
        Task = ModelTask.Recognition,
        Input = new ManifestInput(PlateNetExporter.InputName, "uint8", recipe.Network.InputSpec.Layout, recipe.Network.Height, recipe.Network.Width, recipe.Network.InputSpec.Colour, recipe.Network.InputSpec.Resize),
        Outputs = PlateNetExporter.Outputs(recipe.Network),
        Alphabet = recipe.Alphabet,
        Pad = recipe.Pad,
        Slots = recipe.Network.Slots,
        Formats = recipe.Pad is null ? [] : RegionFormats.Group(TextFormats.All),
        Sha256 = "",
        Training = new ManifestTraining(
            recipe.Name, recipe.Options.Seed,
            DescribeData(recipe),
            SourceCommit.Find(), fonts.Names),
        Opset = PlateNetExporter.Opset,
        Licence = licence,
    };

    private static string DescribeData(TrainingRecipe recipe)
    {
        var plates = recipe.Data.Fresh ? recipe.Options.TotalSteps * recipe.Options.BatchSize : recipe.Data.Count;
        var start = recipe.StartFrom is { } earlier ? $", from the weights of {earlier}" : "";
        return recipe.Own is { } own
            ? string.Create(CultureInfo.InvariantCulture, $"{plates} plates{start}: {own.Share:0%} of them from {own.Crops} own crops of {own.Plates} plates, the others rendered by this repository")
            : $"{plates} plates rendered by this repository{start}; no real pictures";
    }
}
