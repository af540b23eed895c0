using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PlateApi.Access;

namespace PlateApi.Hosting;

/// <summary>The service's description: OpenAPI 3.1 as JSON and YAML, and Swagger UI on top of it.</summary>
internal static class ApiDescription
{
    private const string Document = "v1", Folder = "/openapi";

    private const string Summary =
        """
        Reads number plates from pictures. Send a picture to `POST /recognize`; everything else says how the service is.

        Errors are `application/problem+json` (RFC 9457). Their `code` is for programs, their `detail` names the value, the limit
        and the setting or parameter. Every answer carries the request's id in the header `X-Request-Id`; a request may bring its
        own (up to 64 letters, digits, `-`, `_` and `.`).
        """;

    /// <summary>Adds the document.</summary>
    public static void AddApiDescription(this IServiceCollection services)
    {
        services.AddOutputCache();
        services.AddOpenApi(Document, openApi =>
        {
            openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            openApi.AddDocumentTransformer(DescribeDocument);
            openApi.AddDocumentTransformer(AccessDescription.DescribeKeys);
            openApi.AddOperationTransformer(AccessDescription.DescribeRefusals);
        });
    }

    /// <summary>Serves <c>/openapi/v1.json</c>, <c>/openapi/v1.yaml</c> and <c>/swagger</c>.</summary>
    public static void UseApiDescription(this WebApplication app)
    {
        // The framework builds the document anew for every request; once is enough.
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Folder), branch => branch.UseOutputCache());
        // Only this name: the framework would answer any other with a text of its own.
        app.MapOpenApi($"{Folder}/{{documentName:regex(^{Document}$)}}.json").CacheOutput().AllowAnonymous();
        app.MapOpenApi($"{Folder}/{{documentName:regex(^{Document}$)}}.yaml").CacheOutput().AllowAnonymous();
        app.UseSwaggerUI(swagger =>
        {
            swagger.DocumentTitle = "PlateApi";
            // Relative, so that it is found behind a gateway that puts a path in front.
            swagger.SwaggerEndpoint($"..{Folder}/{Document}.json", "PlateApi");
            swagger.EnableTryItOutByDefault();
            swagger.DisplayRequestDuration();
            swagger.DisplayOperationId();
        });
    }

    /// <summary>Says in the document what a response means.</summary>
    public static RouteHandlerBuilder DescribeResponses(this RouteHandlerBuilder endpoint, params (int Status, string Text)[] responses)
        => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            foreach (var (status, text) in responses)
            {
                var response = (OpenApiResponse)operation.Responses![$"{status}"];
                response.Description = text;
                if (status == StatusCodes.Status503ServiceUnavailable)
                    response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = RetryAfter() };
            }

            return Task.CompletedTask;
        });

    /// <summary>The header of answers that ask for patience.</summary>
    public static OpenApiHeader RetryAfter()
        => new() { Description = "Seconds after which another try makes sense.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } };

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        document.Info = new OpenApiInfo { Title = "PlateApi", Version = Document, Description = Summary };
        // The address that this request came to is no part of the contract.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "Recognition", Description = "Read plates." },
            new() { Name = "Models", Description = "What reads them." },
            new() { Name = "Health", Description = "For probes and gateways." },
        };
        return Task.CompletedTask;
    }
}
