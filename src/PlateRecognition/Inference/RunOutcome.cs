namespace PlateRecognition.Inference;

/// <summary>How a batch's run ended.</summary>
internal enum RunEnding
{
    /// <summary>Answers are in the memory.</summary>
    Answered,

    /// <summary>Nobody wanted the answers any more.</summary>
    Unwanted,

    /// <summary>The batch failed on a session that works otherwise, or that nothing is known of.</summary>
    BatchFailed,

    /// <summary>The session fails whatever it is given.</summary>
    SessionFailed,

    /// <summary>It was not run: sessions failed too often, just before.</summary>
    Refused,
}

/// <summary>How a batch's run ended, and what went wrong, for a person.</summary>
internal readonly record struct RunOutcome(RunEnding Ending, string Detail = "");
