using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using PlateApi.Hosting;

namespace PlateApi.Access;

/// <summary>
/// Bounds the requests a minute of each key, and of each address that brings none. Answers say how many are left, as
/// draft-ietf-httpapi-ratelimit-headers wants it.
/// </summary>
internal static class RateLimits
{
    private const string Policy = "requests";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Adds the limiter.</summary>
    public static void AddRateLimits(this IServiceCollection services, AccessOptions options) => services.AddRateLimiter(limiter =>
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(
            ClientOf(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = options.RequestsPerMinute, Window = Window, QueueLimit = 0 }));
        limiter.OnRejected = (rejected, _) => RefuseAsync(rejected, options.RequestsPerMinute);
    });

    /// <summary>Puts the limit into the pipeline: after the key is known, before any work.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<AccessOptions>();
        if (options.RequestsPerMinute == 0)
            return;
        app.UseRateLimiter();
        var limiter = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null)
                WriteHeaders(context, options.RequestsPerMinute, limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0, resetSeconds: null);
            return next(context);
        });
    }

    /// <summary>Who is counted as one: the holder of a key, else an address. Of IPv6, the network of one customer.</summary>
    public static string ClientOf(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true, Name: { } name })
            return $"key {name}";
        if (context.Connection.RemoteIpAddress is not { } address)
            return "address unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"address {new IPNetwork(Prefix(address), 64)}"
            : $"address {address}";
    }

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, int limit)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left : Window;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        var context = rejected.HttpContext;
        WriteHeaders(context, limit, 0, seconds);
        await (ProblemKind.TooManyRequests with { RetryAfterSeconds = seconds })
            .ToAnswer(context, $"More than {limit} requests came from {ClientOf(context)} within a minute ({PlateApiOptions.SectionName}:{nameof(AccessOptions.RequestsPerMinute)}).")
            .ExecuteAsync(context);
    }

    private static void WriteHeaders(HttpContext context, int limit, long left, int? resetSeconds)
    {
        context.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";q={limit};w={Window.TotalSeconds:0}");
        context.Response.Headers["RateLimit"] = resetSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";r={left};t={seconds}")
            : string.Create(CultureInfo.InvariantCulture, $"\"{Policy}\";r={left}");
    }

    private static IPAddress Prefix(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
