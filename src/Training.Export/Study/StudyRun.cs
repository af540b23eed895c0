using System.Security.Cryptography;
using PlateRecognition.Plates;
using Training.Export.Commands;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Networks;
using Training.Export.Rendering;
using Training.Export.Training;
using Training.Export.Weights;
using static TorchSharp.torch;

namespace Training.Export.Study;

/// <summary>Runs one experiment in its folder, or goes on with it. Not thread-safe.</summary>
/// <param name="folder">The study's folder.</param>
/// <param name="fonts">Fonts to draw plates with.</param>
/// <param name="weights">safetensors file for arms that start from ImageNet weights, or null.</param>
/// <param name="device">Where the network learns.</param>
internal sealed class StudyRun(StudyFolder folder, FontLibrary fonts, string? weights, Device device)
{
    private const int StatisticsBatches = 16, StatisticsBatchSize = 32;

    /// <summary>Why an experiment cannot run now, in one line; null when it can.</summary>
    public string? Obstacle(StudyExperiment experiment) => experiment.Source switch
    {
        StudySource.ImageNet when weights is null => "needs ImageNet weights of its trunk: --weights FILE",
        StudySource.ImageNet when experiment.Trunk == StudyTrunk.B0 && !HoldsB0(weights) => $"needs ImageNet weights of EfficientNet-B0; {Path.GetFileName(weights)} are others'",
        StudySource.ImageNet when experiment.Trunk == StudyTrunk.MobileNetV2 && HoldsB0(weights) => $"needs ImageNet weights of MobileNetV2; {Path.GetFileName(weights)} are others'",
        StudySource.Shapes or StudySource.OtherPlates when !File.Exists(SourceCheckpoint(experiment)) => $"needs the checkpoint of {StudyMatrices.SourceOf(experiment)!.Name}, which is not in this folder: run that first",
        _ => null,
    };

    /// <summary>Trains to the end, or until asked to stop.</summary>
    /// <param name="experiment">What to run.</param>
    /// <param name="report">Told after every step.</param>
    /// <param name="stop">Asks for a stop; a checkpoint is kept.</param>
    /// <returns>Whether it reached its end.</returns>
    /// <exception cref="InvalidDataException">Weights are missing or do not fit.</exception>
    public bool Go(StudyExperiment experiment, Action<TrainingProgress> report, CancellationToken stop)
    {
        if (Obstacle(experiment) is { } obstacle)
            throw new InvalidDataException($"{experiment.Name} {obstacle}.");

        // 1. Say what is run, and with what.
        var recipe = experiment.ToRecipe();
        var run = folder.Run(experiment);
        run.Claim(recipe);
        var source = SourceFile(experiment);
        folder.Describe(new StudyRecord(experiment, SourceCommit.Find(), MachineDescription.Find(), get_num_threads(), source is null ? null : Hash(source)));

        // 2. The network, from the weights that the arm starts with.
        random.manual_seed((long)experiment.Seed);
        using var network = new PlateNet(recipe.Network);
        var codec = new PlateTextCodec(new Alphabet(recipe.Alphabet, recipe.Pad), recipe.Network.Slots);
        var input = recipe.Network.InputSpec;

        // 3. The plates: rendered once, the held-back ones from a seed far away.
        using var training = new KeptPictures(Pictures(experiment, recipe, experiment.Seed), experiment.TrainingPlates, input, experiment.Seed);
        var heldBack = Pictures(experiment, recipe, experiment.Seed + HeldBack.Validation);
        if (source is not null)
        {
            WeightLoader.Load(network.Trunk, source);
            if (experiment.Source == StudySource.ImageNet && experiment.Trunk == StudyTrunk.MobileNetV2)
                MeasureStatistics(network, training, codec, input);
        }

        // 4. Train, resuming from the folder's checkpoint.
        using var trainer = new Trainer(network, codec, input, recipe.Options, run, device);
        using var features = KeptFeatures.Fit(recipe.Network, recipe.Options) ? new KeptFeatures(network, training, codec, device) : null;
        return trainer.Run(training, heldBack, report, stop, features);
    }

    private IPlateSource Pictures(StudyExperiment experiment, TrainingRecipe recipe, ulong seed) => experiment.Task == StudyTask.Shapes
        ? new ShapePictures(seed, experiment.TrainingPlates, experiment.Width, experiment.Height)
        : new RenderedPlates(fonts, recipe.Data with { Seed = seed });

    // The file's normalisations are folded to weight 1 and variance 1: in training mode their scales would be lost. Measured on the plates, the network
    // answers as before in both modes.
    private static void MeasureStatistics(PlateNet network, KeptPictures plates, PlateTextCodec codec, PlateRecognition.Imaging.ImageInputSpec input)
    {
        var batch = new PlateBatch(StatisticsBatchSize, input, grid: null, codec.Slots);
        BatchNormStatistics.Fit(
            network.Trunk,
            number =>
            {
                for (var i = 0; i < batch.Size; i++)
                {
                    using var sample = plates.Read((number * batch.Size + i) % plates.Count);
                    PlateBatches.Write(sample, batch, i, codec, input, grid: null);
                }

                network.forward(BatchTensors.Pixels(batch, input, CPU));
            },
            StatisticsBatches);
    }

    private string? SourceFile(StudyExperiment experiment) => experiment.Source switch
    {
        StudySource.Random => null,
        StudySource.ImageNet => weights,
        _ => SourceCheckpoint(experiment),
    };

    private string SourceCheckpoint(StudyExperiment experiment) => folder.Run(StudyMatrices.SourceOf(experiment)!).CheckpointPath;

    private static bool HoldsB0(string? path) => path is not null && SafetensorsFile.Read(path).Names.Any(name => name.EndsWith("fc1.weight", StringComparison.Ordinal) || name.Contains("conv_reduce", StringComparison.Ordinal));

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
