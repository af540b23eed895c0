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
}
