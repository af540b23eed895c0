using PlateRecognition.Detection;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Tests.Detection;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Models;
using SkiaSharp;

namespace PlateRecognition.Tests;

/// <summary>Second looks, by a finder whose heat is the part of 55 that a cell's brightest pixel is above 200; its threshold is 0.5.</summary>
public sealed class LoadedFinderTests : IDisposable
{
    // Bright but for these columns of every twelve: shown four times smaller the brightest has a heat of 0.45, three times smaller of 1; and the other way round of 0.54 and 0.45.
    private static readonly Func<int, int, byte> SureWhenClose = Striped([0, 7], 60), DoubtfulWhenClose = Striped([0, 3, 8], 120);

    private readonly Packages _packages = new();
    private int _runs;

    public void Dispose() => _packages.Dispose();

    [Fact]
    public async Task FindAsync_DoubtfulAndSureWhenSeenClose_IsAPlateWhereTheCloserLookSawIt()
    {
        var plates = await FindAsync(Photo(SureWhenClose), SmallPlates());

        var plate = Assert.Single(plates);
        Assert.Equal(1, plate.Confidence);
        // Twelve pixels of the input from the second on, each three of the photo.
        AssertSame(new PixelBox(6, 6, 36, 36), plate);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task FindAsync_DoubtfulBesideASureOne_IsNotLookedAtAgain()
    {
        var plates = await FindAsync(Photo((x, y) => x >= 192 && y >= 192 ? (byte)255 : SureWhenClose(x, y)), SmallPlates());

        Assert.True(Assert.Single(plates).Corners.Bounds.X > 128);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task FindAsync_SureAndDoubtfulWhenSeenClose_StaysWhereItWas()
    {
        var plates = await FindAsync(Photo(DoubtfulWhenClose), SmallPlates());

        var plate = Assert.Single(plates);
        Assert.InRange(plate.Confidence, 0.5, 0.6);
        AssertSame(new PixelBox(8, 8, 48, 48), plate);
        Assert.Equal(2, _runs);
    }

    // 300 pixels of an input of 640 are seen from where they are 180: the photo is drawn in the middle, six tenths as large.
    [Fact]
    public async Task FindAsync_PlateWiderThanTheNetworkSees_IsWhereTheLookFromFurtherAwaySawIt()
    {
        var plates = await FindAsync(OneBrightCell(), PlatesOf(300), RecognitionMode.Photo);

        // The finder says 300 pixels again, of a photo shown smaller.
        AssertSame(new PixelBox(333.3 - 250, 333.3 - 250, 500, 500), Assert.Single(plates));
        Assert.Equal(2, _runs);
    }

    [Theory]
    [InlineData(RecognitionMode.Auto, 400, 1)]
    [InlineData(RecognitionMode.Photo, 400, 2)]
    [InlineData(RecognitionMode.Auto, 300, 2)]
    public async Task FindAsync_PictureCutForItsPlate_IsLookedAtOnceWhereItIsReadAsItIs(RecognitionMode mode, int width, int runs)
    {
        await FindAsync(OneBrightCell(), PlatesOf(width), mode);

        Assert.Equal(runs, _runs);
    }

    private async Task<IReadOnlyList<DetectedPlate>> FindAsync(byte[] photo, (byte[] Network, int Side) model, RecognitionMode mode = RecognitionMode.Photo)
    {
        var folder = _packages.Folder("cell-finder", 1);
        var dark = new GoldenSample("dark", TinyFinder.Photo(1), new GoldenAnswer("", new float[model.Side / TinyFinder.Cell * (model.Side / TinyFinder.Cell)]));
        ModelPackage.Write(folder, TinyFinder.Manifest(side: model.Side), model.Network, [dark]);
        using var finder = LoadedFinder.Open(ModelPackage.Load(folder), new InferenceOptions { Native = new NativeRuntime { Run = CountedRun } }, TimeProvider.System);
        using var image = Pictures.Decode(photo);
        var (plates, failure) = await finder.FindAsync(image, new RecognitionRequest { Mode = mode }, new NetworkUse(TimeProvider.System), TestContext.Current.CancellationToken);
        Assert.Null(failure);
        return plates;

        string? CountedRun(NetworkSession session, BatchMemory memory, int count)
        {
            _runs += count;
            return session.Run(memory, count);
        }
    }

    private static (byte[] Network, int Side) SmallPlates() => (TinyFinder.Network(reach: 0.375f), TinyFinder.Side);

    private static (byte[] Network, int Side) PlatesOf(int width) => (TinyFinder.Network(side: 640, reach: width / 2f / TinyFinder.Cell), 640);

    private static byte[] Photo(Func<int, int, byte> brightness)
        => Pictures.Encode(4 * TinyFinder.Side, 4 * TinyFinder.Side, (x, y) => new SKColor(brightness(x, y), 0, 0), SKEncodedImageFormat.Png);

    // A plate of the photo's first 48 pixels, which are the first cell's in both looks.
    private static Func<int, int, byte> Striped(int[] dimColumns, byte dim) => (x, y) => x >= 48 || y >= 48 ? (byte)0 : dimColumns.Contains(x % 12) ? dim : (byte)255;

    private static byte[] OneBrightCell()
        => Pictures.Encode(640, 640, (x, y) => x / TinyFinder.Cell == 20 && y / TinyFinder.Cell == 20 ? SKColors.Red : SKColors.Black, SKEncodedImageFormat.Png);

    private static void AssertSame(PixelBox expected, DetectedPlate plate)
    {
        var box = plate.Corners.Bounds;
        Assert.Equal([expected.X, expected.Y, expected.Width, expected.Height], [box.X, box.Y, box.Width, box.Height], new Near());
    }

    private sealed class Near : EqualityComparer<double>
    {
        public override bool Equals(double x, double y) => Math.Abs(x - y) < 0.5;

        public override int GetHashCode(double obj) => 0;
    }
}
