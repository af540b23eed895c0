using Microsoft.Extensions.Time.Testing;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;
using SkiaSharp;

namespace PlateRecognition.Tests;

public sealed partial class PlateRecognizerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Packages _packages = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _packages.Dispose();

    [Theory]
    [InlineData("ABCD")]
    [InlineData("FACE")]
    [InlineData("F")]
    public async Task RecognizeAsync_Crop_ReadsItsText(string text)
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader());

        var outcome = await recognizer.RecognizeAsync(TinyNetworks.Picture(text, 120, 40), new RecognitionRequest { Mode = RecognitionMode.Crop }, Stop);

        var plate = Assert.Single(outcome.Value!.Plates);
        Assert.Equal(text, plate.Reading.Text);
        Assert.True(plate.Accepted);
        Assert.InRange(plate.Reading.Confidence, 0.99, 1);
        Assert.Equal(text.Length, plate.Reading.Characters.Count);
        Assert.Equal(new PixelBox(0, 0, 120, 40), plate.Box);
        Assert.Equal([new(0, 0), new(120, 0), new(120, 40), new(0, 40)], plate.Polygon);
        Assert.Equal(1, plate.DetectionConfidence);
        Assert.Equal(("colour-reader/1", null, "cpu", 120, 40), (outcome.Value.Recognizer, outcome.Value.Detector, outcome.Value.ExecutionProvider, outcome.Value.Width, outcome.Value.Height));
    }

    [Theory]
    [InlineData(PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch)]
    [InlineData(PixelLayout.Nhwc, ColourOrder.Bgr, ResizeRule.Stretch)]
    [InlineData(PixelLayout.Nchw, ColourOrder.Rgb, ResizeRule.Stretch)]
    [InlineData(PixelLayout.Nchw, ColourOrder.Bgr, ResizeRule.Letterbox)]
    public async Task RecognizeAsync_AnyInputOfTheManifest_IsFedAsItSays(PixelLayout layout, ColourOrder colour, ResizeRule resize)
    {
        var input = new ImageInputSpec(40, 15, layout, colour, resize);
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader(input), Packages.Manifest(input: input));

        var outcome = await recognizer.RecognizeAsync(TinyNetworks.Picture("FADE", 80, 30), new RecognitionRequest(), Stop);

        Assert.Equal("FADE", outcome.Value!.Plates[0].Reading.Text);
    }

    [Fact]
    public async Task RecognizeAsync_NoPlate_IsASuccessWithoutPlates()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader());

        var outcome = await recognizer.RecognizeAsync(TinyNetworks.Picture(""), new RecognitionRequest(), Stop);

        Assert.True(outcome.Succeeded);
        Assert.Empty(outcome.Value.Plates);
    }

    [Fact]
    public async Task RecognizeAsync_ModelThatKnowsWhereCharactersStand_CountsLines()
    {
        var manifest = Packages.Manifest() with { Outputs = [.. Packages.Manifest().Outputs, new ManifestOutput(TinyNetworks.PositionsName, [-1, TinyNetworks.Slots, 2])] };
        await using var recognizer = await ReadyAsync(TinyNetworks.PlacingReader(0.2f, 0.3f, 0.6f, 0.3f, 0.3f, 0.7f, 0.5f, 0.7f), manifest);

        var four = await recognizer.RecognizeAsync(TinyNetworks.Picture("ABCD"), new RecognitionRequest(), Stop);
        var two = await recognizer.RecognizeAsync(TinyNetworks.Picture("AB"), new RecognitionRequest(), Stop);

        Assert.Equal(2, four.Value!.Plates[0].Lines);
        Assert.Equal(1, two.Value!.Plates[0].Lines);
    }

    [Fact]
    public async Task RecognizeAsync_ModelWithoutPositions_LeavesLinesOpen()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader());

        var outcome = await recognizer.RecognizeAsync(TinyNetworks.Picture("AB"), new RecognitionRequest(), Stop);

        Assert.Null(outcome.Value!.Plates[0].Lines);
    }

    [Fact]
    public async Task RecognizeAsync_TopN_GivesThatManyTextsAndTheSameFirst()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader(sharpness: 0.1f));

        var one = await recognizer.RecognizeAsync(TinyNetworks.Picture("ABE"), new RecognitionRequest(), Stop);
        var many = await recognizer.RecognizeAsync(TinyNetworks.Picture("ABE"), new RecognitionRequest { TopN = 7 }, Stop);

        Assert.Single(one.Value!.Plates[0].Reading.Candidates);
        Assert.Equal(7, many.Value!.Plates[0].Reading.Candidates.Count);
        Assert.Equal(one.Value.Plates[0].Reading.Candidates[0], many.Value.Plates[0].Reading.Candidates[0]);
    }

    [Fact]
    public async Task RecognizeAsync_Calibration_ScalesConfidenceAndDecidesAcceptance()
    {
        var manifest = Packages.Manifest() with { Calibration = new ManifestCalibration { Temperature = 8, AcceptThreshold = 0.9 } };
        _packages.Write(TinyNetworks.ColourReader(), Packages.Manifest(version: 1));
        _packages.Write(TinyNetworks.ColourReader(), manifest with { Version = 2 });
        await using var recognizer = await ReadyAsync("colour-reader", new PlateRecognizerOptions { ReadsPerPlate = 1 });

        var sure = await recognizer.RecognizeAsync(TinyNetworks.Picture("ABCD"), new RecognitionRequest { Model = "colour-reader/1" }, Stop);
        var unsure = await recognizer.RecognizeAsync(TinyNetworks.Picture("ABCD"), new RecognitionRequest { Model = "colour-reader" }, Stop);

        Assert.Equal(("colour-reader/1", "colour-reader/2"), (sure.Value!.Recognizer, unsure.Value!.Recognizer));
        Assert.True(sure.Value.Plates[0].Accepted);
        Assert.False(unsure.Value.Plates[0].Accepted);
        Assert.InRange(unsure.Value.Plates[0].Reading.Confidence, 0.1, 0.9);
    }

    [Fact]
    public async Task RecognizeAsync_TurnedAndLargeJpeg_IsReadUprightInItsOwnPixels()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader());

        // Stored on its side: columns become rows when it is turned upright.
        var stored = Pictures.Encode(300, 800, (_, y) => TinyNetworks.Colours[TinyNetworks.Alphabet.IndexOf("FACE"[y * 4 / 800], StringComparison.Ordinal)], SKEncodedImageFormat.Jpeg);
        var outcome = await recognizer.RecognizeAsync(Exif.In(stored, Exif.Tiff(8)), new RecognitionRequest(), Stop);

        Assert.Equal("FACE", outcome.Value!.Plates[0].Reading.Text);
        Assert.Equal((800, 300), (outcome.Value.Width, outcome.Value.Height));
    }

    [Fact]
    public async Task RecognizeAsync_BadPictures_AreFailuresWithACause()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader(), options: new PlateRecognizerOptions { Images = new ImageLimits { MaxPixels = 5_000 } });
        var whole = TinyNetworks.Picture("FACE", format: SKEncodedImageFormat.Jpeg);

        await AssertFailureAsync(recognizer, [], RecognitionFailure.EmptyUpload);
        await AssertFailureAsync(recognizer, "no picture"u8.ToArray(), RecognitionFailure.NotAnImage);
        await AssertFailureAsync(recognizer, "GIF89a..."u8.ToArray(), RecognitionFailure.NotAnImage);
        await AssertFailureAsync(recognizer, whole[..(whole.Length / 2)], RecognitionFailure.ImageCutShort);
        await AssertFailureAsync(recognizer, TinyNetworks.Picture("FACE", 100, 51), RecognitionFailure.TooManyPixels);

        // And the next good one is read.
        Assert.Equal("FACE", (await recognizer.RecognizeAsync(whole, new RecognitionRequest(), Stop)).Value!.Plates[0].Reading.Text);
    }

    [Fact]
    public async Task RecognizeAsync_RequestThatCannotBeServed_SaysWhatCan()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader());

        await AssertFailureAsync(recognizer, TinyNetworks.Picture("A"), RecognitionFailure.ModelNotFound, new RecognitionRequest { Model = "other" }, "colour-reader/1");
        await AssertFailureAsync(recognizer, TinyNetworks.Picture("A"), RecognitionFailure.NoDetector, new RecognitionRequest { Mode = RecognitionMode.Photo }, "mode=crop");
        await AssertFailureAsync(recognizer, TinyNetworks.Picture("A"), RecognitionFailure.DeadlineExceeded, new RecognitionRequest { Deadline = DateTimeOffset.UnixEpoch }, "deadline");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task RecognizeAsync_TopNOutOfRange_Throws(int topN)
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader());

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => recognizer.RecognizeAsync(TinyNetworks.Picture("A"), new RecognitionRequest { TopN = topN }, Stop).AsTask());
    }

    [Fact]
    public async Task RecognizeAsync_BeforeWarmUp_IsNotReady()
    {
        _packages.Write(TinyNetworks.ColourReader());
        await using var recognizer = Open("colour-reader");

        await AssertFailureAsync(recognizer, TinyNetworks.Picture("A"), RecognitionFailure.ModelNotReady);
        Assert.False(recognizer.IsReady);
    }

    [Fact]
    public async Task RecognizeAsync_NetworkFails_IsAFailureAndTheNextPictureIsRead()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.FailsUnlessBlack(), golden: Black);

        await AssertFailureAsync(recognizer, TinyNetworks.Picture("A"), RecognitionFailure.ExecutionFailed, mention: "ONNX Runtime failed");

        Assert.True((await recognizer.RecognizeAsync(Black, new RecognitionRequest(), Stop)).Succeeded);
    }

    [Fact]
    public async Task RecognizeAsync_NetworkAnswersNoProbabilities_IsAFailureAndTheNextPictureIsRead()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.OverflowsUnlessBlack(), golden: Black);

        await AssertFailureAsync(recognizer, TinyNetworks.Picture("A"), RecognitionFailure.ExecutionFailed, mention: "colour-reader/1 gave no probabilities: slot 0");

        Assert.True((await recognizer.RecognizeAsync(Black, new RecognitionRequest(), Stop)).Succeeded);
    }

    [Fact]
    public async Task WarmUpAsync_NetworkAnswersNoProbabilities_IsRefused()
    {
        var (model, manifest) = (TinyNetworks.ColourReader(), Packages.Manifest());
        ModelPackage.Write(_packages.Folder(manifest.Name, 1), manifest, TinyNetworks.OverflowsUnlessBlack(), [Packages.Golden(model, manifest, "AB")]);
        await using var recognizer = Open("colour-reader");

        Assert.Contains("gave no probabilities", (await Assert.ThrowsAsync<ModelPackageException>(() => recognizer.WarmUpAsync(Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecognizeAsync_NetworkHangs_DeadlineEndsIt()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.HangsUnlessBlack(), golden: Black);
        var request = new RecognitionRequest { Deadline = TimeProvider.System.GetUtcNow().AddMilliseconds(300) };

        var outcome = await Task.Run(() => recognizer.RecognizeAsync(TinyNetworks.Picture("A"), request, Stop).AsTask(), Stop).WaitAsync(Patience, Stop);

        Assert.Equal(RecognitionFailure.DeadlineExceeded, outcome.Failure);
    }

    [Fact]
    public async Task RecognizeAsync_AllPlacesTaken_QueuesThenRefusesAndMovesOnWhenTheCallerGoes()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.HangsUnlessBlack(), golden: Black, options: Places(1, queue: 1));
        using var gone = new CancellationTokenSource();
        var hanging = Hang(recognizer, gone.Token);
        while (recognizer.PicturesUnderWay == 0)
            await Task.Delay(1, Stop);
        var queued = recognizer.RecognizeAsync(Black, new RecognitionRequest(), Stop).AsTask();
        while (recognizer.Waiting == 0)
            await Task.Delay(1, Stop);

        var refused = await recognizer.RecognizeAsync(Black, new RecognitionRequest(), Stop);
        await gone.CancelAsync();

        Assert.Equal(RecognitionFailure.QueueFull, refused.Failure);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging.WaitAsync(Patience, Stop));
        Assert.True((await queued.WaitAsync(Patience, Stop)).Succeeded);
    }

    [Fact]
    public async Task DisposeAsync_PictureUnderWay_IsFinishedAndNewOnesRefused()
    {
        var recognizer = await ReadyAsync(TinyNetworks.HangsUnlessBlack(), golden: Black, options: Places(1, queue: 0));
        using var gone = new CancellationTokenSource();
        var hanging = Hang(recognizer, gone.Token);
        while (recognizer.PicturesUnderWay == 0)
            await Task.Delay(1, Stop);

        var disposing = recognizer.DisposeAsync().AsTask();
        await AssertFailureAsync(recognizer, Black, RecognitionFailure.ShuttingDown);
        Assert.False(disposing.IsCompleted);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging.WaitAsync(Patience, Stop));
        await disposing.WaitAsync(Patience, Stop);
        await recognizer.DisposeAsync();
    }

    [Fact]
    public async Task RecognizeAsync_ManyAtOnce_AnswersEachItsOwn()
    {
        await using var recognizer = await ReadyAsync(TinyNetworks.ColourReader(), options: new PlateRecognizerOptions { Inference = new InferenceOptions { QueueLimit = 1000 } });
        var texts = new[] { "ABCD", "FACE", "DAD", "BEEF", "CAFE", "A" };
        var pictures = texts.Select((text, at) => TinyNetworks.Picture(text, 50 + 20 * at, 20 + 7 * at)).ToArray();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(round => Task.Run(() => recognizer.RecognizeAsync(pictures[round % 6], new RecognitionRequest(), Stop).AsTask(), Stop)));

        for (var round = 0; round < outcomes.Length; round++)
        {
            Assert.Equal(texts[round % 6], outcomes[round].Value!.Plates[0].Reading.Text);
            Assert.Equal(50 + 20 * (round % 6), outcomes[round].Value!.Width);
        }
    }

    [Fact]
    public async Task RecognizeAsync_Timings_AddUpOnTheGivenClock()
    {
        _packages.Write(TinyNetworks.ColourReader());
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        await using var recognizer = PlateRecognizer.Create(ModelCatalogue.Load(_packages.Root), "colour-reader", new PlateRecognizerOptions(), clock);
        await recognizer.WarmUpAsync(Stop);

        var timings = (await recognizer.RecognizeAsync(TinyNetworks.Picture("A"), new RecognitionRequest(), Stop)).Value!.Timings;

        Assert.All([timings.Decode, timings.Queue, timings.Read], part => Assert.True(part > TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, timings.Detect);
        Assert.Equal(timings.Total, timings.Decode + timings.Queue + timings.Read);
    }

    private static PlateRecognizerOptions Places(int places, int queue) => new() { Inference = new InferenceOptions { MaxConcurrentPictures = places, QueueLimit = queue } };

    // Takes a place until the token is cancelled.
    private static Task<RecognitionOutcome> Hang(PlateRecognizer recognizer, CancellationToken gone)
        => Task.Run(() => recognizer.RecognizeAsync(TinyNetworks.Picture("A"), new RecognitionRequest(), gone).AsTask(), CancellationToken.None);

    private static byte[] Black => Pictures.Encode(32, 16, (_, _) => SKColors.Black, SKEncodedImageFormat.Png);

    private PlateRecognizer Open(string defaultModel, PlateRecognizerOptions? options = null)
        => PlateRecognizer.Create(ModelCatalogue.Load(_packages.Root), defaultModel, options ?? new PlateRecognizerOptions());

    private async Task<PlateRecognizer> ReadyAsync(string defaultModel, PlateRecognizerOptions? options = null)
    {
        var recognizer = Open(defaultModel, options);
        await recognizer.WarmUpAsync(Stop);
        Assert.True(recognizer.IsReady);
        return recognizer;
    }

    private Task<PlateRecognizer> ReadyAsync(byte[] model, ModelManifest? manifest = null, byte[]? golden = null, PlateRecognizerOptions? options = null)
    {
        manifest ??= Packages.Manifest();
        if (golden is null)
            _packages.Write(model, manifest);
        else
            ModelPackage.Write(_packages.Folder(manifest.Name, manifest.Version), manifest, model, [Packages.Golden(model, manifest, golden)]);
        return ReadyAsync(manifest.Name, options);
    }

    private static async Task AssertFailureAsync(PlateRecognizer recognizer, byte[] picture, RecognitionFailure expected, RecognitionRequest? request = null, string? mention = null)
    {
        var outcome = await recognizer.RecognizeAsync(picture, request ?? new RecognitionRequest(), Stop);

        Assert.False(outcome.Succeeded);
        Assert.Equal(expected, outcome.Failure);
        Assert.NotEmpty(outcome.Detail);
        Assert.DoesNotContain('\n', outcome.Detail);
        if (mention is not null)
            Assert.Contains(mention, outcome.Detail, StringComparison.Ordinal);
    }
}
