using PlateRecognition;
using PlateRecognition.Detection;
using Training.Export.Data;

namespace Training.Export.Evaluation;

/// <summary>A photo of an evaluation and what was answered to it. Photos have one labelled plate each; others may stand in them.</summary>
/// <param name="Label">The photo, its labelled plate's box and text.</param>
/// <param name="Plates">The answer.</param>
/// <param name="Milliseconds">What it took, decoding included.</param>
internal sealed record ReadPhoto(LabelledPicture Label, IReadOnlyList<RecognizedPlate> Plates, double Milliseconds)
{
    /// <summary>Overlap from which a plate of the answer is the labelled one.</summary>
    public const double SamePlate = 0.5;

    /// <summary>Best overlap of an answered plate with the labelled box, 0 to 1.</summary>
    public double BestOverlap => Plates.Count == 0 ? 0 : Plates.Max(Overlap);

    /// <summary>Whether a plate of the answer has the labelled text, the letter O read as 0.</summary>
    public bool IsRead => Plates.Any(plate => Fold(plate.Reading.Text) == Fold(Label.Text));

    /// <summary>Plates that touch the label nowhere and are accepted: false reads, or real plates without a label.</summary>
    public int ExtraAccepted => Plates.Count(plate => plate.Accepted && Overlap(plate) == 0);

    /// <summary>The labelled box.</summary>
    public PixelBox Box => Label.Box is { } box ? new PixelBox(box.Left, box.Top, box.Width, box.Height) : default;

    /// <summary>Overlap of an answered plate with the labelled box, 0 to 1.</summary>
    public double Overlap(RecognizedPlate plate) => PlateCorners.Overlap(plate.Box, Box);

    private static string Fold(string text) => text.Replace('O', '0');
}

/// <summary>What photos showed.</summary>
/// <param name="Photos">How many.</param>
/// <param name="Found">Labelled plates found, overlap 0.5.</param>
/// <param name="FoundClosely">Likewise, overlap 0.7.</param>
/// <param name="Read">Photos whose labelled text is among the answers, O = 0 folded.</param>
/// <param name="Answered">Plates of all answers.</param>
/// <param name="AnsweredRight">Those that are the labelled plate.</param>
/// <param name="ExtraAccepted">Accepted texts away from the label.</param>
/// <param name="MedianMilliseconds">Time of the median photo.</param>
internal sealed record PhotoMetrics(int Photos, int Found, int FoundClosely, int Read, int Answered, int AnsweredRight, int ExtraAccepted, double MedianMilliseconds)
{
    /// <summary>Counts.</summary>
    public static PhotoMetrics Of(IReadOnlyList<ReadPhoto> photos) => new(
        photos.Count,
        photos.Count(photo => photo.BestOverlap >= ReadPhoto.SamePlate),
        photos.Count(photo => photo.BestOverlap >= 0.7),
        photos.Count(photo => photo.IsRead),
        photos.Sum(photo => photo.Plates.Count),
        photos.Sum(photo => photo.Plates.Count(plate => PlateCorners.Overlap(plate.Box, photo.Box) >= ReadPhoto.SamePlate)),
        photos.Sum(photo => photo.ExtraAccepted),
        photos.Count == 0 ? 0 : photos.Select(photo => photo.Milliseconds).Order().ElementAt(photos.Count / 2));
}
