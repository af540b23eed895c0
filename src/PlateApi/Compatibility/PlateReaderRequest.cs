using System.Text.Json;
using PlateApi.Hosting;
using PlateApi.Recognize;
using PlateRecognition;

namespace PlateApi.Compatibility;

/// <summary>What a client of Plate Recognizer's API wants, besides its picture. Immutable.</summary>
/// <param name="Recognition">How to read the picture.</param>
/// <param name="CameraId">The client's name for its camera, given back as it came.</param>
/// <param name="Timestamp">The client's time of the picture, given back as it came.</param>
/// <param name="DetectionThreshold">Plates are left out whose detection is less sure, 0 to 1.</param>
/// <param name="ReadingThreshold">Plates are left out whose text is less sure, 0 to 1.</param>
internal sealed record PlateReaderRequest(RecognitionRequest Recognition, string? CameraId, string? Timestamp, double DetectionThreshold, double ReadingThreshold)
{
    /// <summary>Texts that are given for each plate.</summary>
    public const int Candidates = 5;

    private const int LongestEcho = 200;

    /// <summary>Reads the fields, or says what is wrong with them. Fields that this service has no use for (mmc) are passed over.</summary>
    public static PlateReaderRequest? Read(List<KeyValuePair<string, string>> fields, out string? fault)
    {
        var query = new RecognizeQuery { TopN = $"{Candidates}", Regions = Values(fields, "regions") };
        if (query.ToRequest(accept: [], out fault) is not { } recognition)
            return null;

        var (camera, timestamp) = (Values(fields, "camera_id").LastOrDefault(), Values(fields, "timestamp").LastOrDefault());
        if (camera?.Length > LongestEcho || timestamp?.Length > LongestEcho)
        {
            fault = $"camera_id and timestamp must have at most {LongestEcho} characters.";
            return null;
        }

        var wanted = new PlateReaderRequest(recognition, camera, timestamp, 0, 0);
        return Values(fields, "config").LastOrDefault() is { } config ? wanted.Configure(config, out fault) : wanted;
    }

    // Only what changes the answer is read: modes and rules that ask for more speed or for cars have nothing to act on here.
    private PlateReaderRequest? Configure(string config, out string? fault)
    {
        fault = null;
        try
        {
            using var document = JsonDocument.Parse(config);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                fault = $"config is '{ProblemAnswers.Echo(config)}'; it must be a JSON object.";
            // Its answer looks otherwise: a client would take it for a picture without plates.
            else if (root.TryGetProperty("detection_mode", out var mode) && mode.ValueKind == JsonValueKind.String && mode.ValueEquals("vehicle"))
                fault = "config asks for detection_mode vehicle; this service finds plates, not cars.";
            return fault is not null ? null : this with { DetectionThreshold = Threshold(root, "threshold_d"), ReadingThreshold = Threshold(root, "threshold_o") };
        }
        catch (JsonException)
        {
            fault = $"config is '{ProblemAnswers.Echo(config)}'; it must be a JSON object.";
            return null;
        }
    }

    private static double Threshold(JsonElement config, string name)
        => config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var threshold) ? threshold : 0;

    // A field that was left empty was not filled in.
    private static string[] Values(List<KeyValuePair<string, string>> fields, string name)
        => [.. fields.Where(field => field.Key == name && field.Value.Length > 0).Select(field => field.Value)];
}
