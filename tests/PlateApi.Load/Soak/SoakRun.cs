using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

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

    /// <summary>Runs.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        using var over = new CancellationTokenSource(time);
        var clients = Enumerable.Range(1, Clients).Select(seed => Task.Run(() => SendAsync(new Random(seed), over.Token)));
        await Task.WhenAll([.. clients, WatchMemoryAsync(over.Token), ReloadAgainAsync(over.Token)]);
        if (service.IsRunning)
            await AskStateAsync();
        else
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
            if (IsFailure(request, status))
                NoteFailure(request.Kind, answer, text);
            else if (status != request.Expected)
                record.Fault($"{request.Kind}: {status} instead of {request.Expected}: {text}");
            else if (request.Plates is { } plates)
                Compare($"{request.Kind} {Array.IndexOf(_mix, request)}", plates(text));
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
            if (IsFailure(request, (int)answer.StatusCode))
                NoteFailure(request.Kind, answer, await answer.Content.ReadAsStringAsync());
            else if ((int)answer.StatusCode != request.Expected)
                record.Fault($"{request.Kind}: {(int)answer.StatusCode} instead of {request.Expected} to a client that may go");
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException)
        {
            record.Count("client that may go", 0);
        }
    }

    // Networks that fail: what was to be read may be answered with 503, and nothing else.
    private static bool IsFailure(SoakRequest request, int status) => request.Plates is not null && status == (int)HttpStatusCode.ServiceUnavailable;

    private void NoteFailure(string kind, HttpResponseMessage answer, string text)
    {
        record.Fail(1);
        if (answer.Headers.RetryAfter is null)
            record.Fault($"{kind}: 503 without Retry-After: {text}");
    }

    // Picture by picture: one that failed does not fail its neighbours.
    private void Compare(string request, IReadOnlyList<string?> plates)
    {
        for (var at = 0; at < plates.Count; at++)
        {
            if (plates[at] is { } text)
                record.Compare($"{request}, picture {at + 1}", text);
            else
                record.Fail(1);
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
            record.Memory.Add((clock.Elapsed.TotalSeconds, service.ResidentBytes, await AskStateAsync()));
            await WaitAsync(1, over);
        }
    }

    private async Task ReloadAgainAsync(CancellationToken over)
    {
        while (await WaitAsync(ReloadEverySeconds, over) && service.IsRunning)
        {
            models.Add();
            if (!await ReloadAsync("reload, newer models"))
                continue;
            models.RemoveOld();
            await ReloadAsync("reload, old models gone");
        }
    }

    private async Task<long> AskStateAsync()
    {
        try
        {
            var state = await _client.GetFromJsonAsync<SoakState>(SoakHost.StatePath);
            record.Chaos = state!.Chaos;
            return state.ManagedBytes;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            record.Fault($"The service does not say how it is: {fault.Message}");
            return 0;
        }
    }

    private async Task<bool> ReloadAsync(string kind)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, ReloadPath);
        message.Headers.Add("X-Api-Key", adminKey);
        using var answer = await _client.SendAsync(message);
        record.Count(kind, (int)answer.StatusCode);
        // 422: golden samples were asked of a network that failed or hung meanwhile, and all stays as it was.
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity))
            record.Fault($"A reload was answered with {(int)answer.StatusCode}.");
        return answer.StatusCode == HttpStatusCode.OK;
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
