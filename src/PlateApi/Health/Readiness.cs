using PlateRecognition;

namespace PlateApi.Health;

/// <summary>Whether pictures may be read now, and if not, why. Thread-safe.</summary>
internal sealed class Readiness(PlateRecognizer recognizer, Drain drain)
{
    /// <summary>Why nobody is let in at the end.</summary>
    public const string ShuttingDown = "The service is shutting down.";

    private volatile string? _fault;

    /// <summary>What stands in the way, or null.</summary>
    public RecognitionFailure? Obstacle
        => drain.HasBegun ? RecognitionFailure.ShuttingDown
        : recognizer.IsReady ? null
        : RecognitionFailure.ModelNotReady;

    /// <summary>The obstacle for a person.</summary>
    public string Detail => Obstacle switch
    {
        null => "The models answered all of their golden samples.",
        RecognitionFailure.ShuttingDown => ShuttingDown,
        _ => _fault ?? "The models are still being asked their golden samples.",
    };

    /// <summary>Notes that the models will not become ready.</summary>
    public void Fail(string fault) => _fault = fault;
}
