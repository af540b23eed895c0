using PlateRecognition;

namespace PlateApi.Health;

/// <summary>Whether pictures may be read now, and if not, why. Thread-safe.</summary>
internal sealed class Readiness(PlateRecognizer recognizer, IHostApplicationLifetime lifetime)
{
    private volatile string? _fault;

    /// <summary>What stands in the way, or null.</summary>
    public RecognitionFailure? Obstacle
        => lifetime.ApplicationStopping.IsCancellationRequested ? RecognitionFailure.ShuttingDown
        : recognizer.IsReady ? null
        : RecognitionFailure.ModelNotReady;

    /// <summary>The obstacle for a person.</summary>
    public string Detail => Obstacle switch
    {
        null => "The models answered all of their golden samples.",
        RecognitionFailure.ShuttingDown => "The service is shutting down.",
        _ => _fault ?? "The models are still being asked their golden samples.",
    };

    /// <summary>Notes that the models will not become ready.</summary>
    public void Fail(string fault) => _fault = fault;
}
