namespace PlateApi;

/// <summary>
/// <c>PlateApi health [ADDRESS]</c>: asks a running service whether it reads pictures. For container engines: the image has neither
/// shell nor curl.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the arguments ask for it.</summary>
    public static bool IsAsked(string[] arguments) => arguments is ["health"] or ["health", _];

    /// <summary>Asks, and says what it heard.</summary>
    /// <param name="arguments">"health" and an address; without one, this machine at the port of ASPNETCORE_HTTP_PORTS.</param>
    /// <returns>0 when pictures are read, 1 otherwise.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var port = Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")?.Split(';')[0];
        var address = arguments.Length > 1 ? arguments[1] : $"http://127.0.0.1:{(string.IsNullOrEmpty(port) ? "8080" : port)}";
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(new Uri(new Uri(address), "/health/ready"));
            Console.WriteLine(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            Console.Error.WriteLine($"{address} does not answer: {fault.Message}");
            return 1;
        }
    }
}
