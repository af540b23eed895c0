namespace PlateRecognition.Inference;

/// <summary>How a pool is.</summary>
public enum PoolState
{
    /// <summary>All places run.</summary>
    Healthy,

    /// <summary>Runs hang, or sessions failed so often that nothing is run for a while. What can be answered is.</summary>
    Degraded,

    /// <summary>As many runs hang as there are places: nothing is run any more. Only a new process helps.</summary>
    Lost,
}
