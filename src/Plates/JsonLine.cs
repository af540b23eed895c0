using System.Text.Json;
using System.Text.Json.Serialization;
using PlateRecognition;

namespace Plates;

/// <summary>A picture's results as one line of JSON, in the words of the service's answers.</summary>
internal sealed record JsonLine(string File, int? Width, int? Height, IReadOnlyList<JsonPlate> Plates, string? Error)
{
    /// <summary>The line with its end.</summary>
    public static string Of(ReadPicture picture)
    {
        var answer = picture.Outcome.Value;
        var line = new JsonLine(picture.File, answer?.Width, answer?.Height, [.. (answer?.Plates ?? []).Select(JsonPlate.Of)], picture.Error);
        return JsonSerializer.Serialize(line, JsonLines.Default.JsonLine) + "\n";
    }

    /// <summary>The file that a line is about; null when it is none of this program's.</summary>
    public static string? FileOf(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JsonLines.Default.JsonLine)?.File;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One plate.</summary>
internal sealed record JsonPlate(
    string Text, double Confidence, bool Accepted, string? Region, IReadOnlyList<double> Box, IReadOnlyList<IReadOnlyList<double>> Polygon, double DetectionConfidence)
{
    public static JsonPlate Of(RecognizedPlate plate) => new(
        plate.Reading.Text,
        Math.Round(plate.Reading.Confidence, 6),
        plate.Accepted,
        plate.Region?.Code,
        [Pixel(plate.Box.X), Pixel(plate.Box.Y), Pixel(plate.Box.Width), Pixel(plate.Box.Height)],
        [.. plate.Polygon.Select(corner => new[] { Pixel(corner.X), Pixel(corner.Y) })],
        Math.Round(plate.DetectionConfidence, 6));

    private static double Pixel(double position) => Math.Round(position, 1);
}

/// <summary>The line's types, with generated serialisation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JsonLine))]
internal sealed partial class JsonLines : JsonSerializerContext;
