using Microsoft.Extensions.DependencyInjection;
using PlateRecognition;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Recognize;

/// <summary>Networks that hang or fail, except on the black picture of their golden sample.</summary>
public sealed class OverloadTests
{
    private static readonly byte[] Black = Black32x16();

    [Fact]
    public async Task Recognize_NetworkThatHangs_Is504AtTheDeadline()
    {
        await using var service = await StartAsync(TinyNetworks.HangsUnlessBlack());

        var response = await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"), "?deadlineMs=1000");

        await response.ReadProblemAsync(504, "DeadlineExceeded");
        await (await service.Client.PostPictureAsync(Black)).ReadJsonAsync();
    }

    [Fact]
    public async Task Recognize_PlacesAndQueueTaken_Is503WithRetryAfter()
    {
        await using var service = await StartAsync(
            TinyNetworks.HangsUnlessBlack(), "--PlateApi:DeadlineSeconds=10", "--PlateApi:InferenceConcurrency=1", "--PlateApi:InferenceQueueLimit=0");
        var hanging = service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));
        var recognizer = service.Services.GetRequiredService<PlateRecognizer>();
        while (recognizer.PicturesUnderWay == 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);

        var refused = await service.Client.PostPictureAsync(Black);

        var problem = await refused.ReadProblemAsync(503, "QueueFull");
        Assert.Contains("InferenceQueueLimit", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        await (await hanging).ReadProblemAsync(504, "DeadlineExceeded");
    }

    [Fact]
    public async Task Recognize_NetworkThatFails_Is503AndTheNextPictureIsRead()
    {
        await using var service = await StartAsync(TinyNetworks.FailsUnlessBlack());

        var response = await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));

        await response.ReadProblemAsync(503, "ExecutionFailed");
        Assert.NotNull(response.Headers.RetryAfter);
        await (await service.Client.PostPictureAsync(Black)).ReadJsonAsync();
    }

    [Fact]
    public async Task Recognize_NetworkThatAnswersNaN_Is503AndNoNumber()
    {
        await using var service = await StartAsync(TinyNetworks.OverflowsUnlessBlack());

        var response = await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));

        await response.ReadProblemAsync(503, "ExecutionFailed");
    }

    private static Task<RunningService> StartAsync(byte[] network, params string[] settings) => RunningService.StartAsync(settings, builder => { }, models =>
    {
        var manifest = Packages.Manifest();
        PlateRecognition.Models.ModelPackage.Write(models.Folder(manifest.Name, manifest.Version), manifest, network, [Packages.Golden(network, manifest, Black)]);
    });

    private static byte[] Black32x16() => PlateRecognition.Tests.Imaging.Pictures.Encode(32, 16, (_, _) => SkiaSharp.SKColors.Black, SkiaSharp.SKEncodedImageFormat.Png);
}
