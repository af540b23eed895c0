using System.Text.Json.Serialization;
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

    /// <summary>Own crops that are mixed into the training pictures, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OwnPlatesOptions? Own { get; init; }

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

    /// <summary>The reader once more, from weights that read already: few steps, at a low rate, on plates of another look.</summary>
    public static TrainingRecipe FineTune { get; } = Reader with
    {
        Name = "fine-tune",
        Data = Reader.Data with { RampSamples = 0 },
        Options = Reader.Options with { Epochs = 3, SamplesPerEpoch = 4_096, ValidationSamples = 500, LearningRate = 2.5e-4, WarmUpSteps = 20, WeightAverageDecay = 0.99 },
    };

    /// <summary>From the reader's weights to five sixths of its height: most plates are read as before, lines above each other have to be learnt anew.</summary>
    public static TrainingRecipe ReaderLow { get; } = FineTune with
    {
        Name = "reader-low",
        Network = PlateNetConfig.ReaderLow,
        Options = FineTune.Options with { Epochs = 4, SamplesPerEpoch = 4_500, ValidationSamples = 1_000, LearningRate = 4e-4 },
    };

    /// <summary>All named recipes.</summary>
    public static IReadOnlyList<TrainingRecipe> All { get; } = [Seed, SeedSmall, Reader, ReaderFast, ReaderLow, FineTune];
}

/// <summary>A user's own crops in a training.</summary>
public sealed record OwnPlatesOptions
{
    /// <summary>Their labels.csv.</summary>
    public required string Csv { get; init; }

    /// <summary>Share of the training samples that are own crops.</summary>
    /// <value>Above 0 to 1; the rest is rendered.</value>
    public required double Share { get; init; }

    /// <summary>Crops that are learnt from, without those held back.</summary>
    public int Crops { get; init; }

    /// <summary>Plates that they show.</summary>
    public int Plates { get; init; }
}
