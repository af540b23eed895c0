using PlateRecognition.Detection;
using PlateRecognition.Models;
using PlateRecognition.Tests.Detection;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;
using SkiaSharp;

namespace PlateRecognition.Tests;

public sealed class PhotoRecognitionTests : IDisposable
{
    private readonly Packages _packages = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _packages.Dispose();

    [Theory]
    [InlineData(1, RecognitionMode.Photo)]
    [InlineData(2, RecognitionMode.Photo)]
    [InlineData(5, RecognitionMode.Auto)]
    public async Task RecognizeAsync_Photo_ReadsEveryPlateWhereItIs(int scale, RecognitionMode mode)
    {
        await using var recognizer = await ReadyAsync();

        var outcome = await recognizer.RecognizeAsync(TinyFinder.Photo(scale, (0, 3, "FACE"), (2, 1, "BEAD")), new RecognitionRequest { Mode = mode }, Stop);

        var side = TinyFinder.Cell * scale;
        Assert.Equal("cell-finder/1", outcome.Value!.Detector);
        Assert.Equal(["BEAD", "FACE"], outcome.Value.Plates.Select(plate => plate.Reading.Text).Order());
        var face = outcome.Value.Plates.Single(plate => plate.Reading.Text == "FACE");
        Assert.Equal(new PixelBox(0, 3 * side, side, side), face.Box);
        Assert.Equal([new(0, 3 * side), new(side, 3 * side), new(side, 4 * side), new(0, 4 * side)], face.Polygon);
        Assert.Equal(1, face.DetectionConfidence);
        Assert.True(face.Accepted);
    }

    [Fact]
    public async Task RecognizeAsync_PhotoHeldSideways_AnswersInUprightPixels()
    {
        await using var recognizer = await ReadyAsync();

        // Stored lying on its left side: the sensor's right is up.
        var upright = TinyFinder.Photo(2, (3, 0, "FEED"));
        var lying = Rotate(upright);
        var outcome = await recognizer.RecognizeAsync(Exif.In(lying, Exif.Tiff(6)), new RecognitionRequest { Mode = RecognitionMode.Photo }, Stop);

        var plate = Assert.Single(outcome.Value!.Plates);
        Assert.Equal("FEED", plate.Reading.Text);
        Assert.Equal(new PixelBox(96, 0, 32, 32), plate.Box);
    }

    [Fact]
    public async Task RecognizeAsync_PhotoWithoutPlate_IsAnEmptyAnswer()
    {
        await using var recognizer = await ReadyAsync();

        var outcome = await recognizer.RecognizeAsync(TinyFinder.Photo(1), new RecognitionRequest { Mode = RecognitionMode.Photo }, Stop);

        Assert.Empty(outcome.Value!.Plates);
        Assert.Equal("cell-finder/1", outcome.Value.Detector);
    }

    // The heat is the part of 55 above 200, and the threshold 0.5: 0.45, which is looked at again where the photo has more pixels and stays doubtful; then 0.55.
    [Theory]
    [InlineData(1, 225, 0)]
    [InlineData(4, 225, 0)]
    [InlineData(1, 230, 1)]
    [InlineData(4, 230, 1)]
    public async Task RecognizeAsync_FindBelowTheThreshold_IsNoPlate(int scale, byte brightness, int plates)
    {
        await using var recognizer = await ReadyAsync();
        var cell = TinyFinder.Cell * scale;
        var photo = Pictures.Encode(4 * cell, 4 * cell, (x, y) => x / cell == 1 && y / cell == 2 ? new SKColor(brightness, 0, 0) : SKColors.Black, SKEncodedImageFormat.Png);

        var outcome = await recognizer.RecognizeAsync(photo, new RecognitionRequest { Mode = RecognitionMode.Photo }, Stop);

        Assert.Equal(plates, outcome.Value!.Plates.Count);
    }

    [Fact]
    public async Task RecognizeAsync_AutoAndASmallPictureWithoutAFind_IsReadAsACrop()
    {
        await using var recognizer = await ReadyAsync();

        // Too dark for the finder; the reader still knows the nearest colour.
        var dim = Pictures.Encode(60, 20, (_, _) => new SKColor(110, 0, 0), SKEncodedImageFormat.Png);
        var outcome = await recognizer.RecognizeAsync(dim, new RecognitionRequest(), Stop);

        var plate = Assert.Single(outcome.Value!.Plates);
        Assert.Equal("AAAA", plate.Reading.Text);
        Assert.Equal(new PixelBox(0, 0, 60, 20), plate.Box);
    }

    [Fact]
    public async Task RecognizeAsync_ModeCrop_DoesNotAskTheFinder()
    {
        await using var recognizer = await ReadyAsync();

        var outcome = await recognizer.RecognizeAsync(TinyNetworks.Picture("CAFE", 64, 32), new RecognitionRequest { Mode = RecognitionMode.Crop }, Stop);

        Assert.Equal("CAFE", Assert.Single(outcome.Value!.Plates).Reading.Text);
        Assert.Null(outcome.Value.Detector);
        Assert.Equal(TimeSpan.Zero, outcome.Value.Timings.Detect);
    }

    [Fact]
    public async Task RecognizeAsync_DetailHigh_AnswersEachPlateOnce()
    {
        await using var recognizer = await ReadyAsync();

        // Tiles of the input's size step by half of it here, so that cells and plates fall together in each.
        var outcome = await recognizer.RecognizeAsync(
            TinyFinder.Photo(2, (0, 0, "FACE"), (3, 2, "BEAD")), new RecognitionRequest { Mode = RecognitionMode.Photo, Detail = PhotoDetail.High }, Stop);

        Assert.Contains(outcome.Value!.Plates, plate => plate.Reading.Text == "FACE" && plate.Box == new PixelBox(0, 0, 32, 32));
        Assert.Contains(outcome.Value.Plates, plate => plate.Reading.Text == "BEAD" && plate.Box == new PixelBox(96, 64, 32, 32));
        Assert.Equal(2, outcome.Value.Plates.Count(plate => plate.Box.Width == 32));
    }

    [Fact]
    public async Task RecognizeAsync_FinderGivesNoProbabilities_IsAFailure()
    {
        _packages.Write(TinyNetworks.ColourReader());
        var dark = new GoldenSample("dark", TinyFinder.Photo(1), new GoldenAnswer("", new float[16]));
        ModelPackage.Write(_packages.Folder("cell-finder", 1), TinyFinder.Manifest(), TinyFinder.Network(poisoned: true), [dark]);
        await using var recognizer = Open();
        Assert.Contains("cell-finder/1", (await Assert.ThrowsAsync<ModelPackageException>(() => recognizer.WarmUpAsync(Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_SeveralVersionsOfAFinder_TakesTheHighest()
    {
        TinyFinder.Write(_packages, version: 1);
        TinyFinder.Write(_packages, version: 2);
        await using var recognizer = await ReadyAsync();

        Assert.Equal("cell-finder/2", recognizer.FinderPackage?.Manifest.Id);
        Assert.Equal(["colour-reader/1", "cell-finder/2", "cell-finder/1"], recognizer.Packages.Select(package => package.Manifest.Id));
    }

    [Fact]
    public async Task WarmUpAsync_FinderAnswersOtherwise_IsRefused()
    {
        _packages.Write(TinyNetworks.ColourReader());
        var wrong = TinyFinder.Golden() with { Picture = TinyFinder.Photo(1, (2, 2, "ABCD")) };
        ModelPackage.Write(_packages.Folder("cell-finder", 1), TinyFinder.Manifest(), TinyFinder.Network(), [wrong]);
        await using var recognizer = Open();

        var thrown = await Assert.ThrowsAsync<ModelPackageException>(() => recognizer.WarmUpAsync(Stop));

        Assert.Contains("cell-finder/1 golden/one-plate", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("differs by 1", thrown.Message, StringComparison.Ordinal);
    }

    private PlateRecognizer Open() => PlateRecognizer.Create(ModelCatalogue.Load(_packages.Root), "colour-reader", new PlateRecognizerOptions());

    private async Task<PlateRecognizer> ReadyAsync()
    {
        _packages.Write(TinyNetworks.ColourReader());
        if (!Directory.Exists(_packages.Folder("cell-finder", 1)))
            TinyFinder.Write(_packages);
        var recognizer = Open();
        await recognizer.WarmUpAsync(Stop);
        return recognizer;
    }

    // A quarter turn against the clock, as a camera stores that is held on its left side; orientation 6 turns it back.
    private static byte[] Rotate(byte[] png)
    {
        using var picture = SKBitmap.Decode(png);
        return Pictures.Encode(picture.Height, picture.Width, (x, y) => picture.GetPixel(picture.Width - 1 - y, x), SKEncodedImageFormat.Jpeg, 100);
    }
}
