namespace PlateRecognition.Inference;

/// <summary>Why there is no answer of a network.</summary>
public enum InferenceFault
{
    /// <summary>As many callers as allowed were waiting already.</summary>
    QueueFull,

    /// <summary>The deadline would have passed before the answer: nothing was begun.</summary>
    WouldBeLate,

    /// <summary>The deadline passed, in the queue or while the network ran.</summary>
    DeadlineExceeded,

    /// <summary>The native run failed, on a session that answers other inputs.</summary>
    ExecutionFailed,

    /// <summary>The session or its device failed or hangs, whatever it is given.</summary>
    DeviceFailed,

    /// <summary>No new work is taken: the process is going down.</summary>
    ShuttingDown,
}

/// <summary>Why there is no answer of a network, for a person.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="Detail">One line: the value, the limit and the setting.</param>
public sealed record InferenceFailure(InferenceFault Fault, string Detail);
