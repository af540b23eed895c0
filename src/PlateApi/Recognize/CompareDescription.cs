using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>What the OpenAPI document says about <c>POST /recognize/compare</c> beyond what its signature does.</summary>
internal static class CompareDescription
{
    private const string Text =
        """
        Send one picture as to `POST /recognize`, and name two to eight models. The picture is decoded once, as finely as the model with
        the largest input needs, its plates are found once, and each model reads the same cuts; so a text may differ from that of
        `POST /recognize` where the model is unsure. The results come in the order of the models, each an answer or a problem of its own.
        """;

    private static readonly (int Status, string Text)[] Responses =
    [
        (200, "What each model read."),
        .. RecognizeDescription.Responses[1..],
    ];

    /// <summary>Describes the endpoint.</summary>
    public static void DescribeCompare(this RouteHandlerBuilder endpoint)
    {
        endpoint.WithName("compareModels").WithSummary("Read a picture by several models").WithDescription(Text);
        // By this type the document gets the schemas that the answer refers to.
        endpoint.Produces<RecognizeAnswer>();
        foreach (var (status, _) in Responses.AsSpan(1))
            endpoint.Produces<Problem>(status, ProblemAnswers.MediaType);
        endpoint.DescribeResponses(Responses);
        endpoint.AddOpenApiOperationTransformer(DescribeAsync);
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        operation.RequestBody = RecognizeDescription.DescribeBody();
        foreach (var parameter in operation.Parameters ?? [])
        {
            RecognizeDescription.DescribeParameter((OpenApiParameter)parameter);
            if (parameter is OpenApiParameter { Name: "model" } models)
            {
                models.Required = true;
                models.Schema = new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = CompareQuery.FewestModels, MaxItems = CompareQuery.MostModels, Items = models.Schema };
            }
        }

        context.Document!.AddComponent(nameof(CompareAnswer), DescribeAnswer(context.Document!));
        var answer = operation.Responses!["200"].Content!["application/json"];
        answer.Schema = new OpenApiSchemaReference(nameof(CompareAnswer), context.Document);
        answer.Examples = RecognizeExamples.Comparisons();
        foreach (var (status, _) in Responses.AsSpan(1))
            operation.Responses[$"{status}"].Content![ProblemAnswers.MediaType].Examples = RecognizeExamples.Problems(status);
        return Task.CompletedTask;
    }

    // By hand, for the reason that RecognizeDescription has.
    private static OpenApiSchema DescribeAnswer(OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "What several models read in one picture.",
        Required = new HashSet<string> { "requestId", "agree", "results" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["requestId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The request's id; also in the response header X-Request-Id and in the service's log." },
            ["agree"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether all models answered, and read the same texts." },
            ["results"] = RecognizeDescription.DescribeList(
                "One result a model, in the order in which they were asked for: an answer, or a problem of its own. Decoding, finding and waiting are shared, and stand in each.", document),
        },
    };
}
