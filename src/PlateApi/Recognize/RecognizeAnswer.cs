using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>What became of one picture of several: an answer, or a problem of its own.</summary>
[JsonDerivedType(typeof(RecognizeAnswer))]
[JsonDerivedType(typeof(Problem))]
public abstract record RecognizeResult;

/// <summary>The answer to a request with several files.</summary>
public sealed record RecognizeResults
{
    /// <summary>One result a file, in the order of the files. One bad picture does not fail its neighbours.</summary>
    public required IReadOnlyList<RecognizeResult> Results { get; init; }
}

/// <summary>The answer to one picture.</summary>
public sealed record RecognizeAnswer : RecognizeResult
{
    /// <summary>The request's id; also in the response header X-Request-Id and in the service's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>Which models answered, and where they ran.</summary>
    public required AnsweringModels Model { get; init; }

    /// <summary>Size of the uploaded picture, held upright.</summary>
    public required ImageSize Image { get; init; }

    /// <summary>The plates, the most confident first. Empty when the picture shows none.</summary>
    public required IReadOnlyList<Plate> Plates { get; init; }

    /// <summary>What the picture took.</summary>
    public required Timings Timings { get; init; }
}

/// <summary>The models behind an answer.</summary>
public sealed record AnsweringModels
{
    /// <summary>The model that read the text, as name/version.</summary>
    public required string Recognizer { get; init; }

    /// <summary>The model that found the plates, as name/version; null when the picture was taken for one plate.</summary>
    public required string? Detector { get; init; }

    /// <summary>Where the models ran: cpu or cuda.</summary>
    public required string ExecutionProvider { get; init; }
}

/// <summary>A picture's size.</summary>
public sealed record ImageSize
{
    /// <summary>Pixels from left to right.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels from top to bottom.</summary>
    public required int Height { get; init; }
}

/// <summary>One plate.</summary>
public sealed record Plate
{
    /// <summary>The likeliest text, without spaces and dashes.</summary>
    public required string Text { get; init; }

    /// <summary>Calibrated probability that the whole text is right, 0 to 1.</summary>
    [Range(0, 1)]
    public required double Confidence { get; init; }

    /// <summary>Whether the model stands by the text: its confidence reaches the model's accept threshold and, in a photo, the finder is sure enough of the plate.</summary>
    public required bool Accepted { get; init; }

    /// <summary>The characters of the text in reading order.</summary>
    public required IReadOnlyList<PlateCharacter> Characters { get; init; }

    /// <summary>The likeliest texts, best first, as many as topN asks for; the first is the text itself.</summary>
    public required IReadOnlyList<PlateCandidate> Candidates { get; init; }

    /// <summary>The country or state whose plate format the text fits best; null when none stands out.</summary>
    public required PlateRegion? Region { get; init; }

    /// <summary>Lines of text on the plate, 1 or 2; null for a model that does not know where its characters stand.</summary>
    public required int? Lines { get; init; }

    /// <summary>Where the plate is. For a crop: the whole picture.</summary>
    public required Box Box { get; init; }

    /// <summary>The plate's corners: top left, top right, bottom right, bottom left, as the plate is read.</summary>
    public required IReadOnlyList<Point> Polygon { get; init; }

    /// <summary>Probability that there is a plate, 0 to 1; 1 for a crop, where the caller said so.</summary>
    [Range(0, 1)]
    public required double DetectionConfidence { get; init; }
}

/// <summary>One character of a plate.</summary>
public sealed record PlateCharacter
{
    /// <summary>The character.</summary>
    [JsonPropertyName("char")]
    public required string Symbol { get; init; }

    /// <summary>Its probability, 0 to 1.</summary>
    [Range(0, 1)]
    public required double Confidence { get; init; }

    /// <summary>What else it might be, best first.</summary>
    public required IReadOnlyList<CharacterAlternative> Alternatives { get; init; }
}

/// <summary>Another reading of one character.</summary>
public sealed record CharacterAlternative
{
    /// <summary>The character.</summary>
    [JsonPropertyName("char")]
    public required string Symbol { get; init; }

    /// <summary>Its probability, 0 to 1.</summary>
    [Range(0, 1)]
    public required double Confidence { get; init; }
}

/// <summary>A possible text of a plate.</summary>
public sealed record PlateCandidate
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Its probability, 0 to 1.</summary>
    [Range(0, 1)]
    public required double Confidence { get; init; }
}

/// <summary>A country or state.</summary>
public sealed record PlateRegion
{
    /// <summary>ISO 3166 code in lower case; states as us-ca.</summary>
    public required string Code { get; init; }

    /// <summary>Its probability, 0 to 1.</summary>
    [Range(0, 1)]
    public required double Confidence { get; init; }
}

/// <summary>An upright box, in pixels of the uploaded picture held upright.</summary>
public sealed record Box
{
    /// <summary>Left edge.</summary>
    public required double X { get; init; }

    /// <summary>Top edge.</summary>
    public required double Y { get; init; }

    /// <summary>Width.</summary>
    public required double Width { get; init; }

    /// <summary>Height.</summary>
    public required double Height { get; init; }
}

/// <summary>A point, in pixels of the uploaded picture held upright.</summary>
public sealed record Point
{
    /// <summary>From the left edge.</summary>
    public required double X { get; init; }

    /// <summary>From the top edge.</summary>
    public required double Y { get; init; }
}

/// <summary>What a picture took, in milliseconds. Receiving the upload and sending the answer are not in it.</summary>
public sealed record Timings
{
    /// <summary>Checking and decoding the picture.</summary>
    public required double DecodeMs { get; init; }

    /// <summary>Finding plates; 0 for a crop.</summary>
    public required double DetectMs { get; init; }

    /// <summary>Waiting for the network.</summary>
    public required double QueueMs { get; init; }

    /// <summary>Preprocessing, running the network and reading its answer.</summary>
    public required double ReadMs { get; init; }

    /// <summary>All of it.</summary>
    public required double TotalMs { get; init; }
}
