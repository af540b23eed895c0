namespace Training.Export.Study;

/// <summary>
/// The smaller size at which the study's explanations run: the seed's network and task on a sixteenth of the seed's pixels. Chosen so that the arm with random
/// weights still learns and all of it is meant to fit into ten hours of two cores (docs/experiments.md).
/// </summary>
internal static class StudySize
{
    /// <summary>Input height, pixels; the seed's setting has 224.</summary>
    public const int Height = 32;

    /// <summary>Input width, pixels; the seed's setting has 224.</summary>
    public const int Width = 96;

    /// <summary>Plates to learn from; the seed's setting has 10,000.</summary>
    public const int TrainingPlates = 5_000;

    /// <summary>Held-back plates; the seed's setting has 3,000.</summary>
    public const int ValidationPlates = 1_000;

    /// <summary>Epochs; the seed's setting has 10.</summary>
    public const int Epochs = 12;

    /// <summary>Samples a step; the seed's setting has 16.</summary>
    public const int BatchSize = 32;

    /// <summary>Adam's rate at its peak, falling along a cosine; the seed's stays at 1e-4.</summary>
    public const double LearningRate = 2e-3;

    /// <summary>Deviation of the Gaussian noise of the arms with noise, of 255.</summary>
    public const double NoiseSigma = 15;

    /// <summary>Strength of the camera effects of the study's plates, 0 to 1.</summary>
    public const double Difficulty = 0.25;

    /// <summary>The one look of the target task: like the asker's plates, all of one country, seven characters.</summary>
    public const string TargetFormat = "sk";

    /// <summary>The looks of the near source: other countries' plates of seven characters. With all looks there are, random weights read nothing within the budget.</summary>
    public static readonly IReadOnlyList<string> SourceFormats = ["it", "fr"];
}
