using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PlateApi.Health;
using PlateRecognition.Models;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Health;

public sealed class HealthTests(SharedService shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Live_RunningService_SaysSo()
    {
        var answer = await (await shared.Service.Client.GetAsync("/health/live", Stop)).ReadJsonAsync();

        Assert.Equal("""{"status":"live"}""", answer.GetRawText());
    }

    [Fact]
    public async Task Ready_GoldenSamplesPassed_NamesModelAndExecutionProvider()
    {
        var answer = await (await shared.Service.Client.GetAsync("/health/ready", Stop)).ReadJsonAsync();

        Assert.Equal("""{"status":"ready","engine":"serving","defaultModel":"colour-reader/1","executionProvider":"cpu"}""", answer.GetRawText());
    }

    [Fact]
    public async Task Ready_BeforeGoldenSamplesWereAsked_Is503AndNoPictureIsRead()
    {
        await using var service = await RunningService.StartAsync(
            [],
            builder => builder.Services.Remove(builder.Services.Single(added => added.ServiceType == typeof(IHostedService) && added.ImplementationType == typeof(WarmUp))),
            waitUntilReady: false);

        var ready = await service.Client.GetAsync("/health/ready", Stop);
        var read = await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));
        var live = await service.Client.GetAsync("/health/live", Stop);

        var problem = await ready.ReadProblemAsync(503, "ModelNotReady");
        Assert.Contains("still being asked", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.NotNull(ready.Headers.RetryAfter);
        await read.ReadProblemAsync(503, "ModelNotReady");
        await live.ReadJsonAsync();
    }

    [Fact]
    public async Task Ready_GoldenSamplesFailed_Is503WithTheReasonAndNoPictureIsRead()
    {
        await using var service = await RunningService.StartAsync(
            [], builder => { }, WriteWithWrongGoldenText, waitUntilReady: false);
        await service.Log.WaitForAsync("Not ready");

        var ready = await service.Client.GetAsync("/health/ready", Stop);
        var read = await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));

        var detail = (await ready.ReadProblemAsync(503, "ModelNotReady")).GetProperty("detail").GetString()!;
        Assert.Contains("colour-reader/1", detail, StringComparison.Ordinal);
        Assert.Contains("'ABE'", detail, StringComparison.Ordinal);
        Assert.Contains("'BAD'", detail, StringComparison.Ordinal);
        await read.ReadProblemAsync(503, "ModelNotReady");
    }

    [Fact]
    public async Task Readiness_ServiceStopping_IsShuttingDown()
    {
        await using var service = await RunningService.StartAsync();
        var readiness = service.Services.GetRequiredService<Readiness>();
        Assert.Null(readiness.Obstacle);

        await service.StopAsync();

        Assert.Equal(PlateRecognition.RecognitionFailure.ShuttingDown, readiness.Obstacle);
    }

    private static void WriteWithWrongGoldenText(Packages models)
    {
        var (network, manifest) = (TinyNetworks.ColourReader(), Packages.Manifest());
        var golden = Packages.Golden(network, manifest, "ABE");
        ModelPackage.Write(models.Folder(manifest.Name, manifest.Version), manifest, network, [golden with { Answer = golden.Answer with { Text = "BAD" } }]);
    }
}
