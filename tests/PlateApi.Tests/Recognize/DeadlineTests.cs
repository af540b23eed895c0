using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PlateRecognition;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Recognize;

/// <summary>Deadlines, and more clients than can be served.</summary>
public sealed class DeadlineTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly FakeTimeProvider _time = new();
    private readonly ManualResetEventSlim _released = new();
    private volatile bool _isHeld;
    private int _items, _takes;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _released.Set();
        _released.Dispose();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("3600001")]
    public async Task Recognize_WrongDeadline_Is400AndNamesTheLimits(string deadline)
    {
        await using var service = await RunningService.StartAsync();

        var response = await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"), $"?deadlineMs={deadline}");

        var detail = (await response.ReadProblemAsync(400, "InvalidQuery")).GetProperty("detail").GetString()!;
        Assert.Contains($"deadlineMs is '{deadline}'; it must be a whole number from 1 to 3600000.", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/recognize/compare?model=colour-reader&model=second", 400)]
    [InlineData("/v1/plate-reader/?", 400)]
    // The format answers 200 and says in the body that it failed.
    [InlineData("/v1/vision/alpr?", 200)]
    [InlineData("/v2/models/colour-reader/infer?", 400)]
    public async Task OtherEndpoints_WrongDeadline_IsRefusedAndNamesTheLimits(string path, int status)
    {
        await using var service = await ChaoticService.StartAsync((session, memory, count) => session.Run(memory, count), writeModels: WriteTwoReaders);

        using var response = await PostAsync(service, $"{path}&deadlineMs=0");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains("deadlineMs is '0'; it must be a whole number from 1 to 3600000.", Unescaped(await response.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/recognize/compare?model=colour-reader&model=second")]
    [InlineData("/v1/plate-reader/?")]
    [InlineData("/v1/vision/alpr?")]
    [InlineData("/v1/image/alpr?")]
    [InlineData("/v2/models/colour-reader/infer?")]
    public async Task OtherEndpoints_DeadlinePassesInTheQueue_Is504AndThePictureIsNeverRun(string path)
    {
        await using var service = await StartAsync("--PlateApi:DefaultModel=colour-reader");
        _isHeld = true;
        var first = service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _items) == 1, Patience));
        var waiting = PostAsync(service, $"{path}&deadlineMs=500");
        Assert.True(SpinWait.SpinUntil(() => service.Services.GetRequiredService<PlateRecognizer>().Waiting == 1, Patience));

        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        using var late = await waiting;
        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        _released.Set();
        await first;
        Assert.Equal(1, _items);
    }

    [Theory]
    [InlineData("?deadlineMs=500", 500)]
    [InlineData("?deadlineMs=3600000", 20_000)]
    [InlineData("", 20_000)]
    public async Task Recognize_DeadlinePassesInTheQueue_Is504AndThePictureIsNeverRun(string query, int milliseconds)
    {
        await using var service = await StartAsync("--PlateApi:DeadlineSeconds=20");
        _isHeld = true;
        var first = service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _items) == 1, Patience));
        var waiting = service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), query);
        Assert.True(SpinWait.SpinUntil(() => service.Services.GetRequiredService<PlateRecognizer>().Waiting == 1, Patience));

        _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await (await waiting).ReadProblemAsync(504, "DeadlineExceeded");
        _released.Set();
        await first;
        Assert.Equal(1, _items);
    }

    [Fact]
    public async Task Recognize_ClientThatWaitsGoes_ItsPictureIsNeverRun()
    {
        await using var service = await StartAsync();
        _isHeld = true;
        var first = service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _items) == 1, Patience));
        using var gone = new CancellationTokenSource();
        var waiting = service.Client.PostAsync("/recognize", Answers.Body(TinyNetworks.Picture("FACE"), "image/png"), gone.Token);
        var recognizer = service.Services.GetRequiredService<PlateRecognizer>();
        Assert.True(SpinWait.SpinUntil(() => recognizer.Waiting == 1, Patience));

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(SpinWait.SpinUntil(() => recognizer.Waiting == 0, Patience));
        _released.Set();
        await (await first).ReadJsonAsync();
        Assert.Equal(1, _items);
    }

    [Fact]
    public async Task Recognize_AnswerWouldComeTooLate_Is503AtOnce()
    {
        await using var service = await StartAsync();
        // The service learns that a picture takes 100 ms.
        _takes = 100;
        for (var picture = 0; picture < 40; picture++)
            await (await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"))).ReadJsonAsync();
        _isHeld = true;
        var before = _items;
        var working = service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _items) == before + 1, Patience));

        var refused = await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?deadlineMs=150");
        var patient = service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?deadlineMs=5000");

        var problem = await refused.ReadProblemAsync(503, "WouldBeLate");
        Assert.Contains("the deadline is in 150 ms (deadlineMs, DeadlineSeconds)", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);
        _released.Set();
        await (await working).ReadJsonAsync();
        await (await patient).ReadJsonAsync();
    }

    [Fact]
    public async Task Recognize_FarMoreClientsThanCanBeServed_NothingIsRunInVainAndOnlyExpectedStatusesCome()
    {
        const int Clients = 48, Rounds = 12;
        await using var service = await ChaoticService.StartAsync(
            (session, memory, count) =>
            {
                Interlocked.Add(ref _items, count);
                // No run ends before a client was refused, however slowly they come.
                Assert.True(!_isHeld || _released.Wait(Patience, CancellationToken.None), "Nobody was refused.");
                Thread.Sleep(2);
                return session.Run(memory, count);
            },
            settings: ["--PlateApi:InferenceConcurrency=2", "--PlateApi:InferenceQueueLimit=4", "--PlateApi:DeadlineSeconds=600", "--PlateApi:ReadsPerPlate=1"]);
        var before = _items;
        _isHeld = true;

        var responses = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var statuses = new List<(HttpStatusCode Status, bool HasRetryAfter)>();
            for (var round = 0; round < Rounds; round++)
            {
                using var response = await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?mode=crop");
                statuses.Add((response.StatusCode, response.Headers.RetryAfter is not null));
                if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                    _released.Set();
            }

            return statuses;
        })));

        var all = responses.SelectMany(statuses => statuses).ToArray();
        var answered = all.Count(response => response.Status == HttpStatusCode.OK);
        Assert.All(all, response => Assert.Contains((response.Status, response.HasRetryAfter), new[] { (HttpStatusCode.OK, false), (HttpStatusCode.ServiceUnavailable, true) }));
        Assert.InRange(answered, 1, (Clients * Rounds) - 1);
        // Every run of the network was somebody's answer.
        Assert.Equal(answered, _items - before);
        Assert.Equal(0, service.Services.GetRequiredService<PlateRecognizer>().Waiting);
        Assert.Empty(service.Log.Errors);
    }

    private static string Unescaped(string json) => System.Text.RegularExpressions.Regex.Unescape(json);

    private static void WriteTwoReaders(Packages models)
    {
        models.Write(TinyNetworks.ColourReader());
        models.Write(TinyNetworks.ColourReader(), Packages.Manifest("second"));
    }

    // Each endpoint takes the picture as its clients send it.
    private static async Task<HttpResponseMessage> PostAsync(RunningService service, string path)
    {
        var picture = TinyNetworks.Picture("FACE");
        using HttpContent content = path.StartsWith("/v2/", StringComparison.Ordinal)
            ? new StringContent($$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Convert.ToBase64String(picture)}}"]}]}""", System.Text.Encoding.UTF8, "application/json")
            : Answers.Form(("upload", picture));
        return await service.Client.PostAsync(path, content, Stop);
    }

    private Task<RunningService> StartAsync(params string[] settings) => ChaoticService.StartAsync(
        (session, memory, count) =>
        {
            if (_takes > 0)
                _time.Advance(TimeSpan.FromMilliseconds(_takes));
            if (_isHeld)
            {
                Interlocked.Add(ref _items, count);
                Assert.True(_released.Wait(Patience, CancellationToken.None), "A run was never let go.");
            }

            return session.Run(memory, count);
        },
        builder => builder.Services.AddSingleton<TimeProvider>(_time),
        WriteTwoReaders,
        settings: ["--PlateApi:InferenceConcurrency=1", "--PlateApi:ReadsPerPlate=1", .. settings]);
}
