namespace PlateApi.Recognize;

/// <summary>What several models read in one picture.</summary>
public sealed record CompareAnswer
{
    /// <summary>The request's id; also in the response header X-Request-Id and in the service's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>Whether all models answered, and read the same texts.</summary>
    public required bool Agree { get; init; }

    /// <summary>One result a model, in the order in which they were asked for; a model that failed does not fail the others. Decoding, finding and waiting are shared, and stand in each.</summary>
    public required IReadOnlyList<RecognizeResult> Results { get; init; }
}
