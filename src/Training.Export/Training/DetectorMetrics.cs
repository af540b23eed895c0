using System.Globalization;

namespace Training.Export.Training;

/// <summary>How well a detector finds the plates of a held-back set.</summary>
/// <param name="Loss">Mean loss a batch.</param>
/// <param name="Plates">Plates in the set.</param>
/// <param name="Recall50">Share of plates found with an overlap (common over joint area) of 0.5 or more.</param>
/// <param name="Recall70">Likewise 0.7.</param>
/// <param name="Precision">Share of finds that are plates at an overlap of 0.5.</param>
/// <param name="CornerError">Mean distance of found corners from exact ones, in parts of the plate's height.</param>
internal sealed record DetectorScore(double Loss, int Plates, double Recall50, double Recall70, double Precision, double CornerError);

/// <summary>One epoch of a detector's run.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Step">Steps done at its end.</param>
/// <param name="LearningRate">Rate of its last step.</param>
/// <param name="TrainingLoss">Mean loss while training.</param>
/// <param name="Score">On the held-back set.</param>
/// <param name="SamplesPerSecond">Training speed.</param>
/// <param name="Seconds">Length of the epoch with its evaluation.</param>
internal sealed record DetectorMetrics(
    int Epoch, long Step, double LearningRate, double TrainingLoss, DetectorScore Score, double SamplesPerSecond, double Seconds)
{
    /// <summary>The header of <c>metrics.csv</c>.</summary>
    public const string CsvHeader = "epoch,step,learning_rate,train_loss,val_loss,recall_50,recall_70,precision,corner_error,samples_per_second,seconds";

    /// <summary>This epoch as a row of <c>metrics.csv</c>.</summary>
    public string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Epoch},{Step},{LearningRate:0.########},{TrainingLoss:0.000000},{Score.Loss:0.000000},{Score.Recall50:0.000000},{Score.Recall70:0.000000},{Score.Precision:0.000000},{Score.CornerError:0.000000},{SamplesPerSecond:0.0},{Seconds:0.0}");
}
