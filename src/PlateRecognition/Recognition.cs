using System.Diagnostics.CodeAnalysis;
using PlateRecognition.Plates;

namespace PlateRecognition;

/// <summary>The answer to a picture.</summary>
/// <param name="Recognizer">The reading model, "name/version".</param>
/// <param name="Detector">The finding model, or null when none was used.</param>
/// <param name="ExecutionProvider">Where the models ran: "cuda" when all runs of this picture ran on a GPU, else "cpu".</param>
/// <param name="Width">Pixels of the uploaded picture held upright.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Plates">The plates, the most confident first; empty when there is none.</param>
/// <param name="Timings">What it took.</param>
public sealed record Recognition(
    string Recognizer, string? Detector, string ExecutionProvider, int Width, int Height, IReadOnlyList<RecognizedPlate> Plates, RecognitionTimings Timings)
{
    /// <summary>What of it the networks took.</summary>
    public required NetworkTimings Networks { get; init; }

    /// <summary>The answer drawn into the picture, a file of at most 1,920 pixels a side; null when it was not asked for.</summary>
    public byte[]? Drawing { get; init; }

    /// <summary>Whether another answer has the same texts, each as often, wherever they stand.</summary>
    public bool HasSameTexts(Recognition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Texts(this).SequenceEqual(Texts(other));

        static IEnumerable<string> Texts(Recognition answer) => answer.Plates.Select(plate => plate.Reading.Text).Order(StringComparer.Ordinal);
    }
}

/// <summary>One plate.</summary>
/// <param name="Reading">What it says.</param>
/// <param name="Accepted">Whether the model stands by it: confidence at or above the manifest's threshold and, in a photo, a find that is sure enough (<see cref="PlateView.SureFind"/>).</param>
/// <param name="Region">The plate's country or state, or null when unsure.</param>
/// <param name="Lines">Lines of text, 1 or 2; null for a model that does not know where its characters stand.</param>
/// <param name="Box">Where it is, upright, in the uploaded picture's pixels.</param>
/// <param name="Polygon">Its corners: top left, top right, bottom right, bottom left.</param>
/// <param name="DetectionConfidence">Probability that there is a plate, 0 to 1; 1 for a crop, where the caller said so.</param>
public sealed record RecognizedPlate(
    PlateReading Reading, bool Accepted, RegionReading? Region, int? Lines, PixelBox Box, IReadOnlyList<PixelPoint> Polygon, double DetectionConfidence)
{
    internal static RecognizedPlate Of(PlateView view, PlateReading reading, double acceptThreshold) => new(
        reading,
        reading.Confidence >= acceptThreshold && !view.MayBeNoPlate,
        reading.Region,
        reading.Lines,
        view.Corners.Bounds,
        [view.Corners.TopLeft, view.Corners.TopRight, view.Corners.BottomRight, view.Corners.BottomLeft],
        view.Confidence);
}

/// <summary>A point in pixels.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
public readonly record struct PixelPoint(double X, double Y);

/// <summary>An upright box in pixels.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct PixelBox(double X, double Y, double Width, double Height);

/// <summary>What a picture took.</summary>
/// <param name="Decode">Checking and decoding the upload.</param>
/// <param name="Detect">Finding plates.</param>
/// <param name="Queue">Waiting for a place to run.</param>
/// <param name="Read">Preprocessing, running the network and decoding texts.</param>
public sealed record RecognitionTimings(TimeSpan Decode, TimeSpan Detect, TimeSpan Queue, TimeSpan Read)
{
    /// <summary>All of it.</summary>
    public TimeSpan Total => Decode + Detect + Queue + Read;
}

/// <summary>An answer, or why there is none.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Detail">One line for a person: the value, the limit and the setting.</param>
public readonly record struct RecognitionOutcome(Recognition? Value, RecognitionFailure? Failure, string? Detail)
{
    /// <summary>Whether there is an answer.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure), nameof(Detail))]
    public bool Succeeded => Value is not null;

    internal static RecognitionOutcome Of(Recognition value) => new(value, null, null);

    internal static RecognitionOutcome Of(RecognitionFailure failure, string detail) => new(null, failure, detail);
}
