using System.Globalization;
using PlateApi.Observability;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace PlateApi.Hosting;

/// <summary>
/// The log: one line a request on the console, with method, path, status, time and request id. File names and pictures never
/// reach it, plate texts only when the setting LogPlates says so: they are personal data.
/// </summary>
internal static class RequestLogs
{
    private const string TextLine = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj} {RequestId}{NewLine}{Exception}";

    /// <summary>Logs to the console; section <c>Serilog</c> of the configuration may set levels, and sinks instead of the console.</summary>
    public static void AddRequestLogs(this IServiceCollection services, IConfiguration configuration, LogFormat format)
        => services.AddSerilog(
            (provider, log) =>
            {
                log.MinimumLevel.Information()
                    .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                    .MinimumLevel.Override("System", LogEventLevel.Warning)
                    .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
                    // What keeps the service from starting ends the program, which says it in one line.
                    .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
                    .ReadFrom.Configuration(configuration)
                    .ReadFrom.Services(provider)
                    .Enrich.FromLogContext();
                if (configuration.GetSection("Serilog:WriteTo").Exists())
                    return;
                if (format == LogFormat.Json)
                    log.WriteTo.Console(new RenderedCompactJsonFormatter());
                else
                    log.WriteTo.Console(outputTemplate: TextLine, formatProvider: CultureInfo.InvariantCulture);
            },
            // The process may host several of these, as the tests do: no logger is shared through a static field.
            preserveStaticLogger: true);

    /// <summary>One line a request; probes and scrapes only when asked for, or when they fail.</summary>
    public static IApplicationBuilder UseRequestLogs(this IApplicationBuilder app) => app.UseSerilogRequestLogging(logs =>
    {
        logs.Logger = app.ApplicationServices.GetRequiredService<Serilog.ILogger>();
        // A path is a client's text: it must not be able to write lines of its own.
        logs.GetMessageTemplateProperties = static (context, path, milliseconds, status) =>
        [
            new("RequestMethod", new ScalarValue(ProblemAnswers.Echo(context.Request.Method))),
            new("RequestPath", new ScalarValue(ProblemAnswers.Echo(path))),
            new("StatusCode", new ScalarValue(status)),
            new("Elapsed", new ScalarValue(milliseconds)),
        ];
        logs.EnrichDiagnosticContext = (request, context) =>
        {
            request.Set("RequestId", context.TraceIdentifier);
            if (context.User.Identity is { IsAuthenticated: true, Name: { } key })
                request.Set("Key", key);
        };
        logs.GetLevel = static (context, _, fault) => (fault, context.Response.StatusCode) switch
        {
            (not null, _) or (_, StatusCodes.Status500InternalServerError) => LogEventLevel.Error,
            (_, > 500) => LogEventLevel.Warning,
            _ => Telemetry.IsProbe(context.Request.Path) ? LogEventLevel.Debug : LogEventLevel.Information,
        };
    });
}
