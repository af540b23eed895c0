using Training.Export.Data;
using Training.Export.Networks;

namespace Training.Export.Training;

/// <summary>A whole training of a detector: network, scenes and options.</summary>
public sealed record DetectorRecipe
{
    /// <summary>What the recipe is called.</summary>
    public required string Name { get; init; }

    /// <summary>The network.</summary>
    public required DetectorNetConfig Network { get; init; }

    /// <summary>The scenes.</summary>
    public required PlateScenesOptions Data { get; init; }

    /// <summary>Folders of photos to make scenes of, each with a <c>labels.csv</c>; none draws all backgrounds.</summary>
    public IReadOnlyList<string> Photos { get; init; } = [];

    /// <summary>The run or package whose weights it starts from, or null for random ones.</summary>
    public string? StartFrom { get; init; }

    /// <summary>How it is trained; what concerns slots and characters is not looked at.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The finder that is served.</summary>
    public static DetectorRecipe Finder { get; } = new()
    {
        Name = "finder",
        Network = DetectorNetConfig.Finder,
        Data = new PlateScenesOptions(),
        Options = new TrainingOptions
        {
            Epochs = 20,
            SamplesPerEpoch = 2_400,
            ValidationSamples = 240,
            BatchSize = 8,
            LearningRate = 1.5e-3,
            Schedule = LearningRateSchedule.Cosine,
            WarmUpSteps = 200,
            WeightDecay = 0.02,
            Beta2 = 0.99,
            ClipNorm = 10,
            WeightAverageDecay = 0.998,
        },
    };
}
