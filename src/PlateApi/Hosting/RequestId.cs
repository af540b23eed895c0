using System.Buffers;
using System.Security.Cryptography;

namespace PlateApi.Hosting;

/// <summary>
/// Gives every request one id that its answer, its response header and its log lines share. A gateway's id is kept when it looks
/// like one, so that both logs can be joined.
/// </summary>
internal static class RequestId
{
    /// <summary>The header of request and response.</summary>
    public const string Header = "X-Request-Id";

    private const int LongestId = 64;

    // Nothing that could break a log line or a header.
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");

    /// <summary>Puts the middleware first in the pipeline.</summary>
    public static IApplicationBuilder UseRequestId(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestId));
        return app.Use(async (context, next) =>
        {
            var given = context.Request.Headers[Header];
            var id = given.Count == 1 && IsId(given[0]) ? given[0]! : RandomNumberGenerator.GetHexString(32, lowercase: true);
            context.TraceIdentifier = id;
            // At the last moment, since the exception handler clears the headers and its answer must have the id too.
            context.Response.OnStarting(static state =>
            {
                var started = (HttpContext)state;
                started.Response.Headers[Header] = started.TraceIdentifier;
                return Task.CompletedTask;
            }, context);

            // The server made a scope with an id of its own; this one is nearer and wins.
            using (logger.BeginScope(new KeyValuePair<string, object>[] { new("RequestId", id) }))
                await next(context);
        });
    }

    private static bool IsId(string? text) => text is { Length: > 0 and <= LongestId } && !text.AsSpan().ContainsAnyExcept(Allowed);
}
