using PlateRecognition;
using PlateRecognition.Inference;

namespace PlateApi.Health;

/// <summary>Whether pictures may be read now, whether more should be sent, and if not, why. Thread-safe.</summary>
internal sealed class Readiness(PlateRecognizer recognizer, Drain drain)
{
    /// <summary>Why nobody is let in at the end.</summary>
    public const string ShuttingDown = "The service is shutting down.";

    private volatile string? _fault;

    /// <summary>What stands in the way of any picture, or null.</summary>
    public RecognitionFailure? Obstacle
        => drain.HasBegun ? RecognitionFailure.ShuttingDown
        : recognizer.IsReady ? null
        : RecognitionFailure.ModelNotReady;

    /// <summary>
    /// Why this process should get no more requests, or null: an obstacle, or a network that is lost. Other models may still answer then,
    /// but another process answers for all of them.
    /// </summary>
    public RecognitionFailure? Unready => Obstacle ?? (Engine == PoolState.Lost ? RecognitionFailure.NetworkLost : null);

    /// <summary>How the networks are that are open: as the worst of them.</summary>
    public PoolState Engine => recognizer.Models.List().Max(model => model.Network?.State ?? PoolState.Serving);

    /// <summary>The cause for a person.</summary>
    public string Detail => Unready switch
    {
        null => "The models answered all of their golden samples.",
        RecognitionFailure.ShuttingDown => ShuttingDown,
        RecognitionFailure.NetworkLost =>
            $"{string.Join(", ", recognizer.Models.List().Where(model => model.Network?.State == PoolState.Lost).Select(model => model.Package.Manifest.Id))}: as many runs hang as there are places; only a new process helps.",
        _ => _fault ?? "The models are still being asked their golden samples.",
    };

    /// <summary>Notes that the models will not become ready.</summary>
    public void Fail(string fault) => _fault = fault;
}
