using System.Collections.Frozen;
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

    /// <summary>Versions that are served instead of the highest, by the model's name.</summary>
    public IReadOnlyDictionary<string, int> Pins { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>How many other symbols to give for each character.</summary>
    /// <value>0 to 36; default 2.</value>
    public int Alternatives { get; init; } = 2;

    /// <summary>Most cuts of a plate that can be read.</summary>
    public const int MostReadsPerPlate = 5;

    /// <summary>
    /// In how many cuts, at most, a plate is read, of a photo or of a crop; the readings are joined. The first cut is enough for most plates; the others, each a run of the reader,
    /// are for those that it leaves unsure. <c>evaluate --reads-per-plate</c> measures what they bring: a finder's corners and a crop's edges are not exact, and cuts inside, at and
    /// outside them fail on different plates.
    /// </summary>
    /// <value>1 to 5; default 3. A crop is read in three at most.</value>
    public int ReadsPerPlate { get; init; } = 3;

    /// <summary>Countries ("de") and states ("us-ca") whose plates are expected of a picture whose request names none; empty expects any.</summary>
    public IReadOnlyList<string> DefaultRegions { get; init; } = [];

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the setting, its value and its range.</exception>
    internal void Validate()
    {
        Images.Validate();
        Inference.Validate();
        if (ReadsPerPlate is < 1 or > MostReadsPerPlate)
            throw new ArgumentOutOfRangeException(nameof(ReadsPerPlate), ReadsPerPlate, $"{nameof(ReadsPerPlate)} must be 1 to {MostReadsPerPlate}.");
        if (Alternatives is < 0 or > 36)
            throw new ArgumentOutOfRangeException(nameof(Alternatives), Alternatives, $"{nameof(Alternatives)} must be 0 to 36.");
    }
}
