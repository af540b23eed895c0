using PlateApi.Health;
using PlateApi.Hosting;
using PlateApi.Observability;
using PlateRecognition;

namespace PlateApi.Recognize;

/// <summary>Reads the plates of one picture by several models, side by side.</summary>
internal static class CompareEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Path = $"{RecognizeEndpoint.Path}/compare";

    /// <summary>Maps <c>POST /recognize/compare</c>.</summary>
    public static void MapCompare(this IEndpointRouteBuilder app)
        => app.MapPost(Path, CompareAsync).WithTags("Recognition").DescribeCompare();

    /// <summary>The story of one request.</summary>
    private static async Task<IResult> CompareAsync(
        [AsParameters] CompareQuery query, HttpContext context, UploadReader reader, ObservedRecognizer recognizer, PlateRecognizer models, Readiness readiness,
        PlateApiOptions options, TimeProvider time)
    {
        // 1. What is wanted, and whether it can be done now: both before a byte of the body is read.
        if (query.ToRequest(models.FindPackage, out var fault) is not { } wanted)
            return ProblemKind.InvalidQuery.ToAnswer(context, fault!);
        if (readiness.Obstacle is { } obstacle)
            return ProblemKind.Of(obstacle).ToAnswer(context, readiness.Detail);

        // 2. The picture.
        using var upload = await reader.ReadAsync(context.Request);
        if (upload.Problem is { } problem)
            return problem.ToAnswer(context, upload.Detail);
        if (upload.Files.Count > 1)
            return ProblemKind.TooManyFiles.ToAnswer(context, $"The form has {upload.Files.Count} files; models are compared on one.");

        // 3. Its plates, by one model after the other: a request takes one core.
        var picture = wanted with { Deadline = time.GetUtcNow() + query.Patience(options) };
        var outcomes = await recognizer.CompareAsync(upload.Files[0].Bytes, picture, query.Models!, context.RequestAborted);

        // 4. What no model can read is a problem; what some can is a success, whatever became of the others.
        if (!Array.Exists(outcomes, outcome => outcome.Succeeded))
            return ProblemKind.Of(outcomes[0].Failure!.Value).ToAnswer(context, outcomes[0].Detail!);
        var results = Array.ConvertAll<RecognitionOutcome, RecognizeResult>(outcomes, outcome => outcome.Succeeded
            ? outcome.Value.ToAnswer(context.TraceIdentifier)
            : ProblemKind.Of(outcome.Failure.Value).For(context, outcome.Detail));
        var agree = outcomes.All(outcome => outcome.Succeeded && outcome.Value.HasSameTexts(outcomes[0].Value!));
        return new WholeJson<CompareAnswer>(new CompareAnswer { RequestId = context.TraceIdentifier, Agree = agree, Results = results }, ApiJson.Default.CompareAnswer);
    }
}
