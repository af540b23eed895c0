using System.Globalization;
using System.Text.Json.Serialization;
using PlateRecognition;

namespace PlateApi.Compatibility;

/// <summary>The answer in CodeProject.AI's format.</summary>
internal sealed record VisionAlprAnswer
{
    public bool Success { get; } = true;

    public required string Message { get; init; }

    public int Count => Predictions.Count;

    public required IReadOnlyList<VisionAlprPrediction> Predictions { get; init; }

    public int Code { get; } = StatusCodes.Status200OK;

    public string Command { get; } = "alpr";

    public string ModuleId { get; } = "ALPR";

    public string ModuleName { get; } = "License Plate Reader";

    public required string InferenceDevice { get; init; }

    public required string ExecutionProvider { get; init; }

    [JsonPropertyName("canUseGPU")]
    public required bool CanUseGpu { get; init; }

    /// <summary>Milliseconds for the picture.</summary>
    public required long ProcessMs { get; init; }

    /// <summary>Milliseconds of finding and reading.</summary>
    public required long InferenceMs { get; init; }

    /// <summary>Milliseconds since the request came.</summary>
    public required long AnalysisRoundTripMs { get; init; }

    public string ProcessedBy { get; } = "localhost";

    [JsonPropertyName("timestampUTC")]
    public required string TimestampUtc { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Puts an answer into this format.</summary>
    /// <param name="recognition">The answer.</param>
    /// <param name="threshold">Plates are left out whose text is less sure, 0 to 1.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="elapsed">Since the request came.</param>
    /// <param name="now">The time.</param>
    public static VisionAlprAnswer Of(Recognition recognition, double threshold, string requestId, TimeSpan elapsed, DateTimeOffset now)
    {
        var predictions = recognition.Plates.Where(plate => plate.Reading.Confidence >= threshold).Select(VisionAlprPrediction.Of).ToList();
        var provider = recognition.ExecutionProvider.ToUpperInvariant();
        var isGpu = provider != "CPU";
        return new VisionAlprAnswer
        {
            Predictions = predictions,
            Message = predictions.Count switch
            {
                0 => "No plates found",
                1 => $"Found {predictions[0].Label}",
                var count => $"Found {count} plates",
            },
            InferenceDevice = isGpu ? "GPU" : "CPU",
            ExecutionProvider = provider,
            CanUseGpu = isGpu,
            ProcessMs = (long)recognition.Timings.Total.TotalMilliseconds,
            InferenceMs = (long)(recognition.Timings.Detect + recognition.Timings.Read).TotalMilliseconds,
            AnalysisRoundTripMs = (long)elapsed.TotalMilliseconds,
            TimestampUtc = now.ToString("R", CultureInfo.InvariantCulture),
            RequestId = requestId,
        };
    }
}

/// <summary>One plate, its box in whole pixels.</summary>
internal sealed record VisionAlprPrediction(
    double Confidence, string Label, string Plate,
    [property: JsonPropertyName("x_min")] int XMin, [property: JsonPropertyName("y_min")] int YMin,
    [property: JsonPropertyName("x_max")] int XMax, [property: JsonPropertyName("y_max")] int YMax)
{
    public static VisionAlprPrediction Of(RecognizedPlate plate) => new(
        Math.Round(plate.Reading.Confidence, 3),
        $"Plate: {plate.Reading.Text}",
        plate.Reading.Text,
        (int)Math.Round(plate.Box.X),
        (int)Math.Round(plate.Box.Y),
        (int)Math.Round(plate.Box.X + plate.Box.Width),
        (int)Math.Round(plate.Box.Y + plate.Box.Height));
}

/// <summary>An error; the code is the status that it would have anywhere else.</summary>
internal sealed record VisionAlprError(bool Success, string Error, int Code);

/// <summary>The format's types, with generated serialisation: camelCase but for a prediction's box.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VisionAlprAnswer))]
[JsonSerializable(typeof(VisionAlprError))]
internal sealed partial class VisionAlprJson : JsonSerializerContext;
