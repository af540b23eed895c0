namespace PlateRecognition;

/// <summary>Why a picture was not answered. Each is expected to happen and is a value, not an exception.</summary>
public enum RecognitionFailure
{
    /// <summary>The upload has no bytes.</summary>
    EmptyUpload,

    /// <summary>The bytes are no picture of a format that is taken.</summary>
    NotAnImage,

    /// <summary>The picture ends early or its data are damaged.</summary>
    ImageCutShort,

    /// <summary>The picture's header names more pixels than allowed; nothing was decoded.</summary>
    TooManyPixels,

    /// <summary>There is no model of the name asked for.</summary>
    ModelNotFound,

    /// <summary>A whole photo was sent and no model is installed that finds plates in one.</summary>
    NoDetector,

    /// <summary>As many pictures as allowed are waiting; try again soon.</summary>
    QueueFull,

    /// <summary>The pictures being read hold as much memory as they may together; try again soon.</summary>
    MemoryFull,

    /// <summary>So many pictures are waiting that the answer would come after the deadline; try again soon.</summary>
    WouldBeLate,

    /// <summary>The model has not passed its golden samples yet, or failed them.</summary>
    ModelNotReady,

    /// <summary>A model's network does not run any more; only a new process helps.</summary>
    NetworkLost,

    /// <summary>The service is shutting down.</summary>
    ShuttingDown,

    /// <summary>The deadline passed before the answer was there.</summary>
    DeadlineExceeded,

    /// <summary>The native inference failed.</summary>
    ExecutionFailed,
}
