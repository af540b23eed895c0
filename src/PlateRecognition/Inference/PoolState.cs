namespace PlateRecognition.Inference;

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
