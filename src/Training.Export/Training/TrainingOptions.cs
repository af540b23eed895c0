namespace Training.Export.Training;

/// <summary>Every knob of a training run. Immutable; the defaults are the seed study's recipe.</summary>
public sealed record TrainingOptions
{
    /// <summary>Seed of weights, data order, augmentation and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Passes over the training samples.</summary>
    /// <value>1 or more; default 10.</value>
    public int Epochs { get; init; } = 10;

    /// <summary>Training samples of one epoch.</summary>
    /// <value>At least one batch; default 10,000.</value>
    public int SamplesPerEpoch { get; init; } = 10_000;

    /// <summary>Samples of the held-back set that is evaluated after each epoch.</summary>
    public int ValidationSamples { get; init; } = 3_000;

    /// <summary>Samples a step.</summary>
    /// <value>2 or more (batch-norm needs two); default 16.</value>
    public int BatchSize { get; init; } = 16;

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>How the rate moves over the run.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Steps over which the rate rises from zero.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>Decoupled weight decay (AdamW); 0 is plain Adam.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Second-moment decay of Adam.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Largest gradient norm of a step; 0 switches clipping off.</summary>
    public double ClipNorm { get; init; }

    /// <summary>What of the trunk learns.</summary>
    public TrunkTraining Trunk { get; init; } = TrunkTraining.All;

    /// <summary>With <see cref="TrunkTraining.FromStage"/>: the first feature block that learns (0 is the stem).</summary>
    public int FirstTrainedStage { get; init; }

    /// <summary>With <see cref="TrunkTraining.HeadThenAll"/>: epochs in which only the head learns.</summary>
    public int HeadEpochs { get; init; }

    /// <summary>Whether a frozen trunk normalises by its stored statistics (true) or by each batch's (false).</summary>
    public bool FrozenStatistics { get; init; } = true;

    /// <summary>Standard deviation of the Gaussian noise added to each pixel, of 255; 0 is none. The seed's augmentation.</summary>
    public double NoiseSigma { get; init; }

    /// <summary>What else is done to the pixels of a batch before it is learnt from.</summary>
    public PixelAugmentation Augmentation { get; init; } = PixelAugmentation.None;

    /// <summary>Probability mass spread over the other classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the loss that teaches each cell of the feature map which character stands on it; 0 is off.</summary>
    public double CellLossWeight { get; init; }

    /// <summary>Weight of the loss that teaches each slot where to look; 0 is off.</summary>
    public double AttentionLossWeight { get; init; }

    /// <summary>Share of the final steps over which both helper losses fade to a tenth.</summary>
    public double HelperLossFade { get; init; } = 0.3;

    /// <summary>Decay of the moving average of the weights that is evaluated and exported; 0 keeps none.</summary>
    public double WeightAverageDecay { get; init; }

    /// <summary>Minutes between checkpoints inside an epoch; each epoch ends with one, too.</summary>
    public double CheckpointMinutes { get; init; } = 5;

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch => SamplesPerEpoch / BatchSize;

    /// <summary>Steps of the whole run.</summary>
    public long TotalSteps => (long)StepsPerEpoch * Epochs;

    /// <summary>Lists every value that cannot be trained with.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Require(Epochs >= 1, $"Epochs is {Epochs}; it must be 1 or more.");
        Require(BatchSize >= 2, $"BatchSize is {BatchSize}; batch normalisation needs 2 or more.");
        Require(SamplesPerEpoch >= BatchSize, $"SamplesPerEpoch is {SamplesPerEpoch}; it must hold at least one batch of {BatchSize}.");
        Require(ValidationSamples >= 1, $"ValidationSamples is {ValidationSamples}; it must be 1 or more.");
        Require(LearningRate is > 0 and < 1, $"LearningRate is {LearningRate}; it must be between 0 and 1.");
        Require(WeightDecay >= 0, $"WeightDecay is {WeightDecay}; it must not be negative.");
        Require(NoiseSigma is >= 0 and <= 255, $"NoiseSigma is {NoiseSigma}; it must be 0 to 255.");
        Require(LabelSmoothing is >= 0 and < 1, $"LabelSmoothing is {LabelSmoothing}; it must be 0 or more and under 1.");
        Require(WeightAverageDecay is >= 0 and < 1, $"WeightAverageDecay is {WeightAverageDecay}; it must be 0 or more and under 1.");
        Require(Trunk != TrunkTraining.HeadThenAll || HeadEpochs is > 0 && HeadEpochs < Epochs,
            $"HeadEpochs is {HeadEpochs}; head-then-all needs 1 to {Epochs - 1}.");
        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }
    }
}

/// <summary>What of the trunk learns.</summary>
public enum TrunkTraining
{
    /// <summary>Everything: training from random weights, or fine-tuning.</summary>
    All,

    /// <summary>Nothing: the head learns on fixed features.</summary>
    Frozen,

    /// <summary>The blocks from <see cref="TrainingOptions.FirstTrainedStage"/> on.</summary>
    FromStage,

    /// <summary>First the head alone for <see cref="TrainingOptions.HeadEpochs"/>, then everything.</summary>
    HeadThenAll,
}

/// <summary>How the learning rate moves over a run, after warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>Stays.</summary>
    Constant,

    /// <summary>Falls to a hundredth along half a cosine (Loshchilov, Hutter, "SGDR", 2017).</summary>
    Cosine,

    /// <summary>Stays for two thirds of the run, then falls to a hundredth in a straight line.</summary>
    ConstantThenLinear,
}
