using System.Globalization;
using System.Text.Json.Serialization;
using PlateRecognition;

namespace PlateApi.Compatibility;

/// <summary>The answer in Plate Recognizer's format. Every member is there and none is null that a client may look into.</summary>
internal sealed record PlateReaderAnswer(
    double ProcessingTime, IReadOnlyList<PlateReaderPlate> Results, string Filename, int Version, string? CameraId, string Timestamp, PlateReaderCalls Usage)
{
    /// <summary>Puts an answer into this format.</summary>
    /// <param name="recognition">The answer.</param>
    /// <param name="wanted">What the client asked for.</param>
    /// <param name="name">What it calls its file, or null.</param>
    /// <param name="now">The time, for pictures that came without one.</param>
    /// <param name="calls">Pictures answered so far.</param>
    public static PlateReaderAnswer Of(Recognition recognition, PlateReaderRequest wanted, string? name, DateTimeOffset now, long calls) => new(
        Math.Round(recognition.Timings.Total.TotalMilliseconds, 3),
        [.. recognition.Plates.Where(plate => plate.DetectionConfidence >= wanted.DetectionThreshold && plate.Reading.Confidence >= wanted.ReadingThreshold).Select(PlateReaderPlate.Of)],
        name ?? "upload",
        Version: 1,
        wanted.CameraId,
        wanted.Timestamp ?? now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        new PlateReaderCalls(calls, int.MaxValue));
}

/// <summary>One plate.</summary>
internal sealed record PlateReaderPlate(
    PlateReaderBox Box, string Plate, PlateReaderRegion Region, double Score, IReadOnlyList<PlateReaderCandidate> Candidates, double Dscore, PlateReaderVehicle Vehicle)
{
    public static PlateReaderPlate Of(RecognizedPlate plate)
    {
        var box = new PlateReaderBox(Pixel(plate.Box.X), Pixel(plate.Box.Y), Pixel(plate.Box.X + plate.Box.Width), Pixel(plate.Box.Y + plate.Box.Height));
        return new PlateReaderPlate(
            box,
            Lower(plate.Reading.Text),
            new PlateReaderRegion(plate.Region?.Code ?? "", Share(plate.Region?.Confidence ?? 0)),
            Share(plate.Reading.Confidence),
            [.. plate.Reading.Candidates.Select(candidate => new PlateReaderCandidate(Share(candidate.Confidence), Lower(candidate.Text)))],
            Share(plate.DetectionConfidence),
            // Nobody looked for a car; the box is the plate's, so that a client that draws it draws something true.
            new PlateReaderVehicle(0, "Unknown", box));
    }

#pragma warning disable CA1308 // The format's plates are lower-case.
    private static string Lower(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308

    private static double Share(double confidence) => Math.Round(confidence, 3);

    private static int Pixel(double position) => (int)Math.Round(position);
}

/// <summary>A box, in whole pixels.</summary>
internal sealed record PlateReaderBox(int Xmin, int Ymin, int Xmax, int Ymax);

/// <summary>A country or state; an empty code when none stands out.</summary>
internal sealed record PlateReaderRegion(string Code, double Score);

/// <summary>A possible text.</summary>
internal sealed record PlateReaderCandidate(double Score, string Plate);

/// <summary>A car; always unknown.</summary>
internal sealed record PlateReaderVehicle(double Score, string Type, PlateReaderBox Box);

/// <summary>Pictures answered since the start, and how many there may be: there is no limit but the number's own.</summary>
internal sealed record PlateReaderCalls(long Calls, long MaxCalls);

/// <summary>An error.</summary>
internal sealed record PlateReaderError(string Detail, int StatusCode);

/// <summary>The format's types, with generated serialisation: snake_case, nulls written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PlateReaderAnswer))]
[JsonSerializable(typeof(PlateReaderError))]
internal sealed partial class PlateReaderJson : JsonSerializerContext;
