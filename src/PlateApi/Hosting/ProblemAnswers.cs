using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using PlateApi.InferenceProtocol;

namespace PlateApi.Hosting;

/// <summary>
/// Puts a body on every error, those that the framework makes included. The framework's own problem writer is not used: it
/// answers nothing at all to a client whose Accept header names no JSON.
/// </summary>
internal static partial class ProblemAnswers
{
    /// <summary>Media type of RFC 9457.</summary>
    public const string MediaType = "application/problem+json";

    private const int LongestEcho = 100;

    /// <summary>The middleware for bare statuses and for exceptions.</summary>
    public static IApplicationBuilder UseProblemAnswers(this IApplicationBuilder app) => app
        .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerExceptionAsync, SuppressDiagnosticsCallback = _ => true })
        .UseStatusCodePages(pages => AnswerBareStatus(pages.HttpContext).ExecuteAsync(pages.HttpContext));

    /// <summary>An answer with a problem.</summary>
    public static ProblemAnswer ToAnswer(this ProblemKind kind, HttpContext context, string detail) => new(kind, kind.For(context, detail));

    /// <summary>A client's text in a message: not too long, and without characters that could break a log line.</summary>
    public static string Echo(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var shown = text.Length <= LongestEcho ? text : text[..LongestEcho] + "…";
        return string.Create(shown.Length, shown, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
        });
    }

    private static ProblemAnswer AnswerBareStatus(HttpContext context)
    {
        var request = context.Request;
        var kind = ProblemKind.OfStatus(context.Response.StatusCode);
        return kind.ToAnswer(context, kind.Status switch
        {
            404 => $"There is nothing at '{Echo(request.Path)}'; /swagger shows what there is.",
            405 => $"'{Echo(request.Path)}' does not take {Echo(request.Method)}; it takes {context.Response.Headers.Allow}.",
            _ => $"The request was refused with status {kind.Status}.",
        });
    }

    private static Task AnswerExceptionAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()!.Error;
        if (exception is ConnectionResetException)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return Task.CompletedTask;
        }

        if (exception is BadHttpRequestException bad)
            return ProblemKind.OfStatus(bad.StatusCode).ToAnswer(context, bad.Message).ExecuteAsync(context);

        LogUnexpected(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemAnswers)), Echo(context.Request.Method), Echo(context.Request.Path), exception);
        return ProblemKind.InternalError
            .ToAnswer(context, $"Something unexpected happened; the log has it under request {context.TraceIdentifier}.")
            .ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed unexpectedly")]
    private static partial void LogUnexpected(ILogger logger, string method, string path, Exception exception);
}

/// <summary>A problem as the answer to a request, in the form of its API: one has a protocol that says otherwise.</summary>
internal sealed class ProblemAnswer(ProblemKind kind, Problem problem) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (body, type) = InferenceProtocolEndpoints.Owns(httpContext.Request.Path)
            ? InferenceProtocolEndpoints.WriteError(problem)
            : (JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.Problem), ProblemAnswers.MediaType);
        httpContext.Response.StatusCode = problem.Status;
        httpContext.Response.ContentType = type;
        httpContext.Response.ContentLength = body.Length;
        if (kind.RetryAfterSeconds is { } seconds)
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : httpContext.Response.Body.WriteAsync(body, 0, body.Length);
    }
}
