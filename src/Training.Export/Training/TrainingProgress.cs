namespace Training.Export.Training;

/// <summary>What one step gave.</summary>
/// <param name="Loss">Cross-entropy over the slots, nats.</param>
/// <param name="CellLoss">Cross-entropy over the cells, nats.</param>
/// <param name="AttentionLoss">Cross-entropy of the attention, nats.</param>
/// <param name="RightSlots">Slots right.</param>
/// <param name="RightTexts">Whole texts right.</param>
/// <param name="LearningRate">The rate.</param>
/// <param name="GradientNorm">Norm of the gradient before clipping; 0 when clipping is off.</param>
internal sealed record StepResult(
    double Loss, double CellLoss, double AttentionLoss, long RightSlots, long RightTexts, double LearningRate, double GradientNorm);

/// <summary>How a run goes, after a step.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Options">Its options.</param>
/// <param name="Slots">Slots of the network.</param>
/// <param name="Step">The step just done.</param>
/// <param name="LastEpoch">The last epoch that ended in this process, or null.</param>
internal sealed record TrainingProgress(RunPosition Position, TrainingOptions Options, int Slots, StepResult Step, EpochMetrics? LastEpoch)
{
    /// <summary>Samples a second in this epoch.</summary>
    public double SamplesPerSecond => Position.Seconds > 0 ? Position.Samples / Position.Seconds : 0;

    /// <summary>Time to the end of the run at this speed, without the evaluations.</summary>
    public TimeSpan Left => SamplesPerSecond > 0
        ? TimeSpan.FromSeconds((Options.TotalSteps - Position.Step) * Options.BatchSize / SamplesPerSecond)
        : TimeSpan.Zero;
}
