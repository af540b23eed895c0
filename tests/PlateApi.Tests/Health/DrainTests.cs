using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PlateApi.Health;
using PlateApi.Hosting;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Health;

public sealed class DrainTests
{
    private static readonly byte[] Picture = TinyNetworks.Picture("FACE");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_UnderLoad_LosesNoRequest()
    {
        const int Clients = 8, DelaySeconds = 600;
        var time = new FakeTimeProvider();
        await using var service = await RunningService.StartAsync(
            [$"--PlateApi:ShutdownDelaySeconds={DelaySeconds}", "--PlateApi:ShutdownSeconds=3600"], builder => builder.Services.AddSingleton<TimeProvider>(time));
        using var firstAnswers = new CountdownEvent(Clients);
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => AskUntilRefusedAsync(service, firstAnswers), Stop)).ToArray();
        firstAnswers.Wait(Stop);

        var stopping = service.StopAsync();
        await Task.WhenAll(clients);

        var ready = await service.Client.GetAsync("/health/ready", Stop);
        await ready.ReadProblemAsync(503, "ShuttingDown");
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health/live", Stop)).StatusCode);
        Assert.False(stopping.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(DelaySeconds));
        await stopping;
        Assert.Empty(service.Log.Errors);
    }

    [Fact]
    public async Task Sigterm_DuringAnUpload_RefusesNewOnesAndAnswersIt()
    {
        await using var program = await RunningProgram.StartAsync();
        using var upload = await HeldUpload.StartAsync(program.Address);

        program.AskToStop();
        while ((await program.Client.GetAsync("/health/ready", Stop)).StatusCode == HttpStatusCode.OK)
            await Task.Delay(10, Stop);
        var refused = await program.Client.PostPictureAsync(Picture);
        var answer = await upload.FinishAsync();
        await program.EndAsync();

        await refused.ReadProblemAsync(503, "ShuttingDown");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.True(refused.Headers.ConnectionClose);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"FACE\"", answer, StringComparison.Ordinal);
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task Sigterm_UploadThatNeverEnds_IsCutOffAfterTheGracePeriod()
    {
        await using var program = await RunningProgram.StartAsync("--PlateApi:ShutdownSeconds=1");
        using var upload = await HeldUpload.StartAsync(program.Address);

        program.AskToStop();
        await program.EndAsync();

        Assert.Contains(program.Log, line => line.Contains("1 request(s) were not done after 1 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Drain_AnyOrderOfEntersAndLeaves_EndsWhenTheLastHasLeft() => Gen.Select(Gen.Bool.Array[0, 20], Gen.Int[0, 20]).Sample((steps, beginAt) =>
    {
        var drain = MakeDrain();
        var inside = 0;
        Task? stopping = null;
        for (var i = 0; i < steps.Length; i++)
        {
            if (i == beginAt)
                stopping = drain.StoppingAsync(Stop);
            var (entering, hasBegun) = (steps[i], stopping is not null);
            if (entering)
            {
                Assert.Equal(!hasBegun, drain.TryEnter());
                inside += hasBegun ? 0 : 1;
            }
            else if (inside > 0)
            {
                drain.Leave();
                inside--;
            }
        }

        stopping ??= drain.StoppingAsync(Stop);
        for (; inside > 0; inside--)
        {
            Assert.False(stopping.IsCompleted);
            drain.Leave();
        }

        stopping.Wait(Stop);
    });

    [Fact]
    public void Drain_AskedTwice_WaitsOnce()
    {
        var drain = new Drain(new PlateApiOptions { ShutdownDelaySeconds = 10 }, new FakeTimeProvider(), new Lifetime(), NullLogger<Drain>.Instance);

        Assert.Same(drain.StoppingAsync(Stop), drain.StoppingAsync(Stop));
    }

    [Fact]
    public async Task Drain_ManyThreads_EndsWithNobodyInside()
    {
        for (var round = 0; round < 200; round++)
        {
            var drain = MakeDrain();
            var inside = 0;
            var visitors = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                while (drain.TryEnter())
                {
                    Interlocked.Increment(ref inside);
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                    drain.Leave();
                }
            })).ToArray();

            await drain.StoppingAsync(Stop);

            Assert.Equal(0, Volatile.Read(ref inside));
            await Task.WhenAll(visitors);
        }
    }

    private static Drain MakeDrain() => new(new PlateApiOptions(), new FakeTimeProvider(), new Lifetime(), NullLogger<Drain>.Instance);

    private static async Task AskUntilRefusedAsync(RunningService service, CountdownEvent firstAnswers)
    {
        for (var asked = 0; ; asked++)
        {
            // Any exception, a reset connection among them, is a lost request.
            var response = await service.Client.PostPictureAsync(Picture);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                await response.ReadProblemAsync(503, "ShuttingDown");
                return;
            }

            Assert.Equal("FACE", Answers.TextOf(await response.ReadJsonAsync()));
            if (asked == 0)
                firstAnswers.Signal();
        }
    }

    /// <summary>An upload that the service has begun to read and that ends when the test says so.</summary>
    private sealed class HeldUpload : IDisposable
    {
        private const string Boundary = "b";

        // Much at first: the server's least rate of bytes is met for minutes then.
        private static readonly byte[] Start = Encoding.ASCII.GetBytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=note\r\n\r\n{new string('x', 200_000)}\r\n--{Boundary}\r\nContent-Disposition: form-data; name=image; filename=a\r\n\r\n");

        private static readonly byte[] End = [.. Picture, .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n")];

        private readonly RawConnection _connection;

        private HeldUpload(RawConnection connection) => _connection = connection;

        public static async Task<HeldUpload> StartAsync(Uri address)
        {
            var upload = new HeldUpload(await RawConnection.OpenAsync(address));
            await upload._connection.SendAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"POST /recognize HTTP/1.1\nHost: x\nConnection: close\nExpect: 100-continue\nContent-Type: multipart/form-data; boundary={Boundary}\nContent-Length: {Start.Length + End.Length}\n\n"));
            // Said when the body is read for the first time, and thus when the request has been let in.
            await upload._connection.ReadToAsync("100 Continue\r\n\r\n");
            await upload._connection.SendAsync(Start);
            return upload;
        }

        public async Task<string> FinishAsync()
        {
            await _connection.SendAsync(End);
            return await _connection.ReadAllAsync();
        }

        public void Dispose() => _connection.Dispose();
    }

    /// <summary>A process that nobody stops; the host's own cannot be made without the host.</summary>
    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => throw new NotSupportedException();
    }
}
