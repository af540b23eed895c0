using PlateRecognition.Models;
using PlateRecognition.Tests.Detection;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;
using SkiaSharp;

namespace PlateRecognition.Tests;

/// <summary>How models come, go and answer to their names while pictures are read.</summary>
public sealed class LiveModelsTests : IDisposable
{
    private static readonly byte[] Black = Pictures.Encode(32, 16, (_, _) => SKColors.Black, SKEncodedImageFormat.Png);

    private readonly Packages _packages = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _packages.Dispose();

    [Fact]
    public async Task Open_SeveralModels_OpensDefaultAndFinderAlone()
    {
        TinyFinder.Write(_packages, 1);
        TinyFinder.Write(_packages, 2);
        Write(1);
        Write(2);
        Write(1, "other");
        await using var recognizer = await ReadyAsync();

        Assert.Equal(["colour-reader/2", "cell-finder/2"], Loaded(recognizer));
        Assert.Equal(["colour-reader/2", "other/1", "cell-finder/2"], Served(recognizer));
        Assert.Equal("other/1", await ReadAsync(recognizer, "other"));
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer, "colour-reader/1"));
        Assert.Equal(["colour-reader/2", "colour-reader/1", "other/1", "cell-finder/2"], Loaded(recognizer));
    }

    [Fact]
    public async Task RecognizeAsync_FaultyModelThatIsNotDefault_IsNotReadyAndToldOnce()
    {
        Write(1);
        _packages.WriteWrongGolden("wrong");
        _packages.WriteUnlikeItsManifest("unlike");
        await using var recognizer = await ReadyAsync();
        var told = new List<string>();
        recognizer.Models.Opened += (_, opened) => told.Add($"{opened.Package.Manifest.Id}: {string.Join(' ', opened.Faults)}");

        foreach (var model in new[] { "wrong", "wrong/1", "unlike" })
        {
            var outcome = await recognizer.RecognizeAsync(Black, new RecognitionRequest { Model = model }, Stop);
            Assert.Equal(RecognitionFailure.ModelNotReady, outcome.Failure);
        }

        Assert.Equal(2, told.Count);
        Assert.Contains("wrong/1: wrong/1 golden/sample-AB: read 'AB', expected 'AA'", told[0], StringComparison.Ordinal);
        Assert.Contains("no input 'image'", told[1], StringComparison.Ordinal);
        Assert.Contains("read 'AB', expected 'AA'", recognizer.Models.List().Single(model => model.Package.Manifest.Name == "wrong").Faults.Single(), StringComparison.Ordinal);
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
    }

    [Fact]
    public async Task ReloadAsync_NewVersion_AnswersAndTheOldOneIsKeptOpen()
    {
        Write(1);
        await using var recognizer = await ReadyAsync();
        Write(2);

        var update = await recognizer.Models.ReloadAsync(Stop);

        Assert.True(update.Succeeded);
        AssertChange(update, added: ["colour-reader/2"], removed: [], served: ["colour-reader/2"]);
        Assert.Equal("colour-reader/2", await ReadAsync(recognizer));
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer, "colour-reader/1"));
    }

    [Fact]
    public async Task ReloadAsync_VersionGone_IsClosedAndNotFound()
    {
        Write(1);
        Write(2);
        await using var recognizer = await ReadyAsync();
        var pool = recognizer.Models.Current.Default.Open().Pool;
        Directory.Delete(_packages.Folder("colour-reader", 2), recursive: true);

        var update = await recognizer.Models.ReloadAsync(Stop);

        AssertChange(update, added: [], removed: ["colour-reader/2"], served: ["colour-reader/1"]);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent());
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
        Assert.Equal(RecognitionFailure.ModelNotFound, (await recognizer.RecognizeAsync(Black, new RecognitionRequest { Model = "colour-reader/2" }, Stop)).Failure);
    }

    [Fact]
    public async Task ReloadAsync_SameVersionWithOtherFiles_IsExchanged()
    {
        Write(1);
        await using var recognizer = await ReadyAsync();
        _packages.Write(TinyNetworks.ColourReader(), Packages.Manifest() with { Calibration = new ManifestCalibration { AcceptThreshold = 2 } });

        var update = await recognizer.Models.ReloadAsync(Stop);

        AssertChange(update, added: ["colour-reader/1"], removed: ["colour-reader/1"], served: ["colour-reader/1"]);
        Assert.False((await recognizer.RecognizeAsync(TinyNetworks.Picture("FACE"), new RecognitionRequest(), Stop)).Value!.Plates[0].Accepted);
    }

    [Fact]
    public async Task ReloadAsync_NothingNew_KeepsAllModels()
    {
        Write(1);
        TinyFinder.Write(_packages);
        await using var recognizer = await ReadyAsync();
        var before = recognizer.Models.Current.Models;

        var update = await recognizer.Models.ReloadAsync(Stop);

        AssertChange(update, added: [], removed: [], served: []);
        Assert.Equal(before, recognizer.Models.Current.Models);
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
    }

    [Fact]
    public async Task ReloadAsync_FaultyPackages_LeavesTheOldOnesAndListsEachFault()
    {
        Write(1);
        TinyFinder.Write(_packages);
        await using var recognizer = await ReadyAsync();
        var before = recognizer.Models.Current;
        _packages.WriteWrongGolden("colour-reader", 2);
        _packages.WriteUnlikeItsManifest("other");
        TinyFinder.Write(_packages, 2, TinyFinder.Network(poisoned: true));

        var update = await recognizer.Models.ReloadAsync(Stop);

        Assert.Equal(ModelUpdateFailure.Faulty, update.Failure);
        Assert.Collection(
            update.Faults,
            fault => Assert.Contains("colour-reader/2 golden/sample-AB: read 'AB', expected 'AA'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("no input 'image'", fault, StringComparison.Ordinal),
            fault => Assert.Contains("cell-finder/2 golden/one-plate", fault, StringComparison.Ordinal));
        Assert.All(update.Faults, fault => Assert.DoesNotContain('\n', fault));
        Assert.Same(before, recognizer.Models.Current);
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
    }

    [Fact]
    public async Task ReloadAsync_BrokenFiles_LeavesTheOldOnesAndMendedOnesCome()
    {
        Write(1);
        await using var recognizer = await ReadyAsync();
        Write(2);
        var model = Path.Combine(_packages.Folder("colour-reader", 2), "model.onnx");
        var whole = await File.ReadAllBytesAsync(model, Stop);
        await File.WriteAllBytesAsync(model, whole[..^1], Stop);

        var broken = await recognizer.Models.ReloadAsync(Stop);
        await File.WriteAllBytesAsync(model, whole, Stop);
        var mended = await recognizer.Models.ReloadAsync(Stop);

        Assert.Contains("has the SHA-256", Assert.Single(broken.Faults), StringComparison.Ordinal);
        Assert.Equal(["colour-reader/2"], mended.Served);
    }

    [Fact]
    public async Task ReloadAsync_AfterGoldenSamplesFailedAtTheStart_MakesReady()
    {
        _packages.WriteWrongGolden("colour-reader");
        await using var recognizer = Open();
        await Assert.ThrowsAsync<ModelPackageException>(() => recognizer.WarmUpAsync(Stop));

        var wrong = await recognizer.Models.ReloadAsync(Stop);
        Write(1);
        var right = await recognizer.Models.ReloadAsync(Stop);

        Assert.False(wrong.Succeeded);
        Assert.True(right.Succeeded);
        Assert.True(recognizer.IsReady);
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
    }

    [Fact]
    public async Task ReloadAsync_Finder_IsExchanged()
    {
        Write(1);
        await using var recognizer = await ReadyAsync();
        Assert.Null(recognizer.FinderPackage);

        foreach (var version in new[] { 1, 2 })
        {
            TinyFinder.Write(_packages, version);
            Assert.True((await recognizer.Models.ReloadAsync(Stop)).Succeeded);

            var outcome = await recognizer.RecognizeAsync(TinyFinder.Photo(1, (1, 2, "FACE")), new RecognitionRequest { Mode = RecognitionMode.Photo }, Stop);
            Assert.Equal($"cell-finder/{version}", outcome.Value!.Detector);
            Assert.Equal("FACE", outcome.Value.Plates[0].Reading.Text);
        }
    }

    [Fact]
    public async Task ReloadAsync_PictureUnderWay_IsFinishedByTheOldModelThenThatIsClosed()
    {
        var (hangs, manifest) = (TinyNetworks.HangsUnlessBlack(), Packages.Manifest());
        ModelPackage.Write(_packages.Folder("colour-reader", 1), manifest, hangs, [Packages.Golden(hangs, manifest, Black)]);

        // A run beside the one that hangs, on one core, too.
        await using var recognizer = await ReadyAsync(new PlateRecognizerOptions { Inference = new() { MaxConcurrentRuns = 2 } });
        var pool = recognizer.Models.Current.Default.Open().Pool;
        using var gone = new CancellationTokenSource();
        var hanging = Task.Run(() => recognizer.RecognizeAsync(TinyNetworks.Picture("A"), new RecognitionRequest(), gone.Token).AsTask(), Stop);
        while (recognizer.PicturesUnderWay == 0)
            await Task.Delay(1, Stop);
        Directory.Delete(_packages.Folder("colour-reader", 1), recursive: true);
        Write(2);

        var reloading = recognizer.Models.ReloadAsync(Stop);
        while (await ReadAsync(recognizer) != "colour-reader/2")
            await Task.Delay(1, Stop);
        var meanwhile = await recognizer.Models.ReloadAsync(Stop);

        Assert.False(reloading.IsCompleted);
        Assert.Equal(ModelUpdateFailure.UnderWay, meanwhile.Failure);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        Assert.True((await reloading).Succeeded);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent());
    }

    [Fact]
    public async Task PinAsync_Versions_AnswerToTheNameUntilUnpinned()
    {
        Write(1);
        Write(2);
        Write(3);
        await using var recognizer = await ReadyAsync();

        Assert.Equal(["colour-reader/1"], (await recognizer.Models.PinAsync("colour-reader", 1, Stop)).Served);
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
        Assert.Equal("colour-reader/3", await ReadAsync(recognizer, "colour-reader/3"));
        Assert.Equal("colour-reader/1", recognizer.Models.List().Single(model => model.IsPinned).Package.Manifest.Id);
        Write(4);
        Assert.Empty((await recognizer.Models.ReloadAsync(Stop)).Served);
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
        Assert.Equal(["colour-reader/4"], (await recognizer.Models.UnpinAsync("colour-reader", Stop)).Served);
        Assert.DoesNotContain(recognizer.Models.List(), model => model.IsPinned);
    }

    [Fact]
    public async Task PinAsync_NoVersion_RollsBackOneByOne()
    {
        Write(1);
        Write(3);
        Write(7);
        await using var recognizer = await ReadyAsync();

        Assert.Equal(["colour-reader/3"], (await recognizer.Models.PinAsync("colour-reader", null, Stop)).Served);
        Assert.Equal(["colour-reader/1"], (await recognizer.Models.PinAsync("colour-reader", null, Stop)).Served);
        var atTheEnd = await recognizer.Models.PinAsync("colour-reader", null, Stop);

        Assert.Equal(ModelUpdateFailure.NotThere, atTheEnd.Failure);
        Assert.Contains("below colour-reader/1", atTheEnd.Faults.Single(), StringComparison.Ordinal);
        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
    }

    [Fact]
    public async Task PinAsync_WhatIsNotThereOrFaulty_LeavesAllAsItWas()
    {
        Write(2);
        _packages.WriteWrongGolden("colour-reader", 1);
        await using var recognizer = await ReadyAsync();

        Assert.Equal(ModelUpdateFailure.NotThere, (await recognizer.Models.PinAsync("other", 1, Stop)).Failure);
        Assert.Equal(ModelUpdateFailure.NotThere, (await recognizer.Models.PinAsync("colour-reader", 9, Stop)).Failure);
        Assert.Equal(ModelUpdateFailure.NotThere, (await recognizer.Models.UnpinAsync("colour-reader/2", Stop)).Failure);
        Assert.Equal(ModelUpdateFailure.Faulty, (await recognizer.Models.PinAsync("colour-reader", 1, Stop)).Failure);
        Assert.Equal("colour-reader/2", await ReadAsync(recognizer));
    }

    [Fact]
    public async Task Pins_OfTheOptions_HoldFromTheStartAndMustBeThere()
    {
        Write(1);
        Write(2);
        await using var recognizer = await ReadyAsync(new PlateRecognizerOptions { Pins = new Dictionary<string, int> { ["colour-reader"] = 1 } });

        Assert.Equal("colour-reader/1", await ReadAsync(recognizer));
        Directory.Delete(_packages.Folder("colour-reader", 1), recursive: true);
        Assert.Contains("The pinned version colour-reader/1 is not in", (await recognizer.Models.ReloadAsync(Stop)).Faults.Single(), StringComparison.Ordinal);
        Assert.Throws<ModelPackageException>(() => Open(new PlateRecognizerOptions { Pins = new Dictionary<string, int> { ["colour-reader"] = 3 } }));
    }

    private static void AssertChange(ModelUpdate update, string[] added, string[] removed, string[] served)
    {
        Assert.True(update.Succeeded, string.Join(' ', update.Faults));
        Assert.Equal(added, update.Added);
        Assert.Equal(removed, update.Removed);
        Assert.Equal(served, update.Served);
    }

    private static IEnumerable<string> Loaded(PlateRecognizer recognizer) => recognizer.Models.List().Where(model => model.IsLoaded).Select(model => model.Package.Manifest.Id);

    private static IEnumerable<string> Served(PlateRecognizer recognizer) => recognizer.Models.List().Where(model => model.IsServed).Select(model => model.Package.Manifest.Id);

    // Which model read a picture that none of them hangs on.
    private static async Task<string> ReadAsync(PlateRecognizer recognizer, string? model = null)
        => (await recognizer.RecognizeAsync(Black, new RecognitionRequest { Model = model, Mode = RecognitionMode.Crop }, Stop)).Value!.Recognizer;

    private void Write(int version, string name = "colour-reader") => _packages.Write(TinyNetworks.ColourReader(), Packages.Manifest(name, version));

    private PlateRecognizer Open(PlateRecognizerOptions? options = null)
        => PlateRecognizer.Create(ModelCatalogue.Load(_packages.Root), "colour-reader", options ?? new PlateRecognizerOptions());

    private async Task<PlateRecognizer> ReadyAsync(PlateRecognizerOptions? options = null)
    {
        var recognizer = Open(options);
        await recognizer.WarmUpAsync(Stop);
        return recognizer;
    }
}
