namespace PlateRecognition.Inference;

/// <summary>How a network is that is open.</summary>
/// <param name="ExecutionProvider">Where a run that came now would run: cpu or cuda.</param>
/// <param name="State">How its pool is.</param>
/// <param name="CanRun">Whether a session works: a run that came now would be run.</param>
/// <param name="DeviceWarning">Why no GPU is used although this build could; null when there is nothing to warn of.</param>
/// <param name="Figures">What it has run.</param>
public sealed record NetworkStatus(string ExecutionProvider, PoolState State, bool CanRun, string? DeviceWarning, InferenceFigures Figures);

/// <summary>How a pool is.</summary>
public enum PoolState
{
    /// <summary>All places run.</summary>
    Serving,

    /// <summary>Runs hang, sessions failed so often that nothing is run for a while, or a CPU stands in for the GPU. What can be answered is.</summary>
    Degraded,

    /// <summary>As many runs hang as there are places: nothing is run any more. Only a new process helps.</summary>
    Lost,
}
