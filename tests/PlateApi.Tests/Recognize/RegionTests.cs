using PlateRecognition.Models;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Recognize;

public sealed class RegionTests
{
    [Fact]
    public async Task Recognize_Regions_ReachTheModelAndComeBack()
    {
        await using var service = await RunningService.StartAsync([], builder => { }, models => models.Write(TinyNetworks.ColourReader(), Packages.Manifest() with
        {
            Formats = [new("sk", "ABC", "AAA"), new("cz", "DEF", "AAA")],
        }));

        var slovak = await (await service.Client.PostPictureAsync(TinyNetworks.Picture("ABC"), "?regions=SK")).ReadJsonAsync();
        var czech = await (await service.Client.PostPictureAsync(TinyNetworks.Picture("DEF"), "?regions=cz&regions=sk")).ReadJsonAsync();

        Assert.Equal("sk", slovak.GetProperty("plates")[0].GetProperty("region").GetProperty("code").GetString());
        Assert.Equal("cz", czech.GetProperty("plates")[0].GetProperty("region").GetProperty("code").GetString());
        Assert.InRange(czech.GetProperty("plates")[0].GetProperty("region").GetProperty("confidence").GetDouble(), 0, 1);
    }

    // Both countries allow the picture's text; which of them a plate is from, only what is asked for tells.
    [Theory]
    [InlineData("", "cz")]
    [InlineData("?regions=sk", "sk")]
    public async Task Recognize_DefaultRegions_CountWhereTheRequestNamesNone(string query, string expected)
    {
        await using var service = await RunningService.StartAsync(["--PlateApi:DefaultRegions=cz"], builder => { }, models => models.Write(TinyNetworks.ColourReader(), Packages.Manifest() with
        {
            Formats = [new("sk", "ABC", "AAA"), new("cz", "ABC", "AAA")],
        }));

        var answer = await (await service.Client.PostPictureAsync(TinyNetworks.Picture("ABC"), query)).ReadJsonAsync();

        Assert.Equal(expected, answer.GetProperty("plates")[0].GetProperty("region").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Start_DefaultRegionThatTheModelDoesNotKnow_SaysSo()
    {
        var fault = await Assert.ThrowsAsync<ModelPackageException>(() => RunningService.StartAsync(["--PlateApi:DefaultRegions=xx"], builder => { }, models => models.Write(TinyNetworks.ColourReader(), Packages.Manifest() with
        {
            Formats = [new("sk", "ABC", "AAA"), new("cz", "DEF", "AAA")],
        })));

        Assert.Contains("knows no plates of 'xx' (DefaultRegions); it knows cz, sk.", fault.Message, StringComparison.Ordinal);
    }
}
