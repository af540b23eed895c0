using System.Net;
using PlateApi.Hosting;

namespace PlateApi.Access;

/// <summary>Who may use the service and how often: the settings of section <c>PlateApi</c> that say so. Immutable.</summary>
public sealed record AccessOptions
{
    /// <summary>
    /// Keys of those who may read plates, and of admins: <c>Keys:NAME</c> and <c>AdminKeys:NAME</c>, each the SHA-256 of the key as
    /// 64 hexadecimal digits. Once there is one, every request needs a key, health and documentation aside.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>Whether plates are read without a key, wherever the request comes from. Admin endpoints need their key all the same.</summary>
    /// <value>true or false; default false: without any keys the service listens on this machine's loopback addresses alone.</value>
    public bool Open { get; init; }

    /// <summary>Whether <c>GET /metrics</c> needs a key where other requests do.</summary>
    /// <value>true or false; default true.</value>
    public bool MetricsNeedKey { get; init; } = true;

    /// <summary>Most requests a minute of one key, or, without a key, of one address; more are refused with 429.</summary>
    /// <value>0 to 1,000,000; default 0, which sets no limit.</value>
    public int RequestsPerMinute { get; init; }

    /// <summary>Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, as addresses or networks: 10.0.0.0/8, ::1.</summary>
    /// <value>Separated by commas; default none.</value>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Origins whose pages may call the service from a browser, as https://plates.example; * means any.</summary>
    /// <value>Separated by commas; default none.</value>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Whether a request without a key is refused.</summary>
    public bool NeedsKey => !Open && Keys.Count > 0;

    /// <summary>Whether the service may only be reached from this machine.</summary>
    public bool LoopbackOnly => !Open && Keys.Count == 0;

    /// <summary>Reads the settings; faults are kept by the reader.</summary>
    internal static AccessOptions Read(SettingsReader settings)
    {
        var defaults = new AccessOptions();
        return new AccessOptions
        {
            Keys = ReadKeys(settings) is { Count: > 0 } keys ? keys : defaults.Keys,
            Open = settings.Flag(nameof(Open), defaults.Open),
            MetricsNeedKey = settings.Flag(nameof(MetricsNeedKey), defaults.MetricsNeedKey),
            RequestsPerMinute = settings.Number(nameof(RequestsPerMinute), defaults.RequestsPerMinute, 0, 1_000_000),
            TrustedProxies = settings.List(nameof(TrustedProxies), defaults.TrustedProxies, TryReadNetwork, "an address or a network such as 10.0.0.0/8"),
            CorsOrigins = settings.List(nameof(CorsOrigins), defaults.CorsOrigins, TryReadOrigin, "* or an origin such as https://plates.example, without a path"),
        };
    }

    private static List<ApiKey> ReadKeys(SettingsReader settings)
    {
        var keys = new List<ApiKey>();
        foreach (var (section, isAdmin) in new[] { ("Keys", false), ("AdminKeys", true) })
        {
            foreach (var (name, hash) in settings.Entries(section))
            {
                if (ApiKey.FindFault(name, hash) is { } fault)
                    settings.Fault($"{section}:{name}", fault);
                else if (keys.Find(other => other.Sha256.Equals(hash, StringComparison.OrdinalIgnoreCase)) is { } same)
                    settings.Fault($"{section}:{name}", $"is the same key as {same.Name}'s; each name must have a key of its own.");
                else
                    keys.Add(new ApiKey(name, hash, isAdmin));
            }
        }

        return keys;
    }

    private static bool TryReadNetwork(string text, out IPNetwork network)
    {
        if (!IPAddress.TryParse(text, out var address))
            return IPNetwork.TryParse(text, out network);
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    private static bool TryReadOrigin(string text, out string origin)
    {
        origin = text;
        return text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text);
    }
}
