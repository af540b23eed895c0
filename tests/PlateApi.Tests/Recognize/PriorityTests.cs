using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PlateApi.Recognize;
using PlateRecognition;
using PlateRecognition.Inference;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Recognize;

/// <summary>Requests of many pictures, and single ones that come while they are read. One place; the order is what ONNX Runtime sees.</summary>
public sealed class PriorityTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentQueue<char> _order = new();
    private readonly ManualResetEventSlim _released = new();
    private volatile bool _isHeld;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _released.Set();
        _released.Dispose();
    }

    [Theory]
    [InlineData("application/json", 1)]
    [InlineData(StreamedResults.MediaType, 3)]
    public async Task Recognize_SinglePicture_OvertakesThoseOfManyThatWait(string accept, int thatWait)
    {
        await using var service = await StartAsync();
        var working = PostAsync(service, accept, "A");
        Assert.True(SpinWait.SpinUntil(() => !_order.IsEmpty, Patience));
        var waiting = PostAsync(service, accept, "B");
        // A stream sends its second picture while the first is read.
        WaitFor(service, thatWait);

        var single = service.Client.PostPictureAsync(TinyNetworks.Picture("C"));
        WaitFor(service, thatWait + 1);
        _released.Set();

        Assert.Equal("C", Answers.TextOf(await (await single).ReadJsonAsync()));
        await Task.WhenAll(working, waiting);
        Assert.Equal("AC", string.Concat(_order.Take(2)));
        Assert.Equal("AABBC", string.Concat(_order.Order()));
    }

    [Fact]
    public async Task Recognize_QueueFullOfBulk_StillTakesASinglePicture()
    {
        await using var service = await StartAsync("--PlateApi:InferenceQueueLimit=1");
        var working = PostAsync(service, "application/json", "A");
        Assert.True(SpinWait.SpinUntil(() => !_order.IsEmpty, Patience));
        var displaced = PostAsync(service, "application/json", "B");
        WaitFor(service, 1);

        var single = service.Client.PostPictureAsync(TinyNetworks.Picture("C"));
        var answer = await displaced;
        _released.Set();

        await (await single).ReadJsonAsync();
        await working;
        Assert.Contains("\"code\":\"QueueFull\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static void WaitFor(RunningService service, int waiting)
        => Assert.True(SpinWait.SpinUntil(() => service.Services.GetRequiredService<PlateRecognizer>().Waiting == waiting, Patience), "Nobody waits.");

    private static Task<HttpResponseMessage> PostAsync(RunningService service, string accept, string text)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/recognize") { Content = Answers.Form(("image", TinyNetworks.Picture(text)), ("image", TinyNetworks.Picture(text))) };
        request.Headers.Add("Accept", accept);
        return service.Client.SendAsync(request, Stop);
    }

    private async Task<RunningService> StartAsync(params string[] settings)
    {
        var service = await ChaoticService.StartAsync(Run, settings: ["--PlateApi:InferenceConcurrency=1", "--PlateApi:DeadlineSeconds=600", .. settings]);
        _isHeld = true;
        return service;
    }

    private string? Run(NetworkSession session, BatchMemory memory, int count)
    {
        if (_isHeld)
        {
            var first = (memory.Input(0)[0], memory.Input(0)[1], memory.Input(0)[2]);
            _order.Enqueue(TinyNetworks.Alphabet[Array.FindIndex(TinyNetworks.Colours, colour => (colour.Red, colour.Green, colour.Blue) == first)]);
            Assert.True(_released.Wait(Patience, CancellationToken.None), "A run was never let go.");
        }

        return session.Run(memory, count);
    }
}
