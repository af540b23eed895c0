using Training.Export.Networks;
using Training.Export.Training;

namespace Training.Export.Study;

/// <summary>
/// The named matrices of the study: lists of arms built by <c>with</c>. An arm that stands in several matrices is run once. Arms that decide a hypothesis
/// have three seeds, the others one.
/// </summary>
internal static class StudyMatrices
{
    private static readonly ulong[] OneSeed = [1], ThreeSeeds = [1, 2, 3];

    // The four arms of the seed, at the smaller size.
    private static readonly StudyExperiment Random = new() { Arm = "random", Question = "random weights" };
    private static readonly StudyExperiment RandomNoise = Random with { Arm = "random-noise", Question = "random weights, Gaussian noise", NoiseSigma = StudySize.NoiseSigma };
    private static readonly StudyExperiment Frozen = Random with { Arm = "frozen", Question = "ImageNet weights, trunk frozen", Source = StudySource.ImageNet, Learns = TrunkTraining.Frozen };
    private static readonly StudyExperiment FrozenNoise = Frozen with { Arm = "frozen-noise", Question = "ImageNet weights, trunk frozen, Gaussian noise", NoiseSigma = StudySize.NoiseSigma };

    // What explains them.
    private static readonly StudyExperiment FineTuned = Frozen with { Arm = "fine-tuned", Question = "ImageNet weights, everything learns", Learns = TrunkTraining.All };
    private static readonly StudyExperiment FineTunedNoise = FineTuned with { Arm = "fine-tuned-noise", Question = "ImageNet weights, everything learns, Gaussian noise", NoiseSigma = StudySize.NoiseSigma };
    private static readonly StudyExperiment SourceShapes = Random with { Arm = "source-shapes", Question = "the far source: shapes and textures, no text", Task = StudyTask.Shapes };
    private static readonly StudyExperiment SourcePlates = Random with { Arm = "source-other-plates", Question = "the near source: plates of two other countries", Task = StudyTask.OtherPlates, TrainingPlates = 20_000, SamplesPerEpoch = 2 * StudySize.TrainingPlates };

    /// <summary>All matrices in the order in which they are worth running.</summary>
    public static IReadOnlyList<StudyMatrix> All { get; } =
    [
        Matrix("arms", "the seed's four arms, smaller", ThreeSeeds, Random, RandomNoise, Frozen, FrozenNoise),
        Matrix("fine-tuning", "what becomes of ImageNet weights that may learn", ThreeSeeds, FineTuned, FineTunedNoise),
        Matrix("sources", "what to transfer from, the same target for all", OneSeed,
            Random, FineTuned, SourceShapes, SourcePlates,
            FineTuned with { Arm = "fine-tuned-other-plates", Question = "weights of other plates, everything learns", Source = StudySource.OtherPlates },
            Frozen with { Arm = "frozen-other-plates", Question = "weights of other plates, trunk frozen", Source = StudySource.OtherPlates },
            FineTuned with { Arm = "fine-tuned-shapes", Question = "weights of shapes, everything learns", Source = StudySource.Shapes },
            Frozen with { Arm = "frozen-shapes", Question = "weights of shapes, trunk frozen", Source = StudySource.Shapes },
            Frozen with { Arm = "frozen-random", Question = "random weights, trunk frozen: what the head alone can do", Source = StudySource.Random }),
        Matrix("depth", "how much of the ImageNet trunk may stay frozen", OneSeed,
            FineTuned, FromStage(1), FromStage(3), FromStage(5), FromStage(7), Frozen,
            FineTuned with { Arm = "two-phase", Question = "ImageNet weights, first the head, then everything", Learns = TrunkTraining.HeadThenAll, HeadEpochs = StudySize.Epochs / 4 }),
        Matrix("pooling", "global average pooling against pooling that keeps the columns", OneSeed,
            Random, Frozen, FineTuned, Columns(Random), Columns(Frozen), Columns(FineTuned)),
        Matrix("statistics", "batch normalisation in the frozen trunk", OneSeed,
            Frozen, Frozen with { Arm = "frozen-batch-statistics", Question = "ImageNet weights, trunk frozen, normalised by each batch", BatchStatistics = true }),
        Matrix("scale", "inputs scaled wrongly for the pretrained weights", OneSeed,
            Frozen, Scaled(Frozen, InputScale.Raw), Scaled(Frozen, InputScale.Unit), Scaled(Frozen, InputScale.MeanDeviation),
            FineTuned, Scaled(FineTuned, InputScale.Raw), Scaled(FineTuned, InputScale.Unit)),
        Matrix("noise", "how strong the noise is", OneSeed, Random, Noise(5), RandomNoise, Noise(30), Noise(60)),
        Matrix("augmentation", "what kind of augmentation, at equal steps and at twice as many", OneSeed,
            Random, RandomNoise,
            Random with { Arm = "random-geometric", Question = "random weights, turned and shifted", Augmentation = PixelAugmentation.Geometric },
            Random with { Arm = "random-photometric", Question = "random weights, light and colour changed", Augmentation = PixelAugmentation.Photometric },
            Longer(Random), Longer(RandomNoise), Longer(Random with { Arm = "random-geometric", Question = "random weights, turned and shifted", Augmentation = PixelAugmentation.Geometric })),
        Matrix("size", "how many different plates, at equal steps", OneSeed,
            Random, FineTuned, Plates(Random, 500), Plates(FineTuned, 500), Plates(Random, 2_000), Plates(FineTuned, 2_000), Plates(Random, 10_000), Plates(FineTuned, 10_000)),
        Matrix("recipe", "the seed's batch size and learning rate", OneSeed, SeedRate(Random), SeedRate(Frozen), SeedRate(FineTuned)),
        Matrix("trunk", "EfficientNet-B0 beside its ancestor", OneSeed,
            Random, Random with { Arm = "random-b0", Question = "EfficientNet-B0, random weights", Trunk = StudyTrunk.B0 },
            FineTuned with { Arm = "fine-tuned-b0", Question = "EfficientNet-B0, ImageNet weights, everything learns", Trunk = StudyTrunk.B0 },
            Frozen with { Arm = "frozen-b0", Question = "EfficientNet-B0, ImageNet weights, trunk frozen", Trunk = StudyTrunk.B0 }),
        Matrix("seed", "the asker's setting, exactly: EfficientNet-B0, 224×224, 10,000 and 3,000 plates, Adam 1e-4, batch 16, 10 epochs", OneSeed,
            [.. new[] { Random, RandomNoise, Frozen, FrozenNoise }.Select(arm => Full(arm, StudyTrunk.B0))]),
        Matrix("seed-mobilenet", "the asker's setting on MobileNetV2, whose ImageNet weights are at hand", OneSeed,
            [.. new[] { Random, RandomNoise, Frozen, FrozenNoise, FineTuned }.Select(arm => Full(arm, StudyTrunk.MobileNetV2))]),
        Matrix("tiny", "seconds long: shows that a run can be made again", OneSeed,
            Tiny(Random), Tiny(SourceShapes), Tiny(FineTuned with { Arm = "fine-tuned-shapes", Question = "weights of shapes, everything learns", Source = StudySource.Shapes })),
    ];

    /// <summary>All experiments of the matrices named, each once: first every arm with its first seed, then the other seeds.</summary>
    /// <param name="names">Names of matrices; none for all but <c>tiny</c> and those at the asker's full size.</param>
    /// <exception cref="InvalidDataException">There is no such matrix.</exception>
    public static IReadOnlyList<StudyExperiment> Experiments(params IReadOnlyList<string> names)
    {
        var chosen = names.Count == 0
            ? All.Where(matrix => matrix.Name is not ("tiny" or "seed" or "seed-mobilenet"))
            : names.Select(name => All.FirstOrDefault(matrix => matrix.Name == name)
                ?? throw new InvalidDataException($"--matrix {name} is not known; take one of {string.Join(", ", All.Select(matrix => matrix.Name))}."));
        return [.. chosen.SelectMany(matrix => matrix.Experiments).DistinctBy(experiment => experiment.Name).OrderBy(experiment => experiment.Seed)];
    }

    /// <summary>All experiments of the arms named, in the order of the matrices: first every arm with its first seed.</summary>
    /// <param name="arms">Names of arms, such as <c>full-mobilenet-frozen</c>.</param>
    /// <exception cref="InvalidDataException">There is no such arm.</exception>
    public static IReadOnlyList<StudyExperiment> OfArms(params IReadOnlyList<string> arms)
    {
        var all = All.SelectMany(matrix => matrix.Experiments).DistinctBy(experiment => experiment.Name).ToList();
        if (arms.FirstOrDefault(arm => all.All(experiment => experiment.Arm != arm)) is { } unknown)
            throw new InvalidDataException($"--arm {unknown} is not known; take one of {string.Join(", ", all.Select(experiment => experiment.Arm).Distinct())}.");
        return [.. all.Where(experiment => arms.Contains(experiment.Arm, StringComparer.Ordinal)).OrderBy(experiment => experiment.Seed)];
    }

    /// <summary>The experiment whose trunk another one starts from; null for those that start from a file or from nothing.</summary>
    public static StudyExperiment? SourceOf(StudyExperiment experiment)
    {
        var source = experiment.Source switch
        {
            StudySource.Shapes => SourceShapes,
            StudySource.OtherPlates => SourcePlates,
            _ => null,
        };
        if (source is null)
            return null;
        return (experiment.Arm.StartsWith(TinyPrefix, StringComparison.Ordinal) ? Tiny(source) : source) with { Seed = experiment.Seed };
    }

    private const string TinyPrefix = "tiny-";

    private static StudyMatrix Matrix(string name, string question, ulong[] seeds, params StudyExperiment[] arms)
        => new(name, question, arms, [.. seeds.SelectMany(seed => arms.Select(arm => arm with { Seed = seed }))]);

    private static StudyExperiment FromStage(int stage) => FineTuned with
    {
        Arm = $"frozen-to-stage-{stage - 1}",
        Question = $"ImageNet weights, frozen up to stage {stage - 1}",
        Learns = TrunkTraining.FromStage,
        FirstTrainedStage = stage,
    };

    private static StudyExperiment Columns(StudyExperiment arm)
        => arm with { Arm = $"{arm.Arm}-columns", Question = $"{arm.Question}; the head sees columns", Head = HeadKind.ColumnBranches };

    private static StudyExperiment Scaled(StudyExperiment arm, InputScale scale) => arm with
    {
        Arm = $"{arm.Arm}-{(scale == InputScale.MeanDeviation ? "mean-deviation" : scale.ToString().ToLowerInvariant())}",
        Question = $"{arm.Question}; pixels {(scale == InputScale.Raw ? "0 to 255" : scale == InputScale.Unit ? "0 to 1" : "less ImageNet's mean, by its deviation")}",
        Scale = scale,
    };

    private static StudyExperiment Noise(int sigma)
        => Random with { Arm = $"random-noise-{sigma}", Question = $"random weights, noise of deviation {sigma}", NoiseSigma = sigma };

    private static StudyExperiment Longer(StudyExperiment arm)
        => arm with { Arm = $"{arm.Arm}-longer", Question = $"{arm.Question}; twice as many epochs", Epochs = 2 * StudySize.Epochs };

    private static StudyExperiment Plates(StudyExperiment arm, int plates)
        => arm with { Arm = $"{arm.Arm}-{plates}-plates", Question = $"{arm.Question}; {plates} plates", TrainingPlates = plates };

    private static StudyExperiment SeedRate(StudyExperiment arm)
        => arm with { Arm = $"{arm.Arm}-seed-rate", Question = $"{arm.Question}; the seed's batch of 16 and constant rate of 1e-4", BatchSize = 16, LearningRate = 1e-4, Schedule = LearningRateSchedule.Constant };

    private static StudyExperiment Full(StudyExperiment arm, StudyTrunk trunk) => SeedRate(arm) with
    {
        Arm = $"full-{(trunk == StudyTrunk.B0 ? "b0" : "mobilenet")}-{arm.Arm}",
        Question = $"{arm.Question}; the asker's size",
        Trunk = trunk,
        Height = 224,
        Width = 224,
        TrainingPlates = 10_000,
        SamplesPerEpoch = 10_000,
        ValidationPlates = 3_000,
        Epochs = 10,
    };

    private static StudyExperiment Tiny(StudyExperiment arm) => arm with
    {
        Arm = TinyPrefix + arm.Arm,
        Height = 32,
        Width = 32,
        TrainingPlates = 32,
        SamplesPerEpoch = 32,
        ValidationPlates = 16,
        BatchSize = 8,
        Epochs = 2,
    };
}

/// <summary>A named list of experiments.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Question">What it asks.</param>
/// <param name="Arms">Its arms, with the first seed.</param>
/// <param name="Experiments">Its arms with all their seeds.</param>
internal sealed record StudyMatrix(string Name, string Question, IReadOnlyList<StudyExperiment> Arms, IReadOnlyList<StudyExperiment> Experiments);
