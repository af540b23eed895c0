using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PlateRecognition;

namespace PlateApi.Benchmarks;

/// <summary>The whole service on a free loopback port, composed as its own program composes it; each plate is read once, so that it can be compared with as many bare runs.</summary>
internal sealed class BenchmarkedService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BenchmarkedService(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>A client of it.</summary>
    public HttpClient Client { get; }

    /// <summary>The recogniser inside.</summary>
    public PlateRecognizer Recognizer => _app.Services.GetRequiredService<PlateRecognizer>();

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<BenchmarkedService> StartAsync(string modelsFolder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--urls", "http://127.0.0.1:0", $"--PlateApi:ModelsFolder={modelsFolder}", "--PlateApi:ReadsPerPlate=1", "--Serilog:MinimumLevel:Default=Warning"],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddPlateApi();
        var app = builder.Build();
        app.UsePlateApi();
        await app.StartAsync();
        var service = new BenchmarkedService(app);
        while (!service.Recognizer.IsReady)
            await Task.Delay(20);
        return service;
    }

    /// <summary>One request with a raw JPEG body.</summary>
    public async Task PostAsync(byte[] picture)
    {
        using var content = new ByteArrayContent(picture);
        content.Headers.ContentType = new("image/jpeg");
        using var answer = await Client.PostAsync(new Uri("/recognize?mode=crop", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
