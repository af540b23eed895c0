using PlateRecognition;

namespace PlateApi.Hosting;

/// <summary>A kind of problem: this file is the one table from what goes wrong to HTTP statuses.</summary>
/// <param name="Code">Its name for programs.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="RetryAfterSeconds">When another try makes sense, or null when the same request would fail again.</param>
internal sealed record ProblemKind(string Code, int Status, string Title, int? RetryAfterSeconds = null)
{
    // What goes wrong before a picture reaches the core.
    public static readonly ProblemKind InvalidQuery = new(nameof(InvalidQuery), 400, "A query parameter is wrong");
    public static readonly ProblemKind NoFile = new(nameof(NoFile), 400, "There is no file");
    public static readonly ProblemKind TooManyFiles = new(nameof(TooManyFiles), 400, "There are too many files");
    public static readonly ProblemKind MalformedForm = new(nameof(MalformedForm), 400, "The form cannot be read");
    public static readonly ProblemKind UploadIncomplete = new(nameof(UploadIncomplete), 400, "The upload ended early or came too slowly");
    public static readonly ProblemKind BadRequest = new(nameof(BadRequest), 400, "The request is wrong");
    public static readonly ProblemKind KeyNeeded = new(nameof(KeyNeeded), 401, "A key is needed");
    public static readonly ProblemKind AdminKeyNeeded = new(nameof(AdminKeyNeeded), 403, "An admin key is needed");
    public static readonly ProblemKind NotFound = new(nameof(NotFound), 404, "There is nothing here");
    public static readonly ProblemKind UnknownModel = new(nameof(RecognitionFailure.ModelNotFound), 404, "No such model");
    public static readonly ProblemKind MethodNotAllowed = new(nameof(MethodNotAllowed), 405, "Another method is needed");
    public static readonly ProblemKind ModelChangeUnderWay = new(nameof(ModelChangeUnderWay), 409, "The models are being exchanged", RetryAfterSeconds: 1);
    public static readonly ProblemKind FaultyModels = new(nameof(FaultyModels), 422, "The models are faulty");
    public static readonly ProblemKind UploadTooLarge = new(nameof(UploadTooLarge), 413, "The upload is too large");
    public static readonly ProblemKind UnsupportedMediaType = new(nameof(UnsupportedMediaType), 415, "This media type is not taken");
    public static readonly ProblemKind TooManyRequests = new(nameof(TooManyRequests), 429, "Too many requests", RetryAfterSeconds: 60);
    public static readonly ProblemKind InternalError = new(nameof(InternalError), 500, "The service failed");

    /// <summary>What the core answers instead of a reading.</summary>
    public static ProblemKind Of(RecognitionFailure failure)
    {
        return failure switch
        {
            RecognitionFailure.EmptyUpload => Kind(400, "The upload is empty"),
            RecognitionFailure.NotAnImage => Kind(422, "Not a picture"),
            RecognitionFailure.ImageCutShort => Kind(422, "The picture is cut short or damaged"),
            RecognitionFailure.TooManyPixels => Kind(422, "The picture has too many pixels"),
            RecognitionFailure.ModelNotFound => Kind(400, "No such model"),
            RecognitionFailure.NoDetector => Kind(400, "No model finds plates in photos"),
            RecognitionFailure.QueueFull => Kind(503, "Too many pictures are waiting", retryAfterSeconds: 1),
            RecognitionFailure.MemoryFull => Kind(503, "The pictures under way hold all the memory they may", retryAfterSeconds: 1),
            RecognitionFailure.WouldBeLate => Kind(503, "The answer would come too late", retryAfterSeconds: 1),
            RecognitionFailure.ModelNotReady => Kind(503, "The model is not ready", retryAfterSeconds: 5),
            RecognitionFailure.NetworkLost => Kind(503, "A network does not run any more", retryAfterSeconds: 5),
            RecognitionFailure.ShuttingDown => Kind(503, "The service is shutting down", retryAfterSeconds: 5),
            RecognitionFailure.ExecutionFailed => Kind(503, "The network could not be run", retryAfterSeconds: 5),
            RecognitionFailure.DeadlineExceeded => Kind(504, "The deadline passed"),
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "This failure has no status yet."),
        };

        ProblemKind Kind(int status, string title, int? retryAfterSeconds = null) => new(failure.ToString(), status, title, retryAfterSeconds);
    }

    /// <summary>What the framework answers with a bare status.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        401 => KeyNeeded,
        403 => AdminKeyNeeded,
        404 => NotFound,
        405 => MethodNotAllowed,
        408 => UploadIncomplete,
        413 => UploadTooLarge,
        415 => UnsupportedMediaType,
        429 => TooManyRequests,
        >= 500 => InternalError with { Status = status },
        _ => BadRequest with { Status = status },
    };

    /// <summary>A problem of this kind.</summary>
    public Problem For(HttpContext context, string detail) => For(context.TraceIdentifier, detail);

    /// <summary>A problem of this kind.</summary>
    public Problem For(string requestId, string detail) => new()
    {
        Type = $"urn:plateapi:problem:{Code}",
        Title = Title,
        Status = Status,
        Detail = detail,
        Code = Code,
        RequestId = requestId,
    };
}
