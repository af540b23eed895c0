using System.Globalization;

namespace Training.Export.Training;

/// <summary>One epoch of a run.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Step">Steps done at its end.</param>
/// <param name="LearningRate">Rate of its last step.</param>
/// <param name="TrainingLoss">Mean cross-entropy over the slots while training, nats.</param>
/// <param name="TrainingCharacterAccuracy">Share of slots right while training, 0 to 1.</param>
/// <param name="TrainingExactMatch">Share of whole texts right while training, 0 to 1.</param>
/// <param name="ValidationLoss">Cross-entropy on the held-back set, nats.</param>
/// <param name="ValidationCharacterAccuracy">Share of slots right on the held-back set.</param>
/// <param name="ValidationExactMatch">Share of whole texts right on the held-back set.</param>
/// <param name="SamplesPerSecond">Training speed.</param>
/// <param name="Seconds">Length of the epoch with its evaluation.</param>
public sealed record EpochMetrics(
    int Epoch, long Step, double LearningRate,
    double TrainingLoss, double TrainingCharacterAccuracy, double TrainingExactMatch,
    double ValidationLoss, double ValidationCharacterAccuracy, double ValidationExactMatch,
    double SamplesPerSecond, double Seconds)
{
    /// <summary>The header of <c>metrics.csv</c>.</summary>
    public const string CsvHeader =
        "epoch,step,learning_rate,train_loss,train_char_accuracy,train_exact_match,val_loss,val_char_accuracy,val_exact_match,samples_per_second,seconds";

    /// <summary>This epoch as a row of <c>metrics.csv</c>.</summary>
    public string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Epoch},{Step},{LearningRate:0.########},{TrainingLoss:0.000000},{TrainingCharacterAccuracy:0.000000},{TrainingExactMatch:0.000000},{ValidationLoss:0.000000},{ValidationCharacterAccuracy:0.000000},{ValidationExactMatch:0.000000},{SamplesPerSecond:0.0},{Seconds:0.0}");
}
