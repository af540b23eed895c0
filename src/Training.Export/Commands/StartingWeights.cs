using PlateRecognition.Models;
using PlateRecognition.Plates;
using Spectre.Console;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Commands;

/// <summary><c>train --start-from</c>: a run's weights, or those of a package such as <c>models/plate-reader/5</c>.</summary>
internal static class StartingWeights
{
    private const int Batches = 16, BatchSize = 32, SceneBatchSize = 8;

    /// <summary>Puts them into a reader.</summary>
    /// <exception cref="InvalidDataException">They do not fit, or read other symbols.</exception>
    public static void Load(TrainingRecipe recipe, PlateNet network, IPlateSource plates, PlateTextCodec codec)
    {
        if (!IsPackage(recipe.StartFrom!))
        {
            TrainedNetwork.StartFrom(recipe.StartFrom!, network);
            return;
        }

        var package = ModelPackage.Load(recipe.StartFrom!);
        if (package.Manifest.Alphabet != recipe.Alphabet)
            throw new InvalidDataException($"{package.Manifest.Id} reads '{package.Manifest.Alphabet}', the recipe {recipe.Name} '{recipe.Alphabet}': its weights mean other symbols.");
        Report(package, PackageWeights.Load(File.ReadAllBytes(package.ModelPath), network));
        var (input, batch) = (recipe.Network.InputSpec, new PlateBatch(BatchSize, recipe.Network.InputSpec, grid: null, codec.Slots));
        BatchNormStatistics.Fit(
            network,
            number =>
            {
                Parallel.For(0, batch.Size, i =>
                {
                    using var sample = plates.Read(number * batch.Size + i);
                    PlateBatches.Write(sample, batch, i, codec, input, grid: null);
                });
                network.forward(BatchTensors.Pixels(batch, input, CPU));
            },
            Batches);
    }

    /// <summary>Puts them into a detector.</summary>
    /// <exception cref="InvalidDataException">They do not fit.</exception>
    public static void Load(DetectorRecipe recipe, DetectorNet network, ISceneSource scenes)
    {
        if (!IsPackage(recipe.StartFrom!))
        {
            TrainedNetwork.StartFrom(recipe.StartFrom!, network);
            return;
        }

        var package = ModelPackage.Load(recipe.StartFrom!);
        Report(package, PackageWeights.Load(File.ReadAllBytes(package.ModelPath), network));
        var batch = new SceneBatch(SceneBatchSize, recipe.Network);
        BatchNormStatistics.Fit(
            network,
            number =>
            {
                Parallel.For(0, batch.Size, i =>
                {
                    using var scene = scenes.Read(number * batch.Size + i);
                    batch.Write(scene, i, recipe.Network);
                });
                network.forward(DetectorTensors.Of(batch, recipe.Network, CPU).Pixels);
            },
            Batches);
    }

    private static bool IsPackage(string folder) => File.Exists(Path.Combine(folder, "manifest.json"));

    private static void Report(ModelPackage package, (IReadOnlyList<string> Loaded, IReadOnlyList<string> Left) layers)
        => AnsiConsole.MarkupLineInterpolated($"starts from {package.Manifest.Id}: {layers.Loaded.Count} layers{(layers.Left.Count > 0 ? $"; new: {string.Join(", ", layers.Left)}" : "")}");
}
