using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using PlateApi.Hosting;

namespace PlateApi.Access;

/// <summary>
/// Tells whose key a request brings: in <c>X-Api-Key</c>, or as <c>Authorization: Bearer</c> or <c>Token</c>, which is what clients of
/// other readers send. Never in the query: queries end up in logs.
/// </summary>
internal sealed class ApiKeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> monitor, ILoggerFactory loggers, UrlEncoder encoder, ApiKeyRing ring)
    : AuthenticationHandler<AuthenticationSchemeOptions>(monitor, loggers, encoder)
{
    /// <summary>The scheme's name.</summary>
    public new const string Scheme = "ApiKey";

    /// <summary>The header for keys alone.</summary>
    public const string Header = "X-Api-Key";

    private static readonly string[] Prefixes = ["Bearer ", "Token "];

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var result = FindKey() is not { } key ? AuthenticateResult.NoResult()
            : ring.FindHolder(key) is { } holder ? AuthenticateResult.Success(new AuthenticationTicket(holder, Scheme))
            : AuthenticateResult.Fail("The key is unknown.");
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"PlateApi\"";
        var detail = FindKey() is null
            ? $"'{ProblemAnswers.Echo(Request.Path)}' needs a key, in the header {Header} or as Authorization: Bearer{NameSetting()}."
            : $"The key in the request is none of this service's{NameSetting()}.";
        return ProblemKind.KeyNeeded.ToAnswer(Context, detail).ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
        => ProblemKind.AdminKeyNeeded
            .ToAnswer(Context, $"'{ProblemAnswers.Echo(Request.Path)}' needs an admin key ({PlateApiOptions.SectionName}:AdminKeys), and {Context.User.Identity?.Name}'s is none.")
            .ExecuteAsync(Context);

    private string? FindKey()
    {
        if (Request.Headers[Header] is [{ Length: > 0 } alone])
            return alone;
        if (Request.Headers.Authorization is not [{ } value])
            return null;
        foreach (var prefix in Prefixes)
        {
            if (value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return value[prefix.Length..].Trim();
        }

        return null;
    }

    // Nobody could find the right key where there is none.
    private string NameSetting() => ring.HasAdmin ? "" : $" (no admin key is set: {PlateApiOptions.SectionName}:AdminKeys)";
}
