using PlateRecognition.Models;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Observability;

public sealed class PlateMetricsTests
{
    [Fact]
    public async Task Pictures_OfEveryOutcome_AreCountedOnceEach()
    {
        await using var service = await RunningService.StartAsync([], builder => { }, models =>
        {
            models.Write(TinyNetworks.ColourReader());
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest("doubter") with { Calibration = new ManifestCalibration { AcceptThreshold = 2 } });
        });
        using var measured = new Measurements(service);

        await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?mode=crop&model=colour-reader");
        await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?mode=crop&model=doubter");
        await service.Client.PostPictureAsync(TinyNetworks.Picture(""), "?mode=crop&model=colour-reader");
        await service.Client.PostPictureAsync("broken"u8.ToArray(), "?mode=crop&model=colour-reader");

        Assert.Equal(
            ["failed reason=NotAnImage", "accepted model=colour-reader/1", "low_confidence model=doubter/1", "no_plate model=colour-reader/1"],
            measured.Of("plateapi.pictures").Select(taken => $"{taken.Tags["outcome"]} {Other(taken.Tags)}").OrderBy(text => !text.StartsWith('f')).ThenBy(text => text, StringComparer.Ordinal));
        Assert.Equal(4, measured.Of("plateapi.picture.duration").Count);
        Assert.Equal(0, measured.Of("plateapi.pictures.in_flight").Sum(taken => taken.Value));

        static string Other(IReadOnlyDictionary<string, object?> tags)
        {
            var (name, value) = tags.Single(tag => tag.Key != "outcome");
            return $"{name}={value}";
        }
    }

    [Fact]
    public async Task Stages_AnsweredPicture_AreItsAnswersTimings()
    {
        await using var service = await RunningService.StartAsync();
        using var measured = new Measurements(service);

        var answer = await (await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?mode=crop")).ReadJsonAsync();

        var stages = measured.Of("plateapi.stage.duration").ToDictionary(taken => (string)taken.Tags["stage"]!, taken => taken.Value);
        Assert.Equal(["decode", "detect", "queue", "read"], stages.Keys.Order(StringComparer.Ordinal));
        Assert.All(stages, stage => Assert.Equal(answer.GetProperty("timings").GetProperty($"{stage.Key}Ms").GetDouble(), stage.Value * 1000, 0.001));
    }

    [Fact]
    public async Task Pictures_SeveralFiles_AreCountedEach()
    {
        await using var service = await RunningService.StartAsync();
        using var measured = new Measurements(service);

        await service.Client.PostFilesAsync("image", TinyNetworks.Picture("ABE"), "broken"u8.ToArray(), TinyNetworks.Picture("FACE"));

        Assert.Equal(["accepted", "failed", "accepted"], measured.Of("plateapi.pictures").Select(taken => taken.Tags["outcome"]));
    }

    [Fact]
    public async Task Networks_AnsweredPictures_AreCountedByModelAsTritonDoes()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:ReadsPerPlate=1", "--PlateApi:MaxMegabytesInFlight=3", "--PlateApi:MaxMegapixelsInFlight=2");
        using var measured = new Measurements(service);
        var before = Assert.Single(measured.Scrape("plateapi.inference.items")).Value;

        for (var picture = 0; picture < 3; picture++)
            await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?mode=crop");
        await service.Client.PostPictureAsync("broken"u8.ToArray(), "?mode=crop");

        var items = Assert.Single(measured.Scrape("plateapi.inference.items"));
        Assert.Equal((before + 3, "colour-reader/1"), (items.Value, items.Tags["model"]));
        var batches = Assert.Single(measured.Scrape("plateapi.inference.batches"));
        Assert.Equal((items.Value, 1), (batches.Value, batches.Tags["size"]));
        Assert.True(Assert.Single(measured.Scrape("plateapi.inference.run.time")).Value > 0);
        Assert.True(Assert.Single(measured.Scrape("plateapi.inference.queue.time")).Value >= 0);
        Assert.Equal(0, Assert.Single(measured.Scrape("plateapi.inference.pending")).Value);
        Assert.Equal(0, Assert.Single(measured.Scrape("plateapi.pictures.waiting")).Value);
        Assert.Equal(["serving=1", "degraded=0", "lost=0"], measured.Scrape("plateapi.model.state").Select(taken => $"{taken.Tags["state"]}={taken.Value}"));
        Assert.Equal("cpu", Assert.Single(measured.Scrape("plateapi.model.info")).Tags["execution_provider"]);
        Assert.Equal((3 * 1024 * 1024, 2_000_000), (Assert.Single(measured.Scrape("plateapi.uploads.limit")).Value, Assert.Single(measured.Scrape("plateapi.pixels.limit")).Value));
        Assert.Equal((0, 0), (Assert.Single(measured.Scrape("plateapi.uploads.held")).Value, Assert.Single(measured.Scrape("plateapi.pixels.held")).Value));
    }

    [Fact]
    public async Task Networks_AnsweredPicture_ItsStagesAreRecordedOnceEach()
    {
        await using var service = await RunningService.StartAsync();
        using var measured = new Measurements(service);

        await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?mode=crop");

        var stages = measured.Of("plateapi.network.duration");
        Assert.Equal(["preprocess", "queue", "infer", "postprocess"], stages.Select(taken => taken.Tags["stage"]));
        Assert.True(stages[2].Value > 0);
        Assert.All(stages, stage => Assert.InRange(stage.Value, 0, measured.Of("plateapi.stage.duration").Sum(taken => taken.Value)));
    }
}
