namespace PlateRecognition.Models;

/// <summary>A picture and what the model must answer to it.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Picture">The encoded picture.</param>
/// <param name="Answer">The answer.</param>
public sealed record GoldenSample(string Name, byte[] Picture, GoldenAnswer Answer)
{
    /// <summary>Largest difference of a probability that still counts as the same answer.</summary>
    public const double Tolerance = 1e-3;

    internal bool IsSame(GoldenSample other)
        => Name == other.Name && Answer.Text == other.Answer.Text && Picture.AsSpan().SequenceEqual(other.Picture)
        && Answer.Probabilities.AsSpan().SequenceEqual(other.Answer.Probabilities);
}

/// <summary>What a model answered when it was exported.</summary>
/// <param name="Text">The text; empty for a finder.</param>
/// <param name="Probabilities">The first output, row by row: a reader's slots × classes before calibration, a finder's heat map.</param>
public sealed record GoldenAnswer(string Text, float[] Probabilities);
