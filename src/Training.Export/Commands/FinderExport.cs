using PlateRecognition.Detection;
using PlateRecognition.Models;
using Spectre.Console;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Onnx;
using Training.Export.Rendering;
using Training.Export.Training;

namespace Training.Export.Commands;

/// <summary><c>export</c> of a finder's run.</summary>
internal static class FinderExport
{
    private const int GoldenCount = 2;

    /// <summary>Writes the package.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string run, string models, string name, int version, FontLibrary fonts, bool half, string licences)
    {
        var (network, recipe) = TrainedNetwork.LoadDetector(run);
        using (network)
        {
            // 1. Write the graph and compare it with the network on scenes without photos; a difference ends the export.
            var onnx = DetectorExporter.Export(network, half ? new OnnxExportOptions { HalfPrecisionWeights = true, Description = DetectorExporter.Description } : null);
            var scenes = new PlateScenes(fonts, [], recipe.Data with { Seed = recipe.Data.Seed + HeldBack.Golden }, recipe.Network);
            var batch = new SceneBatch(ParityCheck.Pictures, recipe.Network);
            for (var i = 0; i < batch.Size; i++)
            {
                using var scene = scenes.Read(i);
                batch.Write(scene, i, recipe.Network);
            }

            var report = ParityCheck.Run(network, onnx, batch.Pixels, half ? 0.5 : ParityCheck.Tolerance);
            report.Print(AnsiConsole.Console);
            report.ThrowIfFailed();

            // 2. Golden samples: scenes and the heat map that this very file answers to them. Drawn ones: they can be published.
            var samples = GoldenScenes.Make(onnx, scenes, recipe.Network, GoldenCount);
            var package = ModelPackage.Write(Path.Combine(models, name, $"{version}"), Describe(recipe, fonts, name, version), onnx, samples);
            ModelCard.Write(package.Folder, package.Manifest);
            PhotoCredits.Write(package.Folder, recipe.Photos, licences);
            AnsiConsole.MarkupLineInterpolated($"[green]wrote[/] {package.Folder}: {onnx.Length / 1024.0 / 1024.0:0.0} MiB");
            return 0;
        }
    }

    private static ModelManifest Describe(DetectorRecipe recipe, FontLibrary fonts, string name, int version)
    {
        var (network, input) = (recipe.Network, recipe.Network.InputSpec);
        var photos = recipe.Photos.Count == 0 ? "drawn backgrounds" : $"photos of {string.Join(", ", recipe.Photos.Select(Path.GetFileName))}, a fifth held back";
        return new ModelManifest
        {
            Name = name,
            Version = version,
            Task = ModelTask.Detection,
            Input = new ManifestInput(InputWriter.Name, "uint8", input.Layout, input.Height, input.Width, input.Colour, input.Resize),
            Outputs =
            [
                new ManifestOutput(DetectorExporter.HeatName, [-1, 1, network.Rows, network.Columns]),
                new ManifestOutput(DetectorExporter.CornersName, [-1, Networks.DetectorNetConfig.CornerValues, network.Rows, network.Columns]),
            ],
            Sha256 = "",
            Training = new ManifestTraining(
                recipe.Name, recipe.Options.Seed, $"{recipe.Options.TotalSteps * recipe.Options.BatchSize} scenes with plates rendered by this repository on {photos}{(recipe.StartFrom is { } earlier ? $", from the weights of {earlier}" : "")}",
                SourceCommit.Find(), fonts.Names),
            Calibration = new ManifestCalibration { AcceptThreshold = new DetectionOptions().Threshold },
            Opset = PlateNetExporter.Opset,
            Licence = "Apache-2.0",
        };
    }
}
