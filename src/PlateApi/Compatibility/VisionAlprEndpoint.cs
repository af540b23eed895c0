using System.Globalization;
using PlateApi.Health;
using PlateApi.Hosting;
using PlateApi.Observability;
using PlateApi.Recognize;
using PlateRecognition;

namespace PlateApi.Compatibility;

/// <summary>
/// <c>POST /v1/vision/alpr</c> and the older <c>/v1/image/alpr</c>: the wire format of CodeProject.AI, for Blue Iris and others
/// that speak it already. It is no part of the OpenAPI document: docs/integrations.md has it.
/// </summary>
internal static class VisionAlprEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Path = "/v1/vision/alpr", OlderPath = "/v1/image/alpr";

    /// <summary>Maps the endpoints.</summary>
    public static void MapVisionAlpr(this IEndpointRouteBuilder app)
    {
        app.MapPost(Path, ReadAsync).ExcludeFromDescription();
        app.MapPost(OlderPath, ReadAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadAsync(
        HttpContext context, UploadReader reader, ObservedRecognizer recognizer, Readiness readiness, PlateApiOptions options, TimeProvider time)
    {
        // 1. Whether it can be done now, before a byte of the body is read.
        var came = time.GetTimestamp();
        if (readiness.Obstacle is { } obstacle)
            return Refuse(context, ProblemKind.Of(obstacle), readiness.Detail);
        if (!DeadlineQuery.TryRead(context.Request, options, out var patience, out var wrong))
            return Refuse(context, ProblemKind.InvalidQuery, wrong);

        // 2. The picture, and what is wanted.
        using var upload = await reader.ReadWithFieldsAsync(context.Request);
        if (upload.Problem is { } problem)
            return Refuse(context, problem, upload.Detail);
        if (upload.Files.Count != 1)
            return Refuse(context, ProblemKind.TooManyFiles, $"The form has {upload.Files.Count} pictures; it must have one.");
        if (!TryReadThreshold(upload.Fields, out var threshold))
            return Refuse(context, ProblemKind.InvalidQuery, "min_confidence must be a number from 0 to 1.");

        // 3. Its plates.
        var picture = new RecognitionRequest { Deadline = time.GetUtcNow() + patience };
        var outcome = await recognizer.RecognizeAsync(upload.Files[0].Bytes, picture, context);
        if (!outcome.Succeeded)
            return Refuse(context, ProblemKind.Of(outcome.Failure.Value), outcome.Detail);
        var answer = VisionAlprAnswer.Of(outcome.Value, threshold, context.TraceIdentifier, time.GetElapsedTime(came), time.GetUtcNow());
        return new WholeJson<VisionAlprAnswer>(answer, VisionAlprJson.Default.VisionAlprAnswer);
    }

    private static bool TryReadThreshold(List<KeyValuePair<string, string>> fields, out double threshold)
    {
        threshold = 0;
        var text = fields.LastOrDefault(field => field.Key == "min_confidence").Value;
        return string.IsNullOrEmpty(text)
            || (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out threshold) && threshold is >= 0 and <= 1);
    }

    // The format answers 200 and says in the body that it failed. Only what another try may mend keeps its status: gateways and
    // orchestrators must see that.
    private static WholeJson<VisionAlprError> Refuse(HttpContext context, ProblemKind kind, string detail)
    {
        if (kind.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var status = kind.Status >= StatusCodes.Status500InternalServerError ? kind.Status : StatusCodes.Status200OK;
        return new WholeJson<VisionAlprError>(new VisionAlprError(false, detail, kind.Status), VisionAlprJson.Default.VisionAlprError, status);
    }
}
