using System.CommandLine;
using PlateRecognition.Imaging;
using PlateRecognition.Models;
using PlateRecognition.Plates;
using Spectre.Console;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Onnx;

namespace Training.Export.Commands;

/// <summary><c>quantise</c>: writes a reading package anew, its network on 8-bit integers.</summary>
internal static class QuantiseCommand
{
    private const int GoldenCount = 6;

    public static Command Create()
    {
        var (model, models, fonts) = (CommonOptions.Model(), CommonOptions.Models(), CommonOptions.Fonts());
        var output = new Option<string?>("--output") { Description = "Folder of model packages to write to. Default: that of --models." };
        var name = new Option<string>("--name") { Description = "Name of the new package.", Required = true };
        var version = new Option<int>("--package-version") { Description = "Its version; the highest one is served.", DefaultValueFactory = _ => 1 };
        var watched = new Option<int>("--range-samples") { Description = "Rendered plates on which the ranges of the values between layers are measured.", DefaultValueFactory = _ => 400 };
        var share = new Option<double>("--range-share") { Description = "Share of these plates whose extremes a range must cover.", DefaultValueFactory = _ => 1 };
        var calibration = new Option<int>("--calibration-samples") { Description = "Held-back rendered plates that fit temperature and threshold anew.", DefaultValueFactory = _ => 3000 };
        var command = new Command("quantise", "Write a reader's package anew with its network on 8-bit integers: smaller and faster.") { model, models, output, name, version, watched, share, calibration, fonts };
        command.SetAction(arguments => Failures.Report(() =>
        {
            // 1. The float network and the plates it looks at; it never learned on these.
            var modelsFolder = arguments.GetValue(models)!;
            var from = ModelCatalogue.Load(modelsFolder).Find(arguments.GetValue(model)!) ?? throw new InvalidDataException($"There is no model '{arguments.GetValue(model)}' in {modelsFolder}.");
            var manifest = from.Manifest;
            if (manifest.Task != ModelTask.Recognition)
                throw new InvalidDataException($"{manifest.Id} is no reader; only readers are quantised.");
            var (library, input) = (CommonOptions.OpenFonts(arguments.GetValue(fonts)!), manifest.InputSpec);
            var codec = new PlateTextCodec(new Alphabet(manifest.Alphabet!, manifest.Pad), manifest.Slots!.Value);
            var data = new RenderedPlatesOptions { Fresh = true, Rendering = new() { SeedTask = manifest.Pad is null } };
            IPlateSource Plates(ulong seed) => new RenderedPlates(library, data with { Seed = seed });

            // 2. The ranges of its values, and the integers that cover them.
            var onnx = File.ReadAllBytes(from.ModelPath);
            var plates = Plates(manifest.Training.Seed + HeldBack.Ranges);
            var pictures = Enumerable.Range(0, arguments.GetValue(watched)).Select(i => Pixels(plates, i, input));
            var ranges = ValueRanges.Measure(onnx, Int8Quantiser.Values(onnx), input, pictures, arguments.GetValue(share));
            var quantised = Int8Quantiser.Quantise(onnx, ranges);

            // 3. The package: calibrated and with golden samples by what this very file answers.
            var fitted = Calibrator.Fit(quantised, new RenderedPlates(library, Calibrator.Plates(data, manifest.Training.Seed + HeldBack.Calibration)), codec, input, arguments.GetValue(calibration));
            var golden = GoldenSamples.Make(quantised, Plates(manifest.Training.Seed + HeldBack.Golden), codec, input, GoldenCount);
            var folder = Path.Combine(arguments.GetValue(output) ?? modelsFolder, arguments.GetValue(name)!, $"{arguments.GetValue(version)}");
            var package = ModelPackage.Write(folder, manifest with
            {
                Name = arguments.GetValue(name)!,
                Version = arguments.GetValue(version),
                Training = manifest.Training with { Data = $"{manifest.Training.Data}; the network of {manifest.Id} on 8-bit integers, ranges measured on {arguments.GetValue(watched)} rendered plates" },
                Accuracy = [],
                Calibration = fitted,
            }, quantised, golden);
            ModelCard.Write(package.Folder, package.Manifest);
            AnsiConsole.MarkupLineInterpolated($"[green]wrote[/] {package.Folder}: {quantised.Length / 1024.0 / 1024.0:0.0} MiB (from {onnx.Length / 1024.0 / 1024.0:0.0}), temperature {fitted.Temperature:0.00}, accepts from {fitted.AcceptThreshold:0.000}");
            return 0;
        }));
        return command;
    }

    private static byte[] Pixels(IPlateSource plates, int index, ImageInputSpec input)
    {
        using var sample = plates.Read(index);
        var (picture, pixels) = (sample.Picture, new byte[input.ByteCount]);
        PixelPreprocessor.Write(picture.GetPixelSpan(), picture.Width, picture.Height, picture.RowBytes, input, pixels);
        return pixels;
    }
}
