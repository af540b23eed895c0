using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using PlateApi.Hosting;

namespace PlateApi.Access;

/// <summary>Who may use the service and how often: keys, rate limits, trusted proxies and browsers' origins, from the framework's own parts.</summary>
internal static class AccessSetup
{
    /// <summary>The policy of admin endpoints: <c>group.RequireAuthorization(AccessSetup.AdminPolicy)</c>.</summary>
    public const string AdminPolicy = "admin";

    // What a page's script may read of an answer, beyond its body.
    private static readonly string[] ReadableHeaders = [RequestId.Header, "Server-Timing", "Retry-After", "RateLimit", "RateLimit-Policy"];

    /// <summary>Adds what the settings ask for.</summary>
    public static void AddAccess(this IServiceCollection services, AccessOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ApiKeyRing>();
        services.AddAuthentication(ApiKeyAuthentication.Scheme).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, _ => { });
        services.AddAuthorization(authorization =>
        {
            authorization.AddPolicy(AdminPolicy, policy => policy.RequireAuthenticatedUser().RequireRole(ApiKeyRing.AdminRole));
            // What an endpoint does not say otherwise, paths without one included: nothing is open by oversight.
            if (options.NeedsKey)
                authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        });
        services.AddHostedService<LoopbackCheck>();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.CorsOrigins]).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(ReadableHeaders)));
        if (options.RequestsPerMinute > 0)
            services.AddRateLimits(options);
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // Through as many proxies as are trusted, and not the framework's own guess of whom to trust.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in options.TrustedProxies)
                forwarded.KnownIPNetworks.Add(network);
        });
    }

    /// <summary>First of all: who asks, when a trusted proxy says so.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<AccessOptions>().TrustedProxies.Count > 0)
            app.UseForwardedHeaders();
    }

    /// <summary>Tells whose key it is, then counts, so that each key has a limit of its own.</summary>
    public static void UseKeysAndLimits(this WebApplication app)
    {
        if (app.Services.GetRequiredService<AccessOptions>().CorsOrigins.Count > 0)
            app.UseCors();
        app.UseAuthentication();
        app.UseRateLimits();
    }

    /// <summary>For probes: they need no key, and their number is not limited.</summary>
    public static TBuilder OpenToProbes<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
        => endpoints.AllowAnonymous().DisableRateLimiting();
}
