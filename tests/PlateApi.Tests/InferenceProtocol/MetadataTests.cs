using Microsoft.Extensions.Hosting;
using PlateApi.Access;
using PlateApi.Health;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.InferenceProtocol;

public sealed class MetadataTests(SharedService shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v2/health/live", """{"live":true}""")]
    [InlineData("/v2/health/ready", """{"ready":true}""")]
    [InlineData("/v2/models", """{"models":["colour-reader"]}""")]
    [InlineData("/v2/models/colour-reader/ready", """{"name":"colour-reader","ready":true}""")]
    [InlineData("/v2/models/colour-reader/versions/1/ready", """{"name":"colour-reader","ready":true}""")]
    public async Task Get_ReadyService_AnswersAsTheProtocolSays(string path, string expected)
        => Assert.Equal(expected, (await (await shared.Service.Client.GetAsync(path, Stop)).ReadJsonAsync()).GetRawText());

    [Fact]
    public async Task Server_Metadata_NamesTheBinaryExtension()
    {
        var server = await (await shared.Service.Client.GetAsync("/v2", Stop)).ReadJsonAsync();

        Assert.Equal("plateapi", server.GetProperty("name").GetString());
        Assert.Equal("""["binary_tensor_data"]""", server.GetProperty("extensions").GetRawText());
        Assert.NotEmpty(server.GetProperty("version").GetString()!);
    }

    [Fact]
    public async Task Model_SeveralVersions_AreListedAndTheHighestAnswers()
    {
        await using var service = await RunningService.StartAsync([], builder => { }, models =>
        {
            models.Write(TinyNetworks.ColourReader());
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest(version: 2));
        });

        var model = await (await service.Client.GetAsync("/v2/models/colour-reader", Stop)).ReadJsonAsync();
        var newest = await (await service.Client.PostBinaryAsync("/v2/models/colour-reader/infer", "", TinyNetworks.Picture("FACE"))).ReadJsonAsync();
        var pinned = await (await service.Client.PostBinaryAsync("/v2/models/colour-reader/versions/1/infer", "", TinyNetworks.Picture("FACE"))).ReadJsonAsync();

        Assert.Equal("""["2","1"]""", model.GetProperty("versions").GetRawText());
        Assert.Equal("""[{"name":"image","datatype":"BYTES","shape":[-1]}]""", model.GetProperty("inputs").GetRawText());
        Assert.Equal("[-1,4,2]", ProtocolClient.Output(model, "polygon").GetProperty("shape").GetRawText());
        Assert.Equal("2", newest.GetProperty("model_version").GetString());
        Assert.Equal("1", pinned.GetProperty("model_version").GetString());
    }

    [Theory]
    [InlineData("/v2/models/reader")]
    [InlineData("/v2/models/colour-reader/versions/9")]
    [InlineData("/v2/models/colour-reader/versions/01/ready")]
    [InlineData("/v2/nowhere")]
    public async Task Get_UnknownPath_Is404InTheProtocolsForm(string path)
        => await (await shared.Service.Client.GetAsync(path, Stop)).ReadErrorAsync(404);

    [Fact]
    public async Task Service_NotReady_Is503InTheProtocolsForm()
    {
        await using var service = await RunningService.StartAsync(
            [],
            builder => builder.Services.Remove(builder.Services.Single(added => added.ServiceType == typeof(IHostedService) && added.ImplementationType == typeof(WarmUp))),
            waitUntilReady: false);

        foreach (var path in new[] { "/v2/health/ready", "/v2/models/colour-reader/ready" })
        {
            var response = await service.Client.GetAsync(path, Stop);
            await response.ReadErrorAsync(503);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        await (await service.Client.PostBinaryAsync("/v2/models/colour-reader/infer", "", TinyNetworks.Picture("FACE"))).ReadErrorAsync(503);
        await (await service.Client.GetAsync("/v2/health/live", Stop)).ReadJsonAsync();
    }

    [Fact]
    public async Task Service_KeyNeeded_AnswersProbesAlone()
    {
        await using var service = await RunningService.StartAsync($"--PlateApi:Keys:camera={ApiKey.Hash("key")}");

        await (await service.Client.GetAsync("/v2/health/ready", Stop)).ReadJsonAsync();
        Assert.Contains("X-Api-Key", await (await service.Client.GetAsync("/v2/models", Stop)).ReadErrorAsync(401), StringComparison.Ordinal);
    }
}
