using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PlateApi.Health;
using PlateRecognition.Inference;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Health;

/// <summary>How the networks are, as the outside sees it, and the end of a process whose networks do not run any more.</summary>
public sealed class EngineTests : IDisposable
{
    // Long enough for any machine; reached only when something hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly FakeTimeProvider _time = new();
    private readonly ManualResetEventSlim _released = new();
    private readonly List<int> _ends = [];
    private volatile bool _hangs, _isBroken;
    private int _hanging;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _released.Set();
        _released.Dispose();
    }

    [Fact]
    public async Task Ready_EveryRunHangs_IsLostAndTheProcessEnds()
    {
        await using var service = await StartAsync(Run, "--PlateApi:DeadlineSeconds=3600", "--PlateApi:WatchdogSeconds=20", "--PlateApi:ShutdownSeconds=5");
        var stopping = StoppingOf(service);
        _hangs = true;
        var hanging = Enumerable.Range(0, new InferenceOptions().MaxConcurrentRuns).Select(_ => service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"))).ToArray();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _hanging) == hanging.Length, Patience));

        _time.Advance(new InferenceOptions().RunLimit);

        var problem = await (await service.Client.GetAsync("/health/ready", Stop)).ReadProblemAsync(503, "NetworkLost");
        Assert.Contains("colour-reader/1", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Equal(503, (int)(await service.Client.GetAsync("/v2/health/ready", Stop)).StatusCode);
        Assert.Equal("lost", await StateAsync(service));
        await (await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"))).ReadProblemAsync(503, "ExecutionFailed");
        Assert.False(stopping.IsCancellationRequested);

        Advance(20);
        Assert.Contains("(PlateApi:WatchdogSeconds): the process ends with exit code 3", await service.Log.WaitForAsync("WatchdogSeconds"), StringComparison.Ordinal);
        Assert.Equal((true, Watchdog.ExitCode), (stopping.IsCancellationRequested, service.Services.GetRequiredService<ProcessEnd>().Code));
        Assert.Empty(_ends);

        // What hangs holds up the shutdown, but not for ever.
        Advance(6);
        Assert.Equal([Watchdog.ExitCode], _ends);
        _released.Set();
        await Task.WhenAll(hanging);
    }

    [Fact]
    public async Task Ready_SessionsFail_IsDegradedAndServesAgainOnceTheyWork()
    {
        await using var service = await StartAsync(Run);
        Assert.Equal("serving", await EngineAsync(service));
        _isBroken = true;
        await FailAsync(service);

        Assert.Equal("degraded", await EngineAsync(service));
        Assert.Equal("degraded", await StateAsync(service));
        _isBroken = false;
        Advance(5);

        Assert.Equal("serving", await EngineAsync(service));
        await (await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"))).ReadJsonAsync();
        Advance(60);
        Assert.Equal(0, service.Services.GetRequiredService<ProcessEnd>().Code);
    }

    [Fact]
    public async Task Watchdog_SessionsGoOnFailing_EndsTheProcessAfterItsLimit()
    {
        await using var service = await StartAsync(Run);
        var stopping = StoppingOf(service);
        _isBroken = true;
        await FailAsync(service);

        Advance(29);
        Assert.False(stopping.IsCancellationRequested);
        Advance(3);

        Assert.True(stopping.IsCancellationRequested);
        Assert.Equal(Watchdog.ExitCode, service.Services.GetRequiredService<ProcessEnd>().Code);
    }

    [Fact]
    public async Task Watchdog_SetTo0_NeverEndsTheProcess()
    {
        await using var service = await StartAsync(Run, "--PlateApi:WatchdogSeconds=0");
        var stopping = StoppingOf(service);
        _isBroken = true;
        await FailAsync(service);

        Advance(100);

        Assert.False(stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Recognize_GpuFailsWhileTheServiceRuns_TheCpuAnswersAndAllSaySo()
    {
        var native = new NativeRuntime
        {
            CarriesCuda = () => true,
            TryCuda = _ => null,
            Settings = (_, options) => SessionSettings.For(Device.Cpu, options),
            Run = (session, memory, count) => _isBroken && session.Device == Device.Cuda ? "CUDA failure 700" : session.Run(memory, count),
        };
        await using var service = await StartAsync(native);
        Assert.Equal(("cuda", "cuda"), (await ProviderAsync(service), (await ReadyAsync(service)).GetProperty("executionProvider").GetString()));
        _isBroken = true;

        // More failures than there were good runs before.
        for (var picture = 0; picture < 4; picture++)
            Assert.Equal("cpu", await ProviderAsync(service));

        Assert.Equal(("cpu", "degraded"), ((await ReadyAsync(service)).GetProperty("executionProvider").GetString(), await EngineAsync(service)));
        Advance(100);
        Assert.Equal(0, service.Services.GetRequiredService<ProcessEnd>().Code);
        _isBroken = false;
        Advance(5);
        Assert.Equal(("cuda", "serving"), (await ProviderAsync(service), await EngineAsync(service)));
    }

    [Fact]
    public async Task Start_AutoWithoutAGpuThatWorks_WarnsOnceAndReadsOnTheCpu()
    {
        var native = new NativeRuntime { CarriesCuda = () => true, TryCuda = _ => "libcublasLt.so.13: cannot open shared object file" };
        await using var service = await StartAsync(native, models =>
        {
            models.Write(TinyNetworks.ColourReader());
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest("second"));
        });

        Assert.Equal("cpu", await ProviderAsync(service));
        await (await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"), "?model=second")).ReadJsonAsync();

        Assert.Contains("\"@l\":\"Warning\"", Assert.Single(service.Log.All, line => line.Contains("libcublasLt.so.13 is missing", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReadyAsync(RunningService service) => await (await service.Client.GetAsync("/health/ready", Stop)).ReadJsonAsync();

    private static async Task<string?> EngineAsync(RunningService service) => (await ReadyAsync(service)).GetProperty("engine").GetString();

    private static async Task<string?> StateAsync(RunningService service)
        => (await (await service.Client.GetAsync("/models/colour-reader", Stop)).ReadJsonAsync()).GetProperty("state").GetString();

    private static async Task<string?> ProviderAsync(RunningService service)
        => (await (await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"))).ReadJsonAsync()).GetProperty("model").GetProperty("executionProvider").GetString();

    private static async Task FailAsync(RunningService service)
    {
        for (var failure = 0; failure < GuardedSession.Failures; failure++)
            await (await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"))).ReadProblemAsync(503, "ExecutionFailed");
    }

    private static CancellationToken StoppingOf(RunningService service)
        => service.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping;

    private void Advance(int seconds)
    {
        for (; seconds > 0; seconds--)
            _time.Advance(TimeSpan.FromSeconds(1));
    }

    private string? Run(NetworkSession session, BatchMemory memory, int count)
    {
        if (_hangs)
        {
            Interlocked.Increment(ref _hanging);
            _released.Wait(Patience, CancellationToken.None);
        }

        return _isBroken ? "device lost" : session.Run(memory, count);
    }

    private Task<RunningService> StartAsync(NativeRun run, params string[] settings) => StartAsync(new NativeRuntime { Run = run }, null, settings);

    private Task<RunningService> StartAsync(NativeRuntime native, Action<Packages>? writeModels = null, params string[] settings)
        => RunningService.StartAsync(
            settings,
            builder =>
            {
                builder.UseNative(native);
                builder.Services.AddSingleton<TimeProvider>(_time);
                builder.Services.AddSingleton(new ProcessEnd { Force = _ends.Add });
            },
            writeModels);
}
