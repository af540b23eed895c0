using PlateRecognition.Imaging;
using PlateRecognition.Inference;

namespace PlateRecognition;

/// <summary>How pictures are read. Immutable.</summary>
public sealed record PlateRecognizerOptions
{
    /// <summary>What the decoder refuses.</summary>
    public ImageLimits Images { get; init; } = new();

    /// <summary>How networks are run.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>How many other symbols to give for each character.</summary>
    /// <value>0 to 36; default 2.</value>
    public int Alternatives { get; init; } = 2;

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the setting, its value and its range.</exception>
    internal void Validate()
    {
        Images.Validate();
        Inference.Validate();
        if (Alternatives is < 0 or > 36)
            throw new ArgumentOutOfRangeException(nameof(Alternatives), Alternatives, $"{nameof(Alternatives)} must be 0 to 36.");
    }
}
