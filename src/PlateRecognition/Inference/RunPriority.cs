namespace PlateRecognition.Inference;

/// <summary>Who goes first when there are more runs than places.</summary>
public enum RunPriority
{
    /// <summary>Somebody waits for this picture.</summary>
    Interactive,

    /// <summary>One of many; runs when no other waits.</summary>
    Bulk,
}
