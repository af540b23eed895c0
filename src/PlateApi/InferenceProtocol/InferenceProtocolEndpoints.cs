using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using PlateApi.Access;
using PlateApi.Health;
using PlateApi.Hosting;
using PlateRecognition;

namespace PlateApi.InferenceProtocol;

/// <summary>
/// The Open Inference Protocol, version 2, that clients of Triton and KServe speak. It has a specification of its own and is no part
/// of the OpenAPI document; docs/inference-protocol.md says how plates look in it.
/// </summary>
internal static class InferenceProtocolEndpoints
{
    /// <summary>Where all of it lies.</summary>
    public const string Path = "/v2";

    /// <summary>Its probes.</summary>
    public const string HealthPath = $"{Path}/health";

    // Pictures in and plates out are no input and output of the network: what the graph itself takes is not offered.
    private static readonly ServerMetadata Server = new()
    {
        Name = "plateapi",
        Version = typeof(InferenceProtocolEndpoints).Assembly.GetName().Version!.ToString(3),
        Extensions = ["binary_tensor_data"],
    };

    /// <summary>Whether a path is the protocol's.</summary>
    public static bool Owns(PathString path) => path.StartsWithSegments(Path);

    /// <summary>A problem as the protocol writes it: one line of text.</summary>
    public static (byte[] Body, string MediaType) WriteError(Problem problem)
        => (JsonSerializer.SerializeToUtf8Bytes(new ProtocolError(problem.Detail), ProtocolJson.Default.ProtocolError), "application/json");

    /// <summary>Maps the endpoints.</summary>
    public static void MapInferenceProtocol(this IEndpointRouteBuilder app)
    {
        var protocol = app.MapGroup(Path).ExcludeFromDescription();
        protocol.MapGet("", () => TypedResults.Json(Server, ProtocolJson.Default.ServerMetadata));
        protocol.MapGet("/models", ListModels);
        foreach (var model in new[] { "/models/{name}", "/models/{name}/versions/{version}" })
        {
            protocol.MapGet(model, DescribeModel);
            protocol.MapGet($"{model}/ready", SayModelReady);
            protocol.MapPost($"{model}/infer", InferEndpoint.InferAsync);
        }

        var health = app.MapGroup(HealthPath).ExcludeFromDescription().OpenToProbes();
        health.MapGet("/live", () => TypedResults.Json(new ServerLive(true), ProtocolJson.Default.ServerLive));
        health.MapGet("/ready", SayReady);
    }

    private static JsonHttpResult<ModelNames> ListModels(PlateRecognizer models)
        => TypedResults.Json(new ModelNames { Models = [.. ProtocolModels.All(models).Select(package => package.Manifest.Name).Distinct()] }, ProtocolJson.Default.ModelNames);

    private static IResult DescribeModel(string name, string? version, PlateRecognizer models, HttpContext context)
        => ProtocolModels.Find(models, name, version) is { } model
            ? TypedResults.Json(ProtocolModels.Describe(models, model), ProtocolJson.Default.ModelMetadata)
            : ProtocolModels.Unknown(context, models, name, version);

    private static IResult SayModelReady(string name, string? version, PlateRecognizer models, Readiness readiness, HttpContext context)
        => ProtocolModels.Find(models, name, version) is not { } model ? ProtocolModels.Unknown(context, models, name, version)
            : readiness.Unready is { } obstacle ? ProblemKind.Of(obstacle).ToAnswer(context, readiness.Detail)
            : TypedResults.Json(new ModelReady(model.Manifest.Name, true), ProtocolJson.Default.ModelReady);

    private static IResult SayReady(Readiness readiness, HttpContext context)
        => readiness.Unready is { } obstacle
            ? ProblemKind.Of(obstacle).ToAnswer(context, readiness.Detail)
            : TypedResults.Json(new ServerReady(true), ProtocolJson.Default.ServerReady);
}
