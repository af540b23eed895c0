using System.Net;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;
using SkiaSharp;

namespace PlateApi.Tests.Compatibility;

/// <summary>What these clients hear from a service that has no place for them.</summary>
public sealed class BusyServiceTests
{
    private static readonly byte[] Black = Pictures.Encode(32, 16, (_, _) => SKColors.Black, SKEncodedImageFormat.Png);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_QueueFull_IsSaidAsEachFormatSaysIt()
    {
        // The only place is taken by a network that hangs until its deadline.
        await using var service = await RunningService.StartAsync(
            ["--PlateApi:InferenceConcurrency=1", "--PlateApi:InferenceQueueLimit=0", "--PlateApi:DeadlineSeconds=60"], builder => { }, models =>
            {
                var (network, manifest) = (TinyNetworks.HangsUnlessBlack(), Packages.Manifest());
                PlateRecognition.Models.ModelPackage.Write(models.Folder(manifest.Name, manifest.Version), manifest, network, [Packages.Golden(network, manifest, Black)]);
            });
        using var hangsUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<HttpResponseMessage>[] both = [HangAsync(), HangAsync()];
        // One of the two has the place, so the other is refused.
        using (var refused = await await Task.WhenAny(both))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        using var form = Answers.Form(("upload", Black));
        using var throttled = await service.Client.PostAsync("/v1/plate-reader/", form, Stop);

        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), throttled.Headers.RetryAfter?.Delta);
        Assert.Contains("Expected available in 1 second.", await throttled.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(service, "/v1/vision/alpr"));
        await hangsUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(both));

        async Task<HttpResponseMessage> HangAsync()
        {
            using var picture = Answers.Body(TinyNetworks.Picture("ABE"), "image/png");
            return await service.Client.PostAsync("/recognize", picture, hangsUp.Token);
        }
    }

    [Fact]
    public async Task Service_NotReady_Is503InBothFormats()
    {
        await using var service = await RunningService.StartAsync([], builder => { }, models =>
        {
            var (network, manifest) = (TinyNetworks.ColourReader(), Packages.Manifest());
            var golden = Packages.Golden(network, manifest, "ABC");
            PlateRecognition.Models.ModelPackage.Write(
                models.Folder(manifest.Name, manifest.Version), manifest, network, [golden with { Answer = golden.Answer with { Text = "BAD" } }]);
        }, waitUntilReady: false);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(service, "/v1/plate-reader/"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(service, "/v1/vision/alpr"));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningService service, string path)
    {
        using var form = Answers.Form(("upload", Black));
        using var response = await service.Client.PostAsync(path, form, Stop);
        return response.StatusCode;
    }
}
