using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Models;

public sealed class ModelEndpointTests(SharedService shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Models_OnePackage_IsDescribedByItsManifest()
    {
        var models = (await (await shared.Service.Client.GetAsync("/models", Stop)).ReadJsonAsync()).GetProperty("models");

        var model = Assert.Single(models.EnumerateArray());
        Assert.Equal("colour-reader/1", model.GetProperty("id").GetString());
        Assert.True(model.GetProperty("isDefault").GetBoolean());
        Assert.Equal("recognition", model.GetProperty("task").GetString());
        Assert.Equal("cpu", model.GetProperty("executionProvider").GetString());
        Assert.Equal("""{"width":32,"height":16,"colour":"rgb"}""", model.GetProperty("input").GetRawText());
        Assert.Equal("ABCDEF", model.GetProperty("alphabet").GetString());
        Assert.Equal(4, model.GetProperty("longestText").GetInt32());
        Assert.Equal(64, model.GetProperty("sha256").GetString()!.Length);
        Assert.Equal("coloured bars", model.GetProperty("training").GetProperty("data").GetString());
    }

    [Fact]
    public async Task Model_WithFormatsAndAccuracy_NamesThem()
    {
        await using var service = await RunningService.StartAsync([], builder => { }, models => models.Write(TinyNetworks.ColourReader(), Packages.Manifest() with
        {
            Formats = [new("us-ca", "ABCDEF", "AAAA"), new("sk", "ABCDEF", "AAA AA")],
            Accuracy = [new("drawn bars", 100, 0.5, 0.75, 0.4, 0.6)],
        }));

        var model = await (await service.Client.GetAsync("/models/colour-reader", Stop)).ReadJsonAsync();

        Assert.Equal("""["sk","us-ca"]""", model.GetProperty("regions").GetRawText());
        Assert.Equal("""[{"dataset":"drawn bars","count":100,"exactMatch":0.5,"characterAccuracy":0.75,"low":0.4,"high":0.6}]""", model.GetProperty("accuracy").GetRawText());
    }

    [Fact]
    public async Task Model_Unknown_Is404ThatNamesTheOthers()
    {
        var response = await shared.Service.Client.GetAsync("/models/plate-raeder", Stop);

        var problem = await response.ReadProblemAsync(404, "ModelNotFound");
        Assert.Contains("'plate-raeder'; there are colour-reader", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_SeveralVersions_HighestIsDescribedAndEachCanBeAsked()
    {
        await using var service = await RunningService.StartAsync(["--PlateApi:DefaultModel=second"], builder => { }, models =>
        {
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest("first", 2));
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest("first", 10));
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest("second", 1));
        });

        var models = (await (await service.Client.GetAsync("/models", Stop)).ReadJsonAsync()).GetProperty("models");
        var first = await (await service.Client.GetAsync("/models/first", Stop)).ReadJsonAsync();
        var answers = new List<string?>();
        foreach (var query in new[] { "", "?model=first", "?model=first/2" })
        {
            var answer = await (await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"), query)).ReadJsonAsync();
            answers.Add(answer.GetProperty("model").GetProperty("recognizer").GetString());
        }

        Assert.Equal(["first/10", "first/2", "second/1"], models.EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Equal([false, false, true], models.EnumerateArray().Select(model => model.GetProperty("isDefault").GetBoolean()));
        Assert.Equal([true, false, true], models.EnumerateArray().Select(model => model.GetProperty("isServed").GetBoolean()));
        Assert.Equal([false, false, true], models.EnumerateArray().Select(model => model.GetProperty("isLoaded").GetBoolean()));
        Assert.Equal(10, first.GetProperty("version").GetInt32());
        Assert.Equal(["second/1", "first/10", "first/2"], answers);
    }
}
