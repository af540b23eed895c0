using PlateRecognition.Detection;
using PlateRecognition.Drawing;
using PlateRecognition.Inference;

namespace PlateRecognition;

/// <summary>What a picture shows.</summary>
public enum RecognitionMode
{
    /// <summary>Decide by the picture.</summary>
    Auto,

    /// <summary>A whole photo, in which plates are to be found.</summary>
    Photo,

    /// <summary>One plate, cut out.</summary>
    Crop,
}

/// <summary>How to read a picture. Immutable.</summary>
public sealed record RecognitionRequest
{
    /// <summary>What the picture shows.</summary>
    public RecognitionMode Mode { get; init; } = RecognitionMode.Auto;

    /// <summary>How closely a photo is searched; not looked at for a crop.</summary>
    public PhotoDetail Detail { get; init; } = PhotoDetail.Normal;

    /// <summary>A recogniser's "name", for the version that is served, or "name/version"; null takes the default.</summary>
    public string? Model { get; init; }

    /// <summary>How many texts to give for each plate.</summary>
    /// <value>1 to 100; default 1.</value>
    public int TopN { get; init; } = 1;

    /// <summary>Countries ("de") and states ("us-ca") whose plates are expected; texts of their formats are favoured. Empty expects any.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Whether to draw the answer into the picture, and in which format; null draws nothing.</summary>
    public DrawingFormat? Drawing { get; init; }

    /// <summary>Who goes first where runs of the networks wait for each other.</summary>
    public RunPriority Priority { get; init; } = RunPriority.Interactive;

    /// <summary>When the answer is no longer wanted; null waits for ever.</summary>
    public DateTimeOffset? Deadline { get; init; }
}
