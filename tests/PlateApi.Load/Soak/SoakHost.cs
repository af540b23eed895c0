using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PlateApi.Health;
using PlateRecognition;

namespace PlateApi.Load.Soak;

/// <summary>The service as its own program composes it, with <see cref="Chaos"/> under it; a process of its own, which the soak starts and asks.</summary>
internal static class SoakHost
{
    /// <summary>This program's first argument for it.</summary>
    public const string Verb = "soak-host";

    /// <summary>Where it says how it is.</summary>
    public const string StatePath = "/soak";

    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="settings">Arguments as the service's.</param>
    public static async Task<int> RunAsync(string[] settings)
    {
        var chaos = new Chaos();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
        builder.AddPlateApi();
        // A place whose run hangs is replaced while another is left; a machine of one core would have none.
        builder.UseInference(options => options with { MaxConcurrentRuns = Math.Max(2, options.MaxConcurrentRuns), RunLimit = Chaos.RunLimit, Native = options.Native with { Run = chaos.Run } });
        await using var app = builder.Build();
        app.UsePlateApi();
        app.MapGet(StatePath, () => new SoakState(chaos.Counts, GC.GetGCMemoryInfo().TotalCommittedBytes));
        await app.StartAsync();

        // Golden samples at the start are not what is tried here.
        var (recognizer, stopping) = (app.Services.GetRequiredService<PlateRecognizer>(), app.Lifetime.ApplicationStopping);
        while (!recognizer.IsReady && !stopping.IsCancellationRequested)
            await Task.Delay(10);
        chaos.Begin();
        await app.WaitForShutdownAsync();
        return app.Services.GetRequiredService<ProcessEnd>().Code;
    }
}

/// <summary>How the service under a soak is.</summary>
/// <param name="Chaos">What was done to its networks.</param>
/// <param name="ManagedBytes">Memory that .NET's heap holds.</param>
internal sealed record SoakState(ChaosCounts Chaos, long ManagedBytes);
