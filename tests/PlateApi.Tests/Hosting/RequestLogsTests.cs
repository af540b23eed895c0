using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PlateApi.Recognize;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Hosting;

public sealed class RequestLogsTests
{
    [Fact]
    public async Task Log_ReadPictures_HasOneLineARequestAndNothingPersonal()
    {
        await using var service = await RunningService.StartAsync();
        await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?mode=crop&model=colour-reader");
        var response = await service.Client.PostFilesAsync("image", TinyNetworks.Picture("FACE"), "broken"u8.ToArray());

        var line = await service.Log.WaitForAsync(response.Headers.GetValues("X-Request-Id").Single());

        Assert.Contains("/recognize", line, StringComparison.Ordinal);
        Assert.Contains("200", line, StringComparison.Ordinal);
        Assert.Equal(2, service.Log.All.Count(entry => entry.Contains("/recognize", StringComparison.Ordinal)));
        Assert.DoesNotContain(service.Log.All, entry => Regex.IsMatch(entry, @"\bFACE\b") || entry.Contains("SECRET-NAME", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_PlatesSwitchedOn_HasTheTextWithTheRequestsId()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:LogPlates=true");

        var response = await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?mode=crop");

        var line = await service.Log.WaitForAsync("FACE (");
        Assert.Contains(response.Headers.GetValues("X-Request-Id").Single(), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_PathWithALineBreak_StaysOnItsLine()
    {
        await using var service = await RunningService.StartAsync();
        await service.Client.GetAsync("/first%0Asecond", TestContext.Current.CancellationToken);

        var line = await service.Log.WaitForAsync("second");

        Assert.Contains("/first?second", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_Probes_StayOutOfIt()
    {
        await using var service = await RunningService.StartAsync();
        await service.Client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        await service.Client.GetAsync("/models", TestContext.Current.CancellationToken);

        await service.Log.WaitForAsync("/models");

        Assert.DoesNotContain(service.Log.All, entry => entry.Contains("/health", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Service_UnexpectedException_Is500WithItsCauseInTheLogAlone()
    {
        await using var service = await RunningService.StartAsync([], builder => builder.Services.AddSingleton<UploadReader>(_ => throw new InvalidOperationException("secret of the house")));

        var response = await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));

        var problem = await response.ReadProblemAsync(500, "InternalError");
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        var line = await service.Log.WaitForAsync("secret of the house");
        Assert.Contains(problem.GetProperty("requestId").GetString()!, line, StringComparison.Ordinal);
        Assert.Equal("ABC", await ReadElsewhereAsync(service));
    }

    [Fact]
    public async Task Service_Answers_DoNotSayWhatServesThem()
    {
        await using var service = await RunningService.StartAsync();

        var response = await service.Client.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.False(response.Headers.Contains("Server"));
    }

    // The process goes on: its models still answer.
    private static async Task<string> ReadElsewhereAsync(RunningService service)
    {
        var recognizer = service.Services.GetRequiredService<PlateRecognition.PlateRecognizer>();
        var outcome = await recognizer.RecognizeAsync(TinyNetworks.Picture("ABC"), new PlateRecognition.RecognitionRequest(), TestContext.Current.CancellationToken);
        return outcome.Value!.Plates[0].Reading.Text;
    }
}
