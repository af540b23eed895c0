using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PlateApi.Health;
using PlateApi.Tests;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;
using Serilog.Core;

[assembly: AssemblyFixture(typeof(SharedService))]

namespace PlateApi.Tests;

/// <summary>The whole service on real Kestrel at a free port, with a models folder of its own, as its own program composes it.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Packages _models;

    private RunningService(WebApplication app, Packages models, LogLines log)
    {
        (_app, _models, Log) = (app, models, log);
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Everything the service logged.</summary>
    public LogLines Log { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Its models folder.</summary>
    public Packages Models => _models;

    /// <summary>Starts a service and waits until it is ready.</summary>
    /// <param name="settings">Arguments such as <c>--PlateApi:MaxFiles=2</c>.</param>
    public static Task<RunningService> StartAsync(params string[] settings) => StartAsync(settings, builder => { });

    /// <summary>Starts a service.</summary>
    /// <param name="settings">Arguments.</param>
    /// <param name="configure">What to change before it is built.</param>
    /// <param name="writeModels">Fills the models folder; by default with one <see cref="TinyNetworks.ColourReader"/>.</param>
    /// <param name="waitUntilReady">Whether to wait for the golden samples.</param>
    /// <param name="map">Adds endpoints to the service's own.</param>
    public static async Task<RunningService> StartAsync(
        string[] settings, Action<WebApplicationBuilder> configure, Action<Packages>? writeModels = null, bool waitUntilReady = true,
        Action<WebApplication>? map = null)
    {
        var models = new Packages();
        (writeModels ?? (packages => packages.Write(TinyNetworks.ColourReader())))(models);

        var log = new LogLines();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // The tests keep the log; the console is theirs.
            Args = ["--urls", "http://127.0.0.1:0", $"--PlateApi:ModelsFolder={models.Root}", "--Serilog:WriteTo:0=Debug", .. settings],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Services.AddSingleton<ILogEventSink>(log);
        builder.AddPlateApi();
        configure(builder);
        var app = builder.Build();
        app.UsePlateApi();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);

        var readiness = app.Services.GetRequiredService<Readiness>();
        while (waitUntilReady && readiness.Obstacle is not null)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        return new RunningService(app, models, log);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _models.Dispose();
    }
}

/// <summary>One service for all tests that leave it as they found it.</summary>
public sealed class SharedService : IAsyncLifetime
{
    private RunningService? _service;

    internal RunningService Service => _service!;

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync("--PlateApi:MaxFiles=4", "--PlateApi:MaxRequestBytes=4000000", "--PlateApi:MaxImagePixels=1000000");

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
