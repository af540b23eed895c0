using System.Globalization;
using PlateApi.Health;
using PlateApi.Hosting;
using PlateApi.Observability;
using PlateApi.Recognize;
using PlateRecognition;

namespace PlateApi.Compatibility;

/// <summary>
/// <c>POST /v1/plate-reader/</c>: the wire format of Plate Recognizer's Snapshot API, for clients that speak it already. It is
/// no part of the OpenAPI document: docs/integrations.md has it.
/// </summary>
internal static class PlateReaderEndpoint
{
    /// <summary>Where it is, with or without a slash at its end.</summary>
    public const string Path = "/v1/plate-reader";

    /// <summary>Maps the endpoint.</summary>
    public static void MapPlateReader(this IEndpointRouteBuilder app) => app.MapPost(Path, ReadAsync).ExcludeFromDescription();

    private static async Task<IResult> ReadAsync(
        HttpContext context, UploadReader reader, InFlightMemory memory, ObservedRecognizer recognizer, Readiness readiness, PlateReaderUsage usage, PlateApiOptions options, TimeProvider time)
    {
        // 1. Whether it can be done now, before a byte of the body is read.
        if (readiness.Obstacle is { } obstacle)
            return Refuse(context, ProblemKind.Of(obstacle), readiness.Detail);
        if (!DeadlineQuery.TryRead(context.Request, options, out var patience, out var wrong))
            return Refuse(context, ProblemKind.InvalidQuery, wrong);

        // 2. The picture, and what is wanted.
        using var upload = await PlateReaderBody.ReadAsync(context.Request, reader, memory);
        if (upload.Problem is { } problem)
            return Refuse(context, problem, upload.Detail);
        if (PlateReaderRequest.Read(upload.Fields, out var fault) is not { } wanted)
            return Refuse(context, ProblemKind.InvalidQuery, fault!);

        // 3. Its plates.
        var picture = wanted.Recognition with { Deadline = time.GetUtcNow() + patience };
        var outcome = await recognizer.RecognizeAsync(upload.Files[0].Bytes, picture, context);
        if (!outcome.Succeeded)
            return Refuse(context, ProblemKind.Of(outcome.Failure.Value), outcome.Detail);
        var answer = PlateReaderAnswer.Of(outcome.Value, wanted, upload.Files[0].Name, time.GetUtcNow(), usage.Count());
        return new WholeJson<PlateReaderAnswer>(answer, PlateReaderJson.Default.PlateReaderAnswer, options.PlateReaderSuccessStatus);
    }

    private static WholeJson<PlateReaderError> Refuse(HttpContext context, ProblemKind kind, string detail)
    {
        var (status, text) = (kind.Status, detail);
        if (kind.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            // These clients wait and try again after 429 and nothing else.
            if (kind.Code is nameof(RecognitionFailure.QueueFull) or nameof(RecognitionFailure.WouldBeLate) or nameof(RecognitionFailure.MemoryFull))
                (status, text) = (StatusCodes.Status429TooManyRequests, $"Request was throttled. Expected available in {seconds} second. {detail}");
        }

        return new WholeJson<PlateReaderError>(new PlateReaderError(text, status), PlateReaderJson.Default.PlateReaderError, status);
    }
}

/// <summary>Counts the pictures answered since the start: clients of a server of one's own demand the number. Thread-safe.</summary>
internal sealed class PlateReaderUsage
{
    private long _calls;

    /// <summary>Counts one more.</summary>
    /// <returns>How many there were, this one included.</returns>
    public long Count() => Interlocked.Increment(ref _calls);
}
