using System.Net;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using PlateApi.Hosting;
using PlateApi.Recognize;
using PlateRecognition.Imaging;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using SkiaSharp;

namespace PlateApi.Tests.Recognize;

public sealed class InFlightMemoryTests
{
    private const int Mebi = 1024 * 1024;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FillAsync_AnyFilesAndEndings_HoldWhatTheirBuffersAreAndGiveAllBack()
        => await Gen.Select(Gen.Int[0, 400_000], Gen.Int[1, 500_000], Gen.Long[0, 600_000]).Array[1, 8].SampleAsync(async files =>
        {
            var budget = new MemoryBudget(1_000_000);
            var held = new List<UploadedFile>();
            foreach (var (length, limit, breaksAt) in files)
            {
                var file = new UploadedFile(budget);
                held.Add(file);
                try
                {
                    var outcome = await file.FillAsync(new BreakingStream(length, breaksAt), limit);
                    Assert.Equal(outcome == FillOutcome.TooLarge, outcome != FillOutcome.NoMemory && length > limit);
                    Assert.Equal(outcome == FillOutcome.Whole, file.Bytes.Length == length && outcome != FillOutcome.NoMemory && length <= limit);
                    file.TryDouble();
                }
                catch (IOException)
                {
                    // The client went.
                }

                Assert.InRange(budget.Held, held.Sum(one => (long)one.Bytes.Length), budget.Limit);
            }

            held.ForEach(file => file.Dispose());
            held.ForEach(file => file.Dispose());
            Assert.Equal(0, budget.Held);
        });

    [Fact]
    public async Task Recognize_UploadsOfOthersHoldTheMemory_Is503AndNamesTheSetting()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:MaxMegabytesInFlight=1");
        var memory = service.Services.GetRequiredService<InFlightMemory>();
        Assert.True(memory.Uploads.TryTake(Mebi - 1000));

        var announced = await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"));
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/recognize") { Content = Answers.Body(TinyNetworks.Picture("FACE"), "image/png") };
        chunked.Headers.TransferEncodingChunked = true;
        var unannounced = await service.Client.SendAsync(chunked, Stop);
        memory.Uploads.GiveBack(Mebi - 1000);
        var later = await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"));

        foreach (var refused in new[] { announced, unannounced })
        {
            var problem = await refused.ReadProblemAsync(503, "MemoryFull");
            Assert.Contains($"hold {Mebi - 1000}; {Mebi} are allowed together (PlateApi:MaxMegabytesInFlight)", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await later.ReadJsonAsync();
        Assert.Equal(0, memory.Uploads.Held);
    }

    [Fact]
    public async Task Recognize_UploadThatCouldNeverBeHeld_Is413()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:MaxMegabytesInFlight=1");

        var refused = await service.Client.PostPictureAsync(new byte[Mebi + 1]);

        var problem = await refused.ReadProblemAsync(413, "UploadTooLarge");
        Assert.Contains("PlateApi:MaxMegabytesInFlight", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recognize_PixelsOfOthersHoldTheMemory_Is503AndThoseThatNeverFitAre422()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:MaxMegapixelsInFlight=1");
        var memory = service.Services.GetRequiredService<InFlightMemory>();
        var (small, large) = (TinyNetworks.Picture("FACE", 640, 240), TinyNetworks.Picture("FACE", 2000, 600));
        Assert.True(memory.Pixels.TryTake(900_000));

        var full = await service.Client.PostPictureAsync(small);
        memory.Pixels.GiveBack(900_000);

        var problem = await full.ReadProblemAsync(503, "MemoryFull");
        Assert.Contains("MaxMegapixelsInFlight", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.NotNull(full.Headers.RetryAfter);
        await (await service.Client.PostPictureAsync(large)).ReadProblemAsync(422, "TooManyPixels");
        await (await service.Client.PostPictureAsync(small)).ReadJsonAsync();
        Assert.Equal(0, memory.Pixels.Held);
    }

    [Theory]
    [InlineData("draw=true")]
    [InlineData("draw=true&mode=crop")]
    public async Task Recognize_NoRoomForTheDrawing_Is503AndItsPictureAloneIsRead(string query)
    {
        const int Pixels = 640 * 240;
        await using var service = await RunningService.StartAsync("--PlateApi:MaxMegapixelsInFlight=1");
        var (memory, picture) = (service.Services.GetRequiredService<InFlightMemory>(), TinyNetworks.Picture("FACE", 640, 240));
        // Room for the picture and half of what its drawing needs.
        Assert.True(memory.Pixels.TryTake(1_000_000 - (5 * Pixels / 2)));

        var refused = await service.Client.PostPictureAsync(picture, $"?{query}");
        await (await service.Client.PostPictureAsync(picture)).ReadJsonAsync();
        memory.Pixels.GiveBack(1_000_000 - (5 * Pixels / 2));
        var drawn = await service.Client.PostPictureAsync(picture, $"?{query}");

        var problem = await refused.ReadProblemAsync(503, "MemoryFull");
        Assert.Contains($"The drawing needs memory for {3 * Pixels} pixels", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (drawn.StatusCode, drawn.Content.Headers.ContentType?.MediaType));
        Assert.Equal(0, memory.Pixels.Held);
    }

    [Fact]
    public async Task Recognize_DrawingThatCouldNeverBeHeld_Is422()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:MaxMegapixelsInFlight=1");
        var picture = TinyNetworks.Picture("FACE", 900, 340);

        var problem = await (await service.Client.PostPictureAsync(picture, "?draw=true")).ReadProblemAsync(422, "TooManyPixels");

        Assert.Contains($"need memory for {4 * 900 * 340} pixels; all pictures together may hold 1000000 (MaxMegapixelsInFlight)", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        await (await service.Client.PostPictureAsync(picture)).ReadJsonAsync();
        Assert.Equal(0, service.Services.GetRequiredService<InFlightMemory>().Pixels.Held);
    }

    [Fact]
    public async Task Recognize_GoodBrokenAndCancelledOnesThroughEveryDoor_LeaveNothingHeld()
    {
        var runs = 0;
        await using var service = await ChaoticService.StartAsync(
            (session, memory, count) => Interlocked.Increment(ref runs) % 7 == 0 ? "chaos" : session.Run(memory, count),
            settings: ["--PlateApi:MaxMegabytesInFlight=2", "--PlateApi:MaxMegapixelsInFlight=1", "--PlateApi:InferenceQueueLimit=2", "--PlateApi:InferenceConcurrency=2"]);
        var memory = service.Services.GetRequiredService<InFlightMemory>();
        byte[][] pictures =
        [
            TinyNetworks.Picture("FACE"), TinyNetworks.Picture("DAD", 800, 300), Pictures.Textured(900, 700, SKEncodedImageFormat.Jpeg), "broken"u8.ToArray(),
            TinyNetworks.Picture("ABE")[..100], Exif.In(Pictures.InQuadrants(320, 160), Exif.Tiff(6)), new byte[300_000],
        ];

        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(client => Task.Run(() => AskAsync(service, pictures, new Random(client)), Stop)));

        Assert.True(SpinWait.SpinUntil(() => (memory.Uploads.Held, memory.Pixels.Held) == (0, 0), TimeSpan.FromSeconds(60)), $"{memory.Uploads.Held} bytes and {memory.Pixels.Held} pixels are held.");
        Assert.All(statuses.SelectMany(status => status), status => Assert.Contains((int)status, new[] { 200, 400, 422, 429, 503, 504 }));
        Assert.Contains(HttpStatusCode.OK, statuses.SelectMany(status => status));
    }

    [Fact]
    public void Defaults_AreOfTheMemoryThatThisProcessMayUse()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var memory = new InFlightMemory(new PlateApiOptions());

        Assert.InRange(memory.Uploads.Limit, 16L * Mebi, Math.Max(16L * Mebi, available / 4));
        Assert.InRange(4 * memory.Pixels.Limit, 32_000_000, Math.Max(32_000_000, available / 2));
    }

    private static async Task<List<HttpStatusCode>> AskAsync(RunningService service, byte[][] pictures, Random random)
    {
        var statuses = new List<HttpStatusCode>();
        for (var round = 0; round < 25; round++)
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            if (random.Next(4) == 0)
                gone.CancelAfter(random.Next(20));
            try
            {
                using var request = Request(random.Next(5), [.. Enumerable.Range(0, 3).Select(_ => pictures[random.Next(pictures.Length)])]);
                using var response = await service.Client.SendAsync(request, gone.Token);
                await response.Content.ReadAsStringAsync(gone.Token);
                statuses.Add(response.StatusCode);
            }
            catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException)
            {
                // Cancelled, or refused while it still sent.
                Assert.False(Stop.IsCancellationRequested);
            }
        }

        return statuses;
    }

    private static HttpRequestMessage Request(int door, byte[][] files)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, door switch { 2 => "/v1/plate-reader/", 3 => "/v2/models/colour-reader/infer", 4 => "/recognize?draw=true", _ => "/recognize" });
        request.Content = door switch
        {
            0 or 4 => Answers.Body(files[0], "image/png"),
            1 => Answers.Form([.. files.Select(file => ("image", file))]),
            2 => new StringContent($$"""{"upload":"{{Convert.ToBase64String(files[0])}}"}""", System.Text.Encoding.UTF8, "application/json"),
            _ => new StringContent($$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Convert.ToBase64String(files[0])}}"]}]}""", System.Text.Encoding.UTF8, "application/json"),
        };
        if (door == 1 && files[0].Length % 2 == 0)
            request.Headers.Add("Accept", StreamedResults.MediaType);
        return request;
    }

    /// <summary>So many bytes, in pieces; a client that goes makes it break.</summary>
    private sealed class BreakingStream(int length, long breaksAt) : MemoryStream(new byte[length])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => Position >= breaksAt ? throw new IOException("gone") : base.ReadAsync(buffer[..Math.Min(buffer.Length, 70_000)], cancellationToken);
    }
}
