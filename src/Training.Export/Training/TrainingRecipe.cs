using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Rendering;

namespace Training.Export.Training;

/// <summary>A whole training: network, alphabet, data and options. Named recipes are the experiments worth repeating.</summary>
public sealed record TrainingRecipe
{
    /// <summary>What the recipe is called.</summary>
    public required string Name { get; init; }

    /// <summary>The network.</summary>
    public required PlateNetConfig Network { get; init; }

    /// <summary>Symbols in class order, the pad included.</summary>
    public required string Alphabet { get; init; }

    /// <summary>The pad symbol, or null when every slot holds a character.</summary>
    public char? Pad { get; init; }

    /// <summary>The run or package whose weights it starts from, or null for random ones.</summary>
    public string? StartFrom { get; init; }

    /// <summary>Training pictures.</summary>
    public required RenderedPlatesOptions Data { get; init; }

    /// <summary>How it is trained.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The seed study's setting: B0 at 224×224, seven branches, 10,000 plates of seven characters, Adam 1e-4.</summary>
    public static TrainingRecipe Seed { get; } = new()
    {
        Name = "seed",
        Network = PlateNetConfig.Seed,
        Alphabet = PlateRecognition.Plates.Alphabet.Seed.Symbols,
        Data = new RenderedPlatesOptions { Rendering = new RenderOptions { SeedTask = true } },
        Options = new TrainingOptions(),
    };

    /// <summary>The seed's network and head at 64×192, a quarter of the pixels.</summary>
    public static TrainingRecipe SeedSmall { get; } = Seed with { Name = "seed-small", Network = PlateNetConfig.SeedSmall };

    /// <summary>The reader that is served: a slim trunk that keeps its width, slots that attend, rendered plates of all formats.</summary>
    public static TrainingRecipe Reader { get; } = new()
    {
        Name = "reader",
        Network = PlateNetConfig.Reader,
        Alphabet = PlateRecognition.Plates.Alphabet.Full.Symbols,
        Pad = PlateRecognition.Plates.Alphabet.Full.Pad,
        Data = new RenderedPlatesOptions { Count = 20_000, Fresh = true, RampSamples = 40_000 },
        Options = new TrainingOptions
        {
            Epochs = 10,
            SamplesPerEpoch = 20_000,
            ValidationSamples = 2_000,
            BatchSize = 32,
            LearningRate = 1.5e-3,
            Schedule = LearningRateSchedule.Cosine,
            WarmUpSteps = 200,
            WeightDecay = 0.02,
            Beta2 = 0.99,
            ClipNorm = 2,
            CellLossWeight = 1,
            AttentionLossWeight = 0.3,
            WeightAverageDecay = 0.999,
        },
    };

    /// <summary>The reader with two thirds of the pixels.</summary>
    public static TrainingRecipe ReaderFast { get; } = Reader with { Name = "reader-fast", Network = PlateNetConfig.ReaderFast };

    /// <summary>All named recipes.</summary>
    public static IReadOnlyList<TrainingRecipe> All { get; } = [Seed, SeedSmall, Reader, ReaderFast];
}
