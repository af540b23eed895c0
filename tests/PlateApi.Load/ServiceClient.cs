using System.Net;

namespace PlateApi.Load;

/// <summary>Sends pictures to a service. Thread-safe.</summary>
internal sealed class ServiceClient : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _target;

    /// <summary>Prepares to send.</summary>
    /// <param name="address">Of the service.</param>
    /// <param name="query">What is asked of each picture, as "mode=crop".</param>
    /// <param name="key">A key, or null.</param>
    public ServiceClient(Uri address, string query, string? key = null)
    {
        // One slow answer is one answer, not the end of its client.
        _client = new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1) }) { Timeout = TimeSpan.FromMinutes(2) };
        if (key is not null)
            _client.DefaultRequestHeaders.Add("X-Api-Key", key);
        _target = new Uri(address, $"/recognize?{query}");
    }

    /// <summary>Refuses hosts that are not this machine: a load is an attack where it was not asked for.</summary>
    /// <returns>What is wrong, in one line; null when nothing is.</returns>
    public static string? Refuse(Uri address, bool mayBeRemote)
        => mayBeRemote || address.IsLoopback || IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)
            ? null
            : $"--url is {address}, which is not this machine; load goes to others only with --allow-remote.";

    /// <summary>Sends a picture and reads the whole answer.</summary>
    public async Task<(int Status, ServerSplit Split)> SendAsync(byte[] picture, CancellationToken stop)
    {
        using var content = new ByteArrayContent(picture);
        content.Headers.ContentType = new("application/octet-stream");
        using var answer = await _client.PostAsync(_target, content, stop);
        _ = await answer.Content.ReadAsByteArrayAsync(stop);
        return ((int)answer.StatusCode, answer.Headers.TryGetValues("Server-Timing", out var timing) ? ServerSplit.Parse(string.Join(',', timing)) : default);
    }

    public void Dispose() => _client.Dispose();
}
