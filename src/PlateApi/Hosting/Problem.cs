using System.Text.Json.Serialization;
using PlateApi.Recognize;

namespace PlateApi.Hosting;

/// <summary>An error, in the form of RFC 9457, as application/problem+json.</summary>
public sealed record Problem : RecognizeResult
{
    /// <summary>The kind of problem as a URI: urn:plateapi:problem: and the code.</summary>
    public required string Type { get; init; }

    /// <summary>The kind of problem in words; the same for every problem of its kind.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status; for one picture of several, the status it would have had alone.</summary>
    public required int Status { get; init; }

    /// <summary>What was wrong this time: the value, the limit and the setting or parameter.</summary>
    public required string Detail { get; init; }

    /// <summary>All that was wrong, one line each, where there can be several faults; left out elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Faults { get; init; }

    /// <summary>The kind of problem, for programs to tell apart.</summary>
    public required string Code { get; init; }

    /// <summary>The request's id; also in the response header X-Request-Id and in the service's log.</summary>
    public required string RequestId { get; init; }
}
