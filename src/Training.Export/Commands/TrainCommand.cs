using System.CommandLine;
using TorchSharp;
using Training.Export.Training;

namespace Training.Export.Commands;

/// <summary><c>train</c>: trains a recipe in a run folder, or goes on where the folder stopped.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var recipe = new Option<string>("--recipe") { Description = $"What to train: {string.Join(", ", TrainingRecipe.All.Select(r => r.Name))}, {DetectorRecipe.Finder.Name}.", DefaultValueFactory = _ => "reader" };
        var run = new Option<string>("--run") { Description = "Run folder: recipe, metrics.csv, checkpoint. The same folder resumes.", Required = true };
        var epochs = new Option<int?>("--epochs") { Description = "Epochs, in place of the recipe's." };
        var samples = new Option<int?>("--samples") { Description = "Training samples an epoch, in place of the recipe's." };
        var validation = new Option<int?>("--validation-samples") { Description = "Held-back samples, in place of the recipe's." };
        var batch = new Option<int?>("--batch") { Description = "Batch size, in place of the recipe's." };
        var rate = new Option<double?>("--learning-rate") { Description = "Peak learning rate, in place of the recipe's." };
        var noise = new Option<double?>("--noise-sigma") { Description = "Standard deviation of additive Gaussian noise, of 255." };
        var trunk = new Option<TrunkTraining?>("--trunk") { Description = "What of the trunk learns." };
        var stage = new Option<int?>("--first-trained-stage") { Description = "With --trunk FromStage: first feature block that learns." };
        var weights = new Option<string?>("--weights") { Description = "safetensors file with EfficientNet weights (torchvision's or timm's names) to start the trunk from." };
        var start = new Option<string?>("--start-from") { Description = "Run folder, or model package, whose weights to start from: fine-tuning, or a second round on better pictures." };
        var ramp = new Option<long?>("--ramp-samples") { Description = "Samples over which the camera effects grow to full strength, in place of the recipe's." };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of the run." };
        var device = new Option<string>("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        var csv = new Option<string?>("--csv") { Description = "labels.csv of own crops to learn from (file,plate_text and optionally x,y,w,h,region), mixed with rendered plates; a fifth of the plates is held back." };
        var share = new Option<double>("--own-share") { Description = "With --csv: share of own crops among the samples, above 0 to 1.", DefaultValueFactory = _ => 0.3 };
        var photos = new Option<string[]>("--photos") { Description = "Folder of photos with a labels.csv to make a finder's scenes of; may be repeated." };
        var fonts = CommonOptions.Fonts();

        var command = new Command("train", "Train a reader on rendered plates, or a finder on scenes; Ctrl-C keeps a checkpoint, the same command resumes.")
        {
            recipe, run, epochs, samples, validation, batch, rate, noise, trunk, stage, weights, start, csv, share, ramp, seed, device, photos, fonts,
        };
        command.SetAction((arguments, stop) => Task.FromResult(Failures.ReportWithTorch(() =>
        {
            var name = arguments.GetValue(recipe)!;
            var crops = Own(arguments.GetValue(csv), arguments.GetValue(share));
            if (name == DetectorRecipe.Finder.Name && crops is not null)
                throw new InvalidDataException("--csv gives a reader crops to learn from; a finder learns from --photos.");
            if (name == DetectorRecipe.Finder.Name)
            {
                var finder = DetectorRecipe.Finder;
                var steps = finder.Options with
                {
                    Epochs = arguments.GetValue(epochs) ?? finder.Options.Epochs,
                    SamplesPerEpoch = arguments.GetValue(samples) ?? finder.Options.SamplesPerEpoch,
                    ValidationSamples = arguments.GetValue(validation) ?? finder.Options.ValidationSamples,
                    BatchSize = arguments.GetValue(batch) ?? finder.Options.BatchSize,
                    LearningRate = arguments.GetValue(rate) ?? finder.Options.LearningRate,
                    Seed = arguments.GetValue(seed) ?? finder.Options.Seed,
                };
                finder = finder with { Options = steps, StartFrom = arguments.GetValue(start), Data = finder.Data with { Seed = steps.Seed }, Photos = [.. (arguments.GetValue(photos) ?? []).Select(Path.GetFullPath)] };
                return FinderTraining.Run(finder, arguments.GetValue(run)!, arguments.GetValue(weights), Device(arguments.GetValue(device)!), arguments.GetValue(fonts)!, stop);
            }

            var chosen = TrainingRecipe.All.FirstOrDefault(r => r.Name == name)
                ?? throw new InvalidDataException($"--recipe {name} is not known; take one of {string.Join(", ", TrainingRecipe.All.Select(r => r.Name))}, {DetectorRecipe.Finder.Name}.");
            var options = chosen.Options;
            options = options with
            {
                Epochs = arguments.GetValue(epochs) ?? options.Epochs,
                SamplesPerEpoch = arguments.GetValue(samples) ?? options.SamplesPerEpoch,
                ValidationSamples = arguments.GetValue(validation) ?? options.ValidationSamples,
                BatchSize = arguments.GetValue(batch) ?? options.BatchSize,
                LearningRate = arguments.GetValue(rate) ?? options.LearningRate,
                NoiseSigma = arguments.GetValue(noise) ?? options.NoiseSigma,
                Trunk = arguments.GetValue(trunk) ?? options.Trunk,
                FirstTrainedStage = arguments.GetValue(stage) ?? options.FirstTrainedStage,
                Seed = arguments.GetValue(seed) ?? options.Seed,
            };
            if ((chosen.Name == TrainingRecipe.FineTune.Name || chosen.Name == TrainingRecipe.ReaderLow.Name) && arguments.GetValue(start) is null)
                throw new InvalidDataException($"--recipe {chosen.Name} needs --start-from: the package or run to start from, such as models/plate-reader/5.");
            chosen = chosen with
            {
                Options = options,
                StartFrom = arguments.GetValue(start),
                Own = crops,
                Data = chosen.Data with { Seed = options.Seed, Count = options.SamplesPerEpoch, RampSamples = arguments.GetValue(ramp) ?? chosen.Data.RampSamples },
            };
            return ReaderTraining.Run(chosen, arguments.GetValue(run)!, arguments.GetValue(weights), Device(arguments.GetValue(device)!), arguments.GetValue(fonts)!, stop);
        })));
        return command;
    }

    private static OwnPlatesOptions? Own(string? csv, double share)
    {
        if (share is not (> 0 and <= 1))
            throw new InvalidDataException(FormattableString.Invariant($"--own-share is {share}; it must be above 0 and at most 1."));
        return csv is null ? null : new OwnPlatesOptions { Csv = Path.GetFullPath(csv), Share = share };
    }

    /// <summary>The device of a name; <c>cuda</c> where there is none is a line that says so.</summary>
    internal static torch.Device Device(string name)
    {
        var device = name == "cuda" ? torch.CUDA : torch.CPU;
        if (device.type == DeviceType.CUDA && !torch.cuda.is_available())
            throw new InvalidDataException("--device cuda was asked for and libtorch finds no CUDA device; use --device cpu.");
        return device;
    }
}
