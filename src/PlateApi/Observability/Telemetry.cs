using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PlateApi.Access;
using PlateApi.Health;
using PlateApi.InferenceProtocol;

namespace PlateApi.Observability;

/// <summary>Figures for Prometheus at <c>GET /metrics</c>, and traces over OTLP for those who name a collector.</summary>
internal static class Telemetry
{
    /// <summary>Where Prometheus scrapes.</summary>
    public const string MetricsPath = "/metrics";

    // The variables that OpenTelemetry gives these names.
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT", TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ServiceName = "OTEL_SERVICE_NAME";

    private static readonly string[] FrameworkMeters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Diagnostics", "System.Runtime",
    ];

    /// <summary>Adds the figures, and traces when a collector is named; its other settings are OpenTelemetry's variables.</summary>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<PlateMetrics>();
        services.AddSingleton<NetworkMetrics>();
        services.AddSingleton<ObservedRecognizer>();
        services.AddSingleton<ShadowTraffic>().AddHostedService(provider => provider.GetRequiredService<ShadowTraffic>());
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource =>
            {
                if (string.IsNullOrEmpty(configuration[ServiceName]))
                    resource.AddService("plateapi");
            })
            .WithMetrics(metrics => metrics.AddMeter([PlateMetrics.Name, .. FrameworkMeters]).AddPrometheusExporter());
        if (string.IsNullOrEmpty(configuration[Endpoint]) && string.IsNullOrEmpty(configuration[TracesEndpoint]))
            return;
        telemetry.WithTracing(traces => traces
            .AddSource(PlateMetrics.Name)
            .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !IsProbe(context.Request.Path))
            .AddOtlpExporter());
    }

    /// <summary>Maps <c>GET /metrics</c>. Scrapes are not counted as requests.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        // Made at the first picture otherwise, and until then nobody could tell an idle service from one without figures.
        app.Services.GetRequiredService<PlateMetrics>();
        app.Services.GetRequiredService<NetworkMetrics>();
        var metrics = app.MapPrometheusScrapingEndpoint(MetricsPath).DisableHttpMetrics().DisableRateLimiting();
        if (!app.Services.GetRequiredService<AccessOptions>().MetricsNeedKey)
            metrics.AllowAnonymous();
    }

    /// <summary>Whether a path is asked by machines that watch, again and again: logs and traces pass over it.</summary>
    public static bool IsProbe(PathString path) => path.StartsWithSegments(HealthEndpoints.Path) || path.StartsWithSegments(MetricsPath) || path.StartsWithSegments(InferenceProtocolEndpoints.HealthPath);
}
