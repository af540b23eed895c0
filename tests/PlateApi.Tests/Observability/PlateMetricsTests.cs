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
}
