using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PlateApi.Hosting;

namespace PlateApi.Access;

/// <summary>What the OpenAPI document says of keys and limits.</summary>
internal static class AccessDescription
{
    private const string Bearer = "Bearer";

    /// <summary>The two ways to bring a key, and none: the document is one, whether the service that serves it needs keys or not.</summary>
    public static Task DescribeKeys(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        document.AddComponent<IOpenApiSecurityScheme>(ApiKeyAuthentication.Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = ApiKeyAuthentication.Header,
            Description = "A key, where the service is set to need one.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The same key as a bearer token.",
        });
        document.Security = [new OpenApiSecurityRequirement(), .. KeySchemes(document)];
        return Task.CompletedTask;
    }

    /// <summary>The answers to those who bring no key, or come too often.</summary>
    public static Task DescribeRefusals(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
            return Task.CompletedTask;
        operation.Responses ??= [];
        operation.Responses.TryAdd("401", Refusal(context, "A key is needed, and the request has none that the service knows. Only where keys are set."));
        operation.Responses.TryAdd("429", Refusal(context, "More requests a minute than allowed. Only where a limit is set.", ApiDescription.RetryAfter()));
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any(data => data.Policy == AccessSetup.AdminPolicy))
        {
            operation.Responses["401"] = Refusal(context, "An admin key is needed, and the request has no key that the service knows.");
            operation.Responses.TryAdd("403", Refusal(context, "An admin key is needed, and the request's key is none."));
            operation.Security = KeySchemes(context.Document);
        }

        return Task.CompletedTask;
    }

    private static List<OpenApiSecurityRequirement> KeySchemes(OpenApiDocument? document) =>
    [
        new() { [new OpenApiSecuritySchemeReference(ApiKeyAuthentication.Scheme, document)] = [] },
        new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
    ];

    private static OpenApiResponse Refusal(OpenApiOperationTransformerContext context, string text, OpenApiHeader? retryAfter = null) => new()
    {
        Description = text,
        Headers = retryAfter is null ? null : new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = retryAfter },
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemAnswers.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) },
        },
    };
}
