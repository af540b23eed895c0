using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>What the OpenAPI document says about <c>POST /recognize</c> beyond what its signature does.</summary>
internal static class RecognizeDescription
{
    private const string Text =
        """
        Send one picture as the body (`image/jpeg`, `image/png`, `image/webp`, or `application/octet-stream`), or one or several as
        files of a form, in the fields `image`, `upload` or `file`. What a picture is, its bytes say; its declared type and name do
        not matter. The EXIF orientation is applied; of an animation the first frame is read.

        One file gets the plain answer. Several files get `{"results": […]}` in their order, each an answer or a problem of its own:
        one bad picture does not fail its neighbours. A picture without a plate is a success with an empty list.

        With `Accept: application/x-ndjson` the results come line by line while the files still arrive, and many more files are taken;
        read them while you send. What ends the files early is then the last line.
        """;

    private const string Response = "RecognizeResponse";

    // Before the texts that name them: static fields are set in their order.
    private static readonly PlateApiOptions Defaults = new();

    /// <summary>What answers mean, those of a comparison too.</summary>
    public static readonly (int Status, string Text)[] Responses =
    [
        (200, "The plates of the picture, or the results of several files."),
        (400, $"Empty body, no file, more files than allowed ({Defaults.MaxFiles} unless the service is set otherwise), an unreadable form, or a query parameter that is wrong."),
        (413, $"The request has more bytes than allowed: {Defaults.MaxRequestBytes} unless the service is set otherwise."),
        (415, "The body's media type is not taken."),
        (422, $"Not a picture, cut short, or more pixels than allowed: {Defaults.MaxImagePixels}, or {Defaults.MaxImageSide} on a side, unless the service is set otherwise; they are counted in the header, before decoding."),
        (500, "The service failed; its log has the request's id."),
        (503, "Too many pictures are waiting, or hold the memory that they may, the answer would come after the deadline, the model is not ready, or the service is shutting down. Try again after `Retry-After` seconds."),
        (504, "The deadline passed before the answer was there."),
    ];

    /// <summary>Describes the endpoint.</summary>
    public static void DescribeRecognize(this RouteHandlerBuilder endpoint)
    {
        endpoint.WithName("recognize").WithSummary("Read the plates of a picture").WithDescription(Text);
        endpoint.Produces<RecognizeAnswer>();
        foreach (var (status, _) in Responses.AsSpan(1))
            endpoint.Produces<Problem>(status, ProblemAnswers.MediaType);
        endpoint.DescribeResponses(Responses);
        endpoint.AddOpenApiOperationTransformer(DescribeAsync);
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        operation.RequestBody = DescribeBody();
        foreach (var parameter in operation.Parameters ?? [])
            DescribeParameter((OpenApiParameter)parameter);

        var answers = operation.Responses!;
        var content = answers["200"].Content!["application/json"];
        // Both choices have names, so that generated clients have types for them.
        var document = context.Document!;
        document.AddComponent(nameof(RecognizeResult), Either("One result of several: an answer, or a problem.", new OpenApiSchemaReference(nameof(RecognizeAnswer), document), new OpenApiSchemaReference(nameof(Problem), document)));
        document.AddComponent(nameof(RecognizeResults), DescribeResults(document));
        document.AddComponent(Response, Either("The answer to one file, or to several.", content.Schema!, new OpenApiSchemaReference(nameof(RecognizeResults), document)));
        content.Schema = new OpenApiSchemaReference(Response, document);
        content.Examples = RecognizeExamples.Answers();
        answers["200"].Content![StreamedResults.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(RecognizeResult), document) };
        foreach (var type in new[] { "image/png", "image/jpeg" })
            answers["200"].Content![type] = new OpenApiMediaType { Schema = Binary("The answer drawn into the picture, where `draw` or `Accept` asked for it.") };
        foreach (var (status, _) in Responses.AsSpan(1))
            answers[$"{status}"].Content![ProblemAnswers.MediaType].Examples = RecognizeExamples.Problems(status);
        return Task.CompletedTask;
    }

    // By hand: the generator writes both kinds of result out in full instead of referring to them.
    private static OpenApiSchema DescribeResults(OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "The answer to several files.",
        Required = new HashSet<string> { "results" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["results"] = DescribeList("One result a file, in the order of the files: an answer, or a problem of its own.", document),
        },
    };

    /// <summary>A list of answers and problems.</summary>
    public static OpenApiSchema DescribeList(string text, OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Array,
        Description = text,
        Items = new OpenApiSchemaReference(nameof(RecognizeResult), document),
    };

    private static OpenApiSchema Either(string description, params IOpenApiSchema[] schemas) => new() { Description = description, AnyOf = schemas };

    /// <summary>A picture, or a form of pictures.</summary>
    public static OpenApiRequestBody DescribeBody()
    {
        // Only the first field: Swagger UI would send the others along as files of no bytes.
        var (field, aliases) = (UploadReader.FileFields[0], string.Join(" and ", UploadReader.FileFields[1..]));
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                [field] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = Binary("A picture: JPEG, PNG or WebP."),
                    Description = $"One or more pictures. The names {aliases} are taken, too.",
                },
            },
        };
        var body = new OpenApiRequestBody
        {
            Required = true,
            Description = "One picture, or a form of pictures.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = new()
                {
                    Schema = form,
                    Encoding = new Dictionary<string, OpenApiEncoding> { [field] = new() { ContentType = string.Join(", ", UploadReader.FileTypes) } },
                },
            },
        };
        foreach (var type in UploadReader.FileTypes)
            body.Content[type] = new OpenApiMediaType { Schema = Binary("The picture's bytes.") };
        return body;
    }

    /// <summary>What a parameter takes.</summary>
    public static void DescribeParameter(OpenApiParameter parameter)
    {
        parameter.Schema = parameter.Name switch
        {
            "mode" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["auto", "photo", "crop"], Default = "auto" },
            "detail" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["normal", "high"], Default = "normal" },
            "draw" => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(false) },
            "topN" => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{PictureQuery.MaxTopN}", Default = JsonValue.Create(1) },
            DeadlineQuery.Name => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{DeadlineQuery.LongestMs}" },
            "regions" => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                MaxItems = PictureQuery.MaxRegions,
                Items = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = $"^[A-Za-z]{{2}}(-[A-Za-z0-9]{{1,{PictureQuery.LongestRegion - 3}}})?$" },
            },
            "model" => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = PictureQuery.LongestModel, Examples = ["plate-reader", "plate-reader/1"] },
            _ => parameter.Schema,
        };
    }

    private static OpenApiSchema Binary(string description) => new() { Type = JsonSchemaType.String, Format = "binary", Description = description };
}
