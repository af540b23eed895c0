using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Recognize;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Recognize_HundredAtOnce_EachGetsItsOwnAnswer()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:InferenceQueueLimit=1000", "--PlateApi:DeadlineSeconds=600");
        string[] texts = ["ABE", "FACE", "D", "EC"];
        var alone = new Dictionary<string, string>();
        foreach (var text in texts)
            alone[text] = await PlatesOf(await service.Client.PostPictureAsync(TinyNetworks.Picture(text), "?topN=5"));

        var together = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            var text = texts[i % texts.Length];
            return (Text: text, Plates: await PlatesOf(await service.Client.PostPictureAsync(TinyNetworks.Picture(text), "?topN=5")));
        }));

        Assert.All(together, answer => Assert.Equal(alone[answer.Text], answer.Plates));
        Assert.Equal(texts.Length, alone.Values.Distinct().Count());
    }

    private static async Task<string> PlatesOf(HttpResponseMessage response) => (await response.ReadJsonAsync()).GetProperty("plates").GetRawText();
}
