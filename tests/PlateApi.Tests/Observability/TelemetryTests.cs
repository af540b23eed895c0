using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Observability;

/// <summary>What leaves the process for Prometheus and for a collector; figures of a process are its own, so each test has one.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_AfterPictures_HaveThePicturesTheModelAndTheRequests()
    {
        await using var program = await RunningProgram.StartAsync();
        await program.Client.PostPictureAsync(TinyNetworks.Picture("FACE"));
        await program.Client.PostPictureAsync("broken"u8.ToArray());

        var figures = await program.ScrapeUntilAsync("http_response_status_code=\"422\"");

        AssertFigure(figures, "plateapi_pictures_total", "1", "outcome=\"accepted\"", "model=\"colour-reader/1\"");
        AssertFigure(figures, "plateapi_pictures_total", "1", "outcome=\"failed\"", "reason=\"NotAnImage\"");
        AssertFigure(figures, "plateapi_picture_duration_seconds_count", "1", "outcome=\"accepted\"");
        AssertFigure(figures, "plateapi_stage_duration_seconds_count", "1", "stage=\"read\"");
        AssertFigure(figures, "plateapi_pictures_in_flight", "0");
        AssertFigure(figures, "plateapi_ready", "1");
        AssertFigure(figures, "plateapi_model_info", "1", "model=\"colour-reader/1\"", "execution_provider=\"cpu\"");
        AssertFigure(figures, "http_server_request_duration_seconds_count", "1", "http_route=\"/recognize\"", "http_response_status_code=\"422\"");
        Assert.DoesNotContain("http_route=\"/metrics\"", figures, StringComparison.Ordinal);
        Assert.DoesNotContain("FACE", figures, StringComparison.Ordinal);
        Assert.DoesNotContain(program.Log, line => line.Contains("/metrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Traces_CollectorNamed_HaveThePictureAndNoText()
    {
        await using var collector = await Collector.StartAsync();
        await using var program = await RunningProgram.StartAsync(new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        });
        await program.Client.GetAsync("/health/live", Stop);
        await program.Client.PostPictureAsync(TinyNetworks.Picture("FACE"));

        var sent = await collector.WaitForAsync("read picture");

        Assert.Contains("colour-reader/1", sent, StringComparison.Ordinal);
        Assert.Contains("POST /recognize", await collector.WaitForAsync("POST /recognize"), StringComparison.Ordinal);
        Assert.DoesNotContain("FACE", collector.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("/health/live", collector.Everything, StringComparison.Ordinal);
    }

    private static void AssertFigure(string figures, string name, string value, params string[] labels)
        => Assert.Contains(figures.Split('\n'), line =>
            (line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
            && labels.All(label => line.Contains(label, StringComparison.Ordinal))
            && line.Split(' ') is [_, var figure, ..] && figure == value);

    /// <summary>Takes what is exported to it, as the bytes of protobuf, in which texts are plain.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentQueue<string> _bodies = new();

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.MapPost("/v1/traces", async (HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                _bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            });
        }

        public string Address => _app.Urls.Single();

        public string Everything => string.Join('\n', _bodies);

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector._app.StartAsync(Stop);
            return collector;
        }

        public async Task<string> WaitForAsync(string text)
        {
            while (!Everything.Contains(text, StringComparison.Ordinal))
                await Task.Delay(20, Stop);
            return Everything;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
