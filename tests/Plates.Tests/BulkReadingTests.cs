using PlateRecognition;
using PlateRecognition.Models;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace Plates.Tests;

public sealed class BulkReadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task ReadAsync_ManyPictures_AreTakenInTheirOrder(int threads)
    {
        var (texts, files) = WritePictures(60);
        await using var recognizer = await OpenAsync(threads);
        var taken = new List<string>();

        await new BulkReading(recognizer, new RecognitionRequest(), threads).ReadAsync(
            files, picture => taken.Add(picture.Outcome.Value!.Plates[0].Reading.Text), TestContext.Current.CancellationToken);

        Assert.Equal(texts, taken);
    }

    [Fact]
    public async Task ReadAsync_Stopped_LeavesTheFirstPicturesAndEnds()
    {
        var (texts, files) = WritePictures(60);
        await using var recognizer = await OpenAsync(4);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var taken = new List<string>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BulkReading(recognizer, new RecognitionRequest(), 4).ReadAsync(
            files,
            picture =>
            {
                taken.Add(picture.Outcome.Value!.Plates[0].Reading.Text);
                if (taken.Count == 3)
                    stop.Cancel();
            },
            stop.Token));

        Assert.InRange(taken.Count, 3, 59);
        Assert.Equal(texts[..taken.Count], taken);
    }

    [Fact]
    public async Task ReadAsync_TakerThatFails_EndsWithItsFault()
    {
        var (_, files) = WritePictures(60);
        await using var recognizer = await OpenAsync(4);

        await Assert.ThrowsAsync<IOException>(() => new BulkReading(recognizer, new RecognitionRequest(), 4).ReadAsync(
            files, _ => throw new IOException("The disk is full."), TestContext.Current.CancellationToken));
    }

    private (string[] Texts, string[] Files) WritePictures(int count)
    {
        string[] texts = [.. Enumerable.Range(0, count).Select(i => $"{"ABCDEF"[i % 6]}{"ABCDEF"[i / 6 % 6]}{"ABCDEF"[i / 36]}")];
        string[] files = [.. texts.Select((text, i) => Path.Combine(_folder, $"{i}.png"))];
        foreach (var (text, file) in texts.Zip(files))
            File.WriteAllBytes(file, TinyNetworks.Picture(text));
        return (texts, files);
    }

    private static async Task<PlateRecognizer> OpenAsync(int threads)
    {
        using var models = new Packages();
        models.Write(TinyNetworks.ColourReader());
        var recognizer = PlateRecognizer.Create(
            ModelCatalogue.Load(models.Root), "colour-reader", new PlateRecognizerOptions { Inference = new() { MaxConcurrentPictures = threads } });
        await recognizer.WarmUpAsync(TestContext.Current.CancellationToken);
        return recognizer;
    }
}
