using Training.Export.Networks;
using Training.Export.Rendering;
using Training.Export.Training;

namespace Training.Export.Study;

/// <summary>One arm of the study with one seed: every knob, the defaults inside. Immutable; matrices are built by <c>with</c>.</summary>
public sealed record StudyExperiment
{
    /// <summary>What the arm is called, without its seed: lower-case words and dashes; also its folder's name.</summary>
    public required string Arm { get; init; }

    /// <summary>What the arm shows, in one line.</summary>
    public required string Question { get; init; }

    /// <summary>What is learnt.</summary>
    public StudyTask Task { get; init; } = StudyTask.Plates;

    /// <summary>The trunk.</summary>
    public StudyTrunk Trunk { get; init; } = StudyTrunk.MobileNetV2;

    /// <summary>Where the trunk's first weights come from.</summary>
    public StudySource Source { get; init; } = StudySource.Random;

    /// <summary>How the head pools the map.</summary>
    public HeadKind Head { get; init; } = HeadKind.Branches;

    /// <summary>How pixels are scaled before the trunk.</summary>
    public InputScale Scale { get; init; } = InputScale.Right;

    /// <summary>Input height, pixels.</summary>
    public int Height { get; init; } = StudySize.Height;

    /// <summary>Input width, pixels.</summary>
    public int Width { get; init; } = StudySize.Width;

    /// <summary>What of the trunk learns.</summary>
    public TrunkTraining Learns { get; init; } = TrunkTraining.All;

    /// <summary>With <see cref="TrunkTraining.FromStage"/>: the first feature block that learns (0 is the stem).</summary>
    public int FirstTrainedStage { get; init; }

    /// <summary>With <see cref="TrunkTraining.HeadThenAll"/>: epochs in which the head alone learns.</summary>
    public int HeadEpochs { get; init; }

    /// <summary>Whether a frozen trunk normalises by each batch's statistics instead of its stored ones.</summary>
    public bool BatchStatistics { get; init; }

    /// <summary>Standard deviation of the Gaussian noise, of 255.</summary>
    public double NoiseSigma { get; init; }

    /// <summary>Other augmentation.</summary>
    public PixelAugmentation Augmentation { get; init; } = PixelAugmentation.None;

    /// <summary>Different plates to learn from.</summary>
    public int TrainingPlates { get; init; } = StudySize.TrainingPlates;

    /// <summary>Held-back plates.</summary>
    public int ValidationPlates { get; init; } = StudySize.ValidationPlates;

    /// <summary>Passes over as many samples as <see cref="SamplesPerEpoch"/>.</summary>
    public int Epochs { get; init; } = StudySize.Epochs;

    /// <summary>Samples between two measurements; with fewer plates than this, plates come more than once.</summary>
    public int SamplesPerEpoch { get; init; } = StudySize.TrainingPlates;

    /// <summary>Samples a step.</summary>
    public int BatchSize { get; init; } = StudySize.BatchSize;

    /// <summary>Adam's learning rate.</summary>
    public double LearningRate { get; init; } = StudySize.LearningRate;

    /// <summary>How it moves.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>Seed of plates, weights, order, noise and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Arm and seed: the run's folder.</summary>
    public string Name => $"{Arm}-{Seed}";

    /// <summary>The experiment as the trainer takes it.</summary>
    public TrainingRecipe ToRecipe()
    {
        var shapes = Task == StudyTask.Shapes;
        return new TrainingRecipe
        {
            Name = Name,
            Network = Network(),
            Alphabet = shapes ? ShapePictures.Alphabet : PlateRecognition.Plates.Alphabet.Seed.Symbols,
            Data = new Data.RenderedPlatesOptions { Seed = Seed, Count = TrainingPlates, Rendering = Rendering() },
            Options = new TrainingOptions
            {
                Seed = Seed,
                Epochs = Epochs,
                SamplesPerEpoch = SamplesPerEpoch,
                ValidationSamples = ValidationPlates,
                BatchSize = BatchSize,
                LearningRate = LearningRate,
                Schedule = Schedule,
                Trunk = Learns,
                FirstTrainedStage = FirstTrainedStage,
                HeadEpochs = HeadEpochs,
                FrozenStatistics = !BatchStatistics,
                NoiseSigma = NoiseSigma,
                Augmentation = Augmentation,
            },
        };
    }

    /// <summary>What the task's plates look like: the target is one country's look, the near source a few others'.</summary>
    internal RenderOptions Rendering() => new()
    {
        SeedTask = true,
        Difficulty = StudySize.Difficulty,
        FormatWeights = (Task == StudyTask.OtherPlates ? StudySize.SourceFormats : [StudySize.TargetFormat]).ToDictionary(code => code, _ => 1.0),
    };

    private PlateNetConfig Network()
    {
        var trunk = Trunk == StudyTrunk.B0
            ? EfficientNetPresets.B0 with { StochasticDepth = 0 }
            : EfficientNetPresets.MobileNetV2 with { Padding = PaddingConvention.Same, BatchNormEpsilon = 1e-3 };
        var (mean, deviation) = InputScales.Of(Scale, Trunk);
        return PlateNetConfig.Seed with
        {
            Trunk = trunk,
            Height = Height,
            Width = Width,
            Head = Head,
            Slots = Task == StudyTask.Shapes ? ShapePictures.Slots : PlateNetConfig.Seed.Slots,
            Classes = Task == StudyTask.Shapes ? ShapePictures.Alphabet.Length : PlateNetConfig.Seed.Classes,
            Mean = mean,
            Deviation = deviation,
        };
    }
}

/// <summary>What a network of the study learns.</summary>
public enum StudyTask
{
    /// <summary>The target: seven characters on plates of one country's look.</summary>
    Plates,

    /// <summary>The near domain: seven characters on plates of a few other countries.</summary>
    OtherPlates,

    /// <summary>A far domain made here: shapes, textures and colours, no text.</summary>
    Shapes,
}

/// <summary>A trunk of the study.</summary>
public enum StudyTrunk
{
    /// <summary>EfficientNet-B0, the asker's.</summary>
    B0,

    /// <summary>MobileNetV2 1.0, EfficientNet's direct ancestor, of which ImageNet weights are at hand.</summary>
    MobileNetV2,
}

/// <summary>Where a trunk's first weights come from.</summary>
public enum StudySource
{
    /// <summary>He-initialised.</summary>
    Random,

    /// <summary>The file given with <c>--weights</c>.</summary>
    ImageNet,

    /// <summary>The arm <c>source-shapes</c> of the same seed.</summary>
    Shapes,

    /// <summary>The arm <c>source-other-plates</c> of the same seed.</summary>
    OtherPlates,
}
