using System.Text.RegularExpressions;
using PlateRecognition.Models;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;
using SkiaSharp;

namespace PlateApi.Tests.Observability;

/// <summary>A second model reads what was answered, and only figures tell of it.</summary>
public sealed class ShadowTrafficTests
{
    private const string Counter = "plateapi.shadow.pictures";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TinyNetworks.Alphabet, "same")]
    [InlineData("BACDEF_", "different")]
    public async Task Shadow_SecondModel_AgreesOrNot(string alphabet, string expected)
    {
        await using var service = await StartAsync(models => models.Write(TinyNetworks.ColourReader(), Packages.Manifest("shadow") with { Alphabet = alphabet }));
        using var measured = new Measurements(service);

        var answer = await (await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"), "?mode=crop")).ReadJsonAsync();

        Assert.Equal("ABE", Answers.TextOf(answer));
        Assert.Equal("colour-reader/1", answer.GetProperty("model").GetProperty("recognizer").GetString());
        Assert.Equal([expected], await OutcomesAsync(measured, 1));
        Assert.DoesNotContain(service.Log.All, line => Regex.IsMatch(line, @"\bBAE\b"));
    }

    [Fact]
    public async Task Shadow_RequestThatNamesAModel_IsPassedOver()
    {
        await using var service = await StartAsync(models => models.Write(TinyNetworks.ColourReader(), Packages.Manifest("shadow")));
        using var measured = new Measurements(service);

        await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"), "?mode=crop&model=colour-reader");
        await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"), "?mode=crop");

        Assert.Equal(["same"], await OutcomesAsync(measured, 1));
    }

    [Fact]
    public async Task Shadow_ModelThatHangs_DelaysNobodyAndTheRestIsDropped()
    {
        const int Requests = 40;
        var black = Pictures.Encode(32, 16, (_, _) => SKColors.Black, SKEncodedImageFormat.Png);
        await using var service = await StartAsync(models =>
        {
            var (network, manifest) = (TinyNetworks.HangsUnlessBlack(), Packages.Manifest("shadow"));
            ModelPackage.Write(models.Folder("shadow", 1), manifest, network, [Packages.Golden(network, manifest, black)]);
        });
        using var measured = new Measurements(service);

        for (var request = 0; request < Requests; request++)
            Assert.Equal("ABE", Answers.TextOf(await (await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"), "?mode=crop")).ReadJsonAsync()));

        // One hangs, sixteen wait; none of these has ended.
        var outcomes = await OutcomesAsync(measured, Requests - 17);
        Assert.All(outcomes, outcome => Assert.Equal("dropped", outcome));
    }

    [Fact]
    public async Task Shadow_SeveralFilesAndAStream_AreReadEach()
    {
        await using var service = await StartAsync(models => models.Write(TinyNetworks.ColourReader(), Packages.Manifest("shadow")));
        using var measured = new Measurements(service);

        (await service.Client.PostFilesAsync("image", TinyNetworks.Picture("ABE"), TinyNetworks.Picture("FACE"))).EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/recognize") { Content = Answers.Form(("image", TinyNetworks.Picture("DAD")), ("image", TinyNetworks.Picture("BEAD"))) };
        request.Headers.Add("Accept", "application/x-ndjson");
        (await service.Client.SendAsync(request, Stop)).EnsureSuccessStatusCode();

        // The stream's second picture may be read while the first one's shadow comes up.
        Assert.All(await OutcomesAsync(measured, 4), outcome => Assert.Contains(outcome, new[] { "same", "dropped" }));
    }

    private static Task<RunningService> StartAsync(Action<Packages> writeShadow)
        => RunningService.StartAsync(["--PlateApi:DefaultModel=colour-reader", "--PlateApi:ShadowModel=shadow", "--PlateApi:ShadowPercent=100", "--PlateApi:DeadlineSeconds=600"], builder => { }, models =>
        {
            models.Write(TinyNetworks.ColourReader());
            writeShadow(models);
        });

    private static async Task<string[]> OutcomesAsync(Measurements measured, int count)
    {
        while (measured.Of(Counter).Count < count)
            await Task.Delay(10, Stop);
        return [.. measured.Of(Counter).Select(taken => (string)taken.Tags["outcome"]!)];
    }
}
