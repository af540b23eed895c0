using PlateApi.Health;
using PlateApi.Hosting;
using PlateApi.Observability;
using PlateApi.Recognize;
using PlateRecognition;
using PlateRecognition.Inference;

namespace PlateApi.InferenceProtocol;

/// <summary>Reads plates for clients of Triton and KServe.</summary>
internal static class InferEndpoint
{
    /// <summary>The story of one request.</summary>
    public static async Task<IResult> InferAsync(
        string name, string? version, HttpContext context, PlateRecognizer models, ObservedRecognizer recognizer, Readiness readiness, InFlightMemory memory, PlateApiOptions options, TimeProvider time)
    {
        // 1. By whom, and whether it can be done now: both before a byte of the body is read.
        if (ProtocolModels.Find(models, name, version) is not { } model)
            return ProtocolModels.Unknown(context, models, name, version);
        if (readiness.Obstacle is { } obstacle)
            return ProblemKind.Of(obstacle).ToAnswer(context, readiness.Detail);
        if (!DeadlineQuery.TryRead(context.Request, options, out var patience, out var late))
            return ProblemKind.InvalidQuery.ToAnswer(context, late);

        // 2. The pictures, and what is wanted.
        using var body = new UploadedFile(memory.Uploads);
        var filled = context.Request.ContentLength > options.MaxRequestBytes ? FillOutcome.TooLarge : await body.FillAsync(context.Request.Body, options.MaxRequestBytes);
        if (filled == FillOutcome.TooLarge)
            return ProblemKind.UploadTooLarge.ToAnswer(context, $"The request has more bytes than {options.MaxRequestBytes} ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.MaxRequestBytes)}).");
        // Pictures in JSON are unpacked beside it.
        if (filled == FillOutcome.NoMemory || !body.TryDouble())
        {
            var (problem, detail) = memory.Refuse(body.Missing);
            return problem.ToAnswer(context, detail);
        }

        InferRequest request;
        try
        {
            request = InferRequestReader.Read(body.Bytes, context.Request.Headers[InferAnswer.LengthHeader], options.MaxFiles);
        }
        catch (InvalidDataException fault)
        {
            return ProblemKind.BadRequest.ToAnswer(context, fault.Message);
        }

        foreach (var (output, _) in request.Outputs ?? [])
        {
            if (!AnswerTensor.Names.Contains(output))
                return ProblemKind.BadRequest.ToAnswer(context, $"There is no output '{ProblemAnswers.Echo(output)}'; there are {string.Join(", ", AnswerTensor.Names)}.");
        }

        var query = new RecognizeQuery
        {
            Mode = request.Mode,
            Detail = request.Detail,
            Model = model.Manifest.Id,
            Regions = request.Regions?.Split(',', StringSplitOptions.TrimEntries),
        };
        if (query.ToRequest([], out var wrong) is not { } wanted)
            return ProblemKind.InvalidQuery.ToAnswer(context, wrong!);

        // 3. Their plates, one picture after the other. The client may wait for less time than the service allows, not for more.
        if (request.Timeout is { } timeout && timeout > TimeSpan.Zero && timeout < patience)
            patience = timeout;
        var answers = new List<Recognition>(request.Pictures.Count);
        foreach (var picture in request.Pictures)
        {
            var outcome = await recognizer.RecognizeAsync(picture, wanted with { Deadline = time.GetUtcNow() + patience, Priority = request.Pictures.Count > 1 ? RunPriority.Bulk : RunPriority.Interactive }, context);
            if (!outcome.Succeeded)
                return ProblemKind.Of(outcome.Failure.Value).ToAnswer(context, $"Picture {answers.Count}: {outcome.Detail}");
            answers.Add(outcome.Value);
        }

        // 4. Their tensors: those that are asked for, in that order.
        return new InferAnswer(model.Manifest, request.Id, Choose(AnswerTensor.Of(answers), request));
    }

    private static (AnswerTensor, bool)[] Choose(AnswerTensor[] tensors, InferRequest request) => request.Outputs is { } outputs
        ? [.. outputs.Select(output => (tensors.Single(tensor => tensor.Name == output.Name), output.IsBinary ?? request.HasBinaryOutputs))]
        : [.. tensors.Select(tensor => (tensor, request.HasBinaryOutputs))];
}
