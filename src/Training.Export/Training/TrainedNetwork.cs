using Training.Export.Networks;
using Training.Export.Weights;
using static TorchSharp.torch;

namespace Training.Export.Training;

/// <summary>Takes the network out of a run folder: the averaged weights where the run kept an average, else the last ones.</summary>
public static class TrainedNetwork
{
    /// <summary>Loads the network of a run, in eval mode; the caller disposes it.</summary>
    /// <exception cref="InvalidDataException">There is no run, no checkpoint, or one of another network.</exception>
    public static (PlateNet Network, TrainingRecipe Recipe) Load(string runFolder)
    {
        var folder = new RunFolder(runFolder);
        var recipe = folder.ReadRecipe();
        var network = new PlateNet(recipe.Network);
        CopyWeights(folder, recipe.Options, network.NamedState());
        network.eval();
        return (network, recipe);
    }

    /// <summary>Starts a network from a run's weights, to go on learning from there.</summary>
    /// <exception cref="InvalidDataException">There is no such run, or its network has another shape.</exception>
    public static void StartFrom(string runFolder, PlateNet network)
    {
        var folder = new RunFolder(runFolder);
        CopyWeights(folder, folder.ReadRecipe().Options, network.NamedState());
    }

    /// <summary>Starts a detector from a run's weights, to go on learning from there.</summary>
    /// <exception cref="InvalidDataException">There is no such run, or its network has another shape.</exception>
    public static void StartFrom(string runFolder, DetectorNet network)
    {
        var folder = new RunFolder(runFolder);
        CopyWeights(folder, folder.ReadRecipe<DetectorRecipe>().Options, network.NamedState());
    }

    /// <summary>Loads the detector of a run, in eval mode; the caller disposes it.</summary>
    /// <exception cref="InvalidDataException">There is no run, no checkpoint, or one of another network.</exception>
    public static (DetectorNet Network, DetectorRecipe Recipe) LoadDetector(string runFolder)
    {
        var folder = new RunFolder(runFolder);
        var recipe = folder.ReadRecipe<DetectorRecipe>();
        var network = new DetectorNet(recipe.Network);
        CopyWeights(folder, recipe.Options, network.NamedState());
        network.eval();
        return (network, recipe);
    }

    private static void CopyWeights(RunFolder folder, TrainingOptions options, IEnumerable<(string Name, Tensor Value)> state)
    {
        if (!File.Exists(folder.CheckpointPath))
            throw new InvalidDataException($"{folder.FullPath} has no checkpoint yet: train it first.");

        using var noGradient = no_grad();
        var file = SafetensorsFile.Read(folder.CheckpointPath);
        var prefix = options.WeightAverageDecay > 0 ? Checkpoint.Average : Checkpoint.Weight;
        foreach (var (name, value) in state)
        {
            if (!file.TryGetTensor(prefix + name, out var stored) || !stored.shape.SequenceEqual(value.shape))
                throw new InvalidDataException($"{folder.CheckpointPath} does not fit the recipe's network: '{name}' is missing or has another shape.");
            using (stored)
                value.detach().copy_(stored);
        }
    }
}
