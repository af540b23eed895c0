using PlateRecognition.Detection;
using PlateRecognition.Inference;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateRecognition.Tests;

public sealed class LoadedReaderTests : IDisposable
{
    private readonly Packages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Theory]
    [InlineData(1, true, "a first cut that is sure is enough")]
    [InlineData(0.03, false, "one that is not is joined with the others")]
    public async Task ReadAsync_SeveralCuts_LooksAtTheOthersOnlyWhereTheFirstIsUnsure(double sharpness, bool isAlone, string what)
    {
        var reader = LoadedReader.Open(_packages.Write(TinyNetworks.ColourReader(sharpness: (float)sharpness)), new InferenceOptions(), TimeProvider.System);
        using var pool = reader.Pool;
        using var image = Pictures.Decode(TinyNetworks.Picture("FACE"));
        var left = new PlateCut(PlateCorners.Of(new PixelBox(0, 0, image.OriginalWidth / 2.0, image.OriginalHeight)), new PlateStraightener(new StraightenOptions { MarginX = 0, MarginY = 0 }));
        PlateView View(params PlateCut[] cuts) => new(PlateCorners.Of(new PixelBox(0, 0, image.OriginalWidth, image.OriginalHeight)), 1, cuts);

        var (readings, failure) = await reader.ReadAsync(image, [View(PlateCut.WholePicture), View(PlateCut.WholePicture, left)], new RecognitionRequest(), 0, new NetworkUse(TimeProvider.System), TestContext.Current.CancellationToken);

        Assert.Null(failure);
        Assert.Equal("FACE", readings[0].Text);
        Assert.True((readings[0].Text, readings[0].Confidence) == (readings[1].Text, readings[1].Confidence) == isAlone, $"{what}: {readings[0].Confidence} and {readings[1].Confidence}");
    }
}
