using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PlateApi.Fuzz.Pictures;
using PlateRecognition;

namespace PlateApi.Fuzz.Requests;

/// <summary>Mutated requests to the whole service, over connections of their own: whatever is sent, the answer is one that is declared, and whole.</summary>
internal sealed class RequestFuzz : IFuzzTarget
{
    // What the service and its server say to what is good, wrong, too much, or of another version of HTTP.
    private static readonly int[] Declared = [200, 204, 301, 304, 400, 401, 404, 405, 406, 408, 411, 413, 414, 415, 417, 422, 431, 505];

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20), ServersPatience = TimeSpan.FromSeconds(2);

    private readonly byte[][] _pictures = PictureSeeds.Make();
    private readonly RequestSeed[] _seeds;
    private readonly byte[][] _donors;
    private readonly SortedDictionary<int, int> _statuses = [];
    private WebApplication? _app;
    private Uri? _address;

    public RequestFuzz()
    {
        _seeds = RequestSeeds.Make(_pictures);
        _donors = [.. _seeds.Select(seed => seed.Write()), .. _pictures];
    }

    public string Summary => string.Join(", ", _statuses.Select(pair => $"{pair.Value} × {(pair.Key == 0 ? "no answer" : pair.Key)}"));

    public byte[] Make(int seed, int round)
    {
        var chance = Mutation.Chance(seed, round);
        return RequestMutation.Of(_seeds[chance.Next(_seeds.Length)], chance, _donors);
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args =
            [
                "--urls", "http://127.0.0.1:0", "--Serilog:WriteTo:0=Debug", "--PlateApi:MaxImagePixels=500000", "--PlateApi:MaxImageSide=4000", "--PlateApi:MaxRequestBytes=1000000",
                "--PlateApi:MaxStreamedBytes=2000000", "--PlateApi:MaxFiles=4", "--PlateApi:MaxStreamedFiles=8", "--PlateApi:DeadlineSeconds=600",
            ],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddPlateApi();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            // Where the server waits for more than comes, it soon ends the connection.
            kestrel.Limits.KeepAliveTimeout = ServersPatience;
            kestrel.Limits.RequestHeadersTimeout = ServersPatience;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, ServersPatience);
        });
        _app = builder.Build();
        _app.UsePlateApi();
        await _app.StartAsync();
        _address = new Uri(_app.Urls.Single());
        while (!_app.Services.GetRequiredService<PlateRecognizer>().IsReady)
            await Task.Delay(20);
        foreach (var seed in _seeds)
        {
            if (await TryAsync(seed.Write()) is { } fault)
                throw new InvalidDataException($"A good request, {seed.Method} {seed.Path}, is not answered well: {fault}");
        }

        if (!_statuses.ContainsKey(200))
            throw new InvalidDataException($"No good request succeeds: {Summary}");
        _statuses.Clear();
    }

    public async Task<string?> TryAsync(byte[] input)
    {
        var came = await SendAsync(input);
        if (came.Length == 0)
        {
            Count(0);
            // Who goes in the middle of a request gets no answer; all others do.
            return RequestFraming.IsComplete(input) ? "The connection was closed without an answer." : null;
        }

        List<HttpAnswer> answers;
        try
        {
            answers = HttpAnswers.Read(came);
        }
        catch (InvalidDataException) when (!RequestFraming.IsComplete(input))
        {
            // Likewise who goes while the answer comes.
            Count(0);
            return null;
        }

        foreach (var answer in answers)
        {
            Count(answer.Status);
            if (answer.Status != 100 && Check(answer) is { } fault)
                return $"{fault} {Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(500, answer.Body.Length)))}";
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string? Check(HttpAnswer answer)
    {
        if (!Declared.Contains(answer.Status))
            return $"The status is {answer.Status}.";
        // What the server refuses before the service sees it has no body.
        if (answer.Body.Length > 0 && answer.Header("X-Request-Id").Length == 0)
            return "The answer has no request id.";
        var type = answer.Header("Content-Type");
        if (type.StartsWith("application/json", StringComparison.Ordinal) || type.StartsWith("application/problem+json", StringComparison.Ordinal))
            return CheckJson(answer.Body);
        return type.StartsWith("application/x-ndjson", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(answer.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => CheckJson(Encoding.UTF8.GetBytes(line))).FirstOrDefault(fault => fault is not null)
            : null;
    }

    private static string? CheckJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("detail", out var detail) && (detail.GetString() ?? "").Any(char.IsControl)
                ? "The problem's detail is no line."
                : null;
        }
        catch (JsonException fault)
        {
            return $"The answer is no JSON: {fault.Message}";
        }
    }

    private async Task<byte[]> SendAsync(byte[] input)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_address!.Host, _address.Port);
        var stream = client.GetStream();
        using var came = new MemoryStream();
        var reading = ReadAsync(stream, came);
        try
        {
            await stream.WriteAsync(input);
            // The server takes the end of what is sent for the client's going: it is said only where more would have to come.
            if (!RequestFraming.IsComplete(input) && await Task.WhenAny(reading, Task.Delay(Patience)) != reading)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            // The service had heard enough, and answered.
        }

        await reading;
        return came.ToArray();
    }

    private static async Task ReadAsync(NetworkStream stream, MemoryStream came)
    {
        try
        {
            await stream.CopyToAsync(came);
        }
        catch (IOException)
        {
            // A reset after the answer: it did not read all that was sent.
        }
    }

    private void Count(int status) => _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
}
