using Microsoft.AspNetCore.Http.HttpResults;
using PlateApi.Access;
using PlateApi.Hosting;
using PlateRecognition;

namespace PlateApi.Health;

/// <summary>The process runs.</summary>
public sealed record LiveAnswer
{
    /// <summary>Always live.</summary>
    public required string Status { get; init; }
}

/// <summary>The service reads pictures.</summary>
public sealed record ReadyAnswer
{
    /// <summary>Always ready; anything else is a problem.</summary>
    public required string Status { get; init; }

    /// <summary>How the networks are: serving, or degraded, where runs hang, sessions fail or a CPU stands in for a GPU; what can be answered is.</summary>
    public required string Engine { get; init; }

    /// <summary>The model that reads when a request names none, as name/version.</summary>
    public required string DefaultModel { get; init; }

    /// <summary>Where the default model runs now: cpu or cuda.</summary>
    public required string ExecutionProvider { get; init; }
}

/// <summary>Tells orchestrators and gateways how the service is.</summary>
internal static class HealthEndpoints
{
    /// <summary>Where all probes lie.</summary>
    public const string Path = "/health";

    /// <summary>Adds what the probes ask.</summary>
    public static void AddHealth(this IServiceCollection services)
        => services.AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>())
            .AddSingleton<Readiness>().AddHostedService<WarmUp>()
            .AddSingleton<ProcessEnd>().AddHostedService<Watchdog>();

    /// <summary>Maps <c>GET /health/live</c> and <c>GET /health/ready</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup(Path).WithTags("Health").OpenToProbes();
        health.MapGet("/live", Live)
            .WithName("getLiveness")
            .WithSummary("Is the process alive?")
            .WithDescription("Answers 200 as long as the process can answer at all. For liveness probes.")
            .Produces<LiveAnswer>()
            .DescribeResponses((200, "The process is alive."));
        health.MapGet("/ready", Ready)
            .WithName("getReadiness")
            .WithSummary("Does the service read pictures?")
            .WithDescription("Answers 200 once default model and finder answered their golden samples as on the day they were exported, and 503 with the reason before, when it never will, or when a network is lost. `engine` says `degraded` while runs hang, sessions fail or a CPU stands in for a GPU. For readiness probes and gateways.")
            .Produces<ReadyAnswer>()
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, ProblemAnswers.MediaType)
            .DescribeResponses((200, "Pictures are read."), (503, "Pictures are not read, and why."));
    }

    private static JsonHttpResult<LiveAnswer> Live() => TypedResults.Json(new LiveAnswer { Status = "live" }, ApiJson.Default.LiveAnswer);

    private static IResult Ready(Readiness readiness, PlateRecognizer recognizer, HttpContext context)
        => readiness.Unready is { } obstacle
            ? ProblemKind.Of(obstacle).ToAnswer(context, readiness.Detail)
            : TypedResults.Json(
                new ReadyAnswer
                {
                    Status = "ready",
                    Engine = readiness.Engine.ToString().ToLowerInvariant(),
                    DefaultModel = recognizer.DefaultPackage.Manifest.Id,
                    ExecutionProvider = recognizer.ExecutionProvider,
                },
                ApiJson.Default.ReadyAnswer);
}
