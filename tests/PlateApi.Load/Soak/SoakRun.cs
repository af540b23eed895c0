using System.Diagnostics;
using System.Net;

namespace PlateApi.Load.Soak;

/// <summary>
/// Mixed load on a service for some time: every request is checked, and between them clients go before their answer, models are reloaded, and the service's memory is
/// watched.
/// </summary>
internal sealed class SoakRun(ServiceProcess service, SoakModels models, IReadOnlyList<SoakRequest> requests, SoakRecord record, string adminKey) : IDisposable
{
    private const int Clients = 6, ReloadEverySeconds = 10, CancelledOfHundred = 4, LeastOfAClient = 10;
    private const string ReloadPath = "/admin/models/reload";

    private readonly SoakRequest[] _mix = [.. requests.SelectMany(request => Enumerable.Repeat(request, request.Share))];
    private readonly HttpClient _client = new() { BaseAddress = service.Address, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Whether the service has a way to reload its models.</summary>
    public bool HasReload { get; private set; }

    /// <summary>Runs.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        HasReload = await ReloadAsync() != HttpStatusCode.NotFound;
        using var over = new CancellationTokenSource(time);
        var clients = Enumerable.Range(1, Clients).Select(seed => Task.Run(() => SendAsync(new Random(seed), over.Token)));
        await Task.WhenAll([.. clients, WatchMemoryAsync(over.Token), ReloadAgainAsync(over.Token)]);
        if (!service.IsRunning)
            record.Fault("The service ended.");
    }

    public void Dispose() => _client.Dispose();

    private async Task SendAsync(Random chance, CancellationToken over)
    {
        for (var sent = 0; (sent < LeastOfAClient || !over.IsCancellationRequested) && service.IsRunning; sent++)
        {
            var request = _mix[chance.Next(_mix.Length)];
            if (chance.Next(100) < CancelledOfHundred)
                await SendAndGoAsync(request, TimeSpan.FromMilliseconds(chance.Next(40)));
            else
                await SendOneAsync(request);
        }
    }

    private async Task SendOneAsync(SoakRequest request)
    {
        try
        {
            using var answer = await _client.SendAsync(MessageOf(request));
            var (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
            record.Count(request.Kind, status);
            if (status != request.Expected)
                record.Fault($"{request.Kind}: {status} instead of {request.Expected}: {text}");
            else if (request.Plates is { } plates)
                record.Compare($"{request.Kind} {Array.IndexOf(_mix, request)}", plates(text));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            record.Count(request.Kind, 0);
            record.Fault($"{request.Kind}: no answer: {fault.Message}");
        }
    }

    private async Task SendAndGoAsync(SoakRequest request, TimeSpan patience)
    {
        try
        {
            using var gone = new CancellationTokenSource(patience);
            using var answer = await _client.SendAsync(MessageOf(request), gone.Token);
            record.Count("client that may go", (int)answer.StatusCode);
            if ((int)answer.StatusCode != request.Expected)
                record.Fault($"{request.Kind}: {(int)answer.StatusCode} instead of {request.Expected} to a client that may go");
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException)
        {
            record.Count("client that may go", 0);
        }
    }

    private static HttpRequestMessage MessageOf(SoakRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Path) { Content = request.Make() };
        if (request.Kind.StartsWith("stream", StringComparison.Ordinal))
            message.Headers.Accept.Add(new("application/x-ndjson"));
        return message;
    }

    private async Task WatchMemoryAsync(CancellationToken over)
    {
        var clock = Stopwatch.StartNew();
        while (!over.IsCancellationRequested && service.IsRunning)
        {
            record.Memory.Add((clock.Elapsed.TotalSeconds, service.ResidentBytes));
            await WaitAsync(1, over);
        }
    }

    private async Task ReloadAgainAsync(CancellationToken over)
    {
        while (HasReload && await WaitAsync(ReloadEverySeconds, over) && service.IsRunning)
        {
            models.Toggle();
            var status = await ReloadAsync();
            record.Count("reload of the models", (int)status);
            if (status != HttpStatusCode.OK)
                record.Fault($"A reload was answered with {(int)status}.");
        }
    }

    private async Task<HttpStatusCode> ReloadAsync()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, ReloadPath);
        message.Headers.Add("X-Api-Key", adminKey);
        using var answer = await _client.SendAsync(message);
        return answer.StatusCode;
    }

    // False when the time is over.
    private static async Task<bool> WaitAsync(int seconds, CancellationToken over)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), over);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
