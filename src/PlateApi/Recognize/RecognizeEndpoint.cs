using System.Globalization;
using PlateApi.Health;
using PlateApi.Hosting;
using PlateApi.Observability;
using PlateRecognition;
using PlateRecognition.Drawing;
using PlateRecognition.Inference;

namespace PlateApi.Recognize;

/// <summary>Reads the plates of uploaded pictures.</summary>
internal static class RecognizeEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Path = "/recognize";

    /// <summary>Maps <c>POST /recognize</c>.</summary>
    public static void MapRecognize(this IEndpointRouteBuilder app)
        => app.MapPost(Path, RecognizeAsync).WithTags("Recognition").DescribeRecognize();

    /// <summary>The story of one request.</summary>
    private static async Task<IResult> RecognizeAsync(
        [AsParameters] RecognizeQuery query, HttpContext context, UploadReader reader, ObservedRecognizer recognizer, Readiness readiness,
        PlateApiOptions options, TimeProvider time)
    {
        // 1. What is wanted, and whether it can be done now: both before a byte of the body is read.
        if (query.ToRequest(context.Request.GetTypedHeaders().Accept, out var fault) is not { } wanted)
            return ProblemKind.InvalidQuery.ToAnswer(context, fault!);
        if (readiness.Obstacle is { } obstacle)
            return ProblemKind.Of(obstacle).ToAnswer(context, readiness.Detail);

        // 2. The files: all of them, or one after the other when the answer is wanted line by line.
        if (StreamedResults.IsAsked(context.Request))
            return new StreamedResults(wanted with { Drawing = null, Priority = RunPriority.Bulk }, query.Patience(options), reader.OpenStream(context.Request), recognizer, options, time);
        using var upload = await reader.ReadAsync(context.Request);
        if (upload.Problem is { } problem)
            return problem.ToAnswer(context, upload.Detail);
        if (wanted.Drawing is not null && upload.Files.Count > 1)
            return ProblemKind.InvalidQuery.ToAnswer(context, $"An answer is drawn into one picture, and the request has {upload.Files.Count} files; send them one by one, or ask for JSON.");

        // Whoever sends several waits longer anyway: single pictures go first.
        if (upload.Files.Count > 1)
            wanted = wanted with { Priority = RunPriority.Bulk };

        // 3. Their plates. One file after the other: a request takes one core, and neighbours keep theirs.
        var results = new RecognizeResult[upload.Files.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var picture = wanted with { Deadline = time.GetUtcNow() + query.Patience(options) };
            var outcome = await recognizer.RecognizeAsync(upload.Files[i].Bytes, picture, context);
            if (results.Length == 1)
                return AnswerOne(outcome, wanted.Drawing, context);
            results[i] = outcome.Succeeded
                ? outcome.Value.ToAnswer(context.TraceIdentifier)
                : ProblemKind.Of(outcome.Failure.Value).For(context, outcome.Detail);
        }

        // 4. Several answers are a success, whatever became of each.
        return new WholeJson<RecognizeResults>(new RecognizeResults { Results = results }, ApiJson.Default.RecognizeResults);
    }

    private static IResult AnswerOne(RecognitionOutcome outcome, DrawingFormat? format, HttpContext context)
    {
        if (!outcome.Succeeded)
            return ProblemKind.Of(outcome.Failure.Value).ToAnswer(context, outcome.Detail);

        var answer = outcome.Value.ToAnswer(context.TraceIdentifier);
        context.Response.Headers["Server-Timing"] = string.Create(
            CultureInfo.InvariantCulture,
            $"decode;dur={answer.Timings.DecodeMs}, detect;dur={answer.Timings.DetectMs}, queue;dur={answer.Timings.QueueMs}, read;dur={answer.Timings.ReadMs}, total;dur={answer.Timings.TotalMs}");
        return outcome.Value.Drawing is { } drawing
            ? TypedResults.Bytes(drawing, format == DrawingFormat.Jpeg ? "image/jpeg" : "image/png")
            : new WholeJson<RecognizeAnswer>(answer, ApiJson.Default.RecognizeAnswer);
    }
}
