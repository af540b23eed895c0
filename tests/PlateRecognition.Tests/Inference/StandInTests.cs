using Microsoft.Extensions.Time.Testing;
using PlateRecognition.Inference;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Inference;

/// <summary>A GPU that fails while the service runs, as far as it can be tested without one: sessions on the CPU that are called CUDA's.</summary>
public sealed class StandInTests : IDisposable
{
    private static readonly TensorSpec Input = new(TinyNetworks.InputName, [1, 16, 32, 3]);
    private static readonly TensorSpec Output = new(TinyNetworks.OutputName, [1, TinyNetworks.Slots, TinyNetworks.Colours.Length]);

    private readonly FakeTimeProvider _time = new();
    private readonly ModelFile _reader = new(TinyNetworks.ColourReader()), _picky = new(TinyNetworks.FailsUnlessBlack());
    private readonly ManualResetEventSlim _released = new();
    private int _gpuRuns, _cpuSessions;
    private volatile bool _isBroken, _hangs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _released.Set();
        _reader.Dispose();
        _picky.Dispose();
    }

    [Fact]
    public async Task ExecuteAsync_GpuWorks_RunsThereAndOpensNothingElse()
    {
        using var pool = Open(_reader);

        Assert.Equal(("FACE", "cuda"), await ReadAsync(pool, "FACE"));

        Assert.Equal(("cuda", PoolState.Serving, true, 0), (pool.ExecutionProvider, pool.State, pool.CanRun, _cpuSessions));
    }

    [Fact]
    public async Task ExecuteAsync_GpuFailsAtRunTime_TheCpuAnswersEveryPicture()
    {
        using var pool = Open(_reader);
        _isBroken = true;

        foreach (var text in new[] { "FACE", "CAFE", "DAD", "BEEF", "ABE" })
            Assert.Equal((text, "cpu"), await ReadAsync(pool, text));

        Assert.Equal(("cpu", PoolState.Degraded, true, 1), (pool.ExecutionProvider, pool.State, pool.CanRun, _cpuSessions));
    }

    [Fact]
    public async Task ExecuteAsync_BreakerIsOpen_TheGpuIsLeftAloneUntilItAnswersTheProbe()
    {
        using var pool = Open(_reader);
        _isBroken = true;
        for (var picture = 0; picture < GuardedSession.Failures; picture++)
            await ReadAsync(pool, "FACE");
        var runs = _gpuRuns;

        Assert.Equal(("CAFE", "cpu"), await ReadAsync(pool, "CAFE"));
        Assert.Equal(runs, _gpuRuns);
        _isBroken = false;
        _time.Advance(GuardedSession.Break);

        Assert.Equal(("CAFE", "cuda"), await ReadAsync(pool, "CAFE"));
        Assert.Equal(("cuda", PoolState.Serving), (pool.ExecutionProvider, pool.State));
    }

    [Fact]
    public async Task ExecuteAsync_RunsOnTheGpuHang_TheCpuAnswers()
    {
        using var pool = Open(_reader);
        _hangs = true;
        var hanging = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadAsync(pool, "FACE"), Stop)).ToArray();
        Assert.True(SpinWait.SpinUntil(() => _gpuRuns == 2, TimeSpan.FromSeconds(60)));

        _time.Advance(new InferenceOptions().RunLimit);

        Assert.Equal(("CAFE", "cpu"), await ReadAsync(pool, "CAFE"));
        Assert.Equal((PoolState.Degraded, true), (pool.State, pool.CanRun));
        _released.Set();
        Assert.All(await Task.WhenAll(hanging), read => Assert.Equal(("FACE", "cpu"), read));
    }

    [Fact]
    public async Task ExecuteAsync_BadPicture_IsNoReasonToLeaveTheGpu()
    {
        using var pool = Open(_picky);

        Assert.Null((await ReadAsync(pool, "FACE")).Text);

        Assert.Equal(("cuda", PoolState.Serving, 0), (pool.ExecutionProvider, pool.State, _cpuSessions));
    }

    [Fact]
    public async Task ExecuteAsync_CpuCannotStandIn_FailsAsTheGpuDid()
    {
        using var pool = Open(_reader);
        _isBroken = true;
        _reader.Dispose();

        for (var picture = 0; picture < GuardedSession.Failures; picture++)
            Assert.Null((await ReadAsync(pool, "FACE")).Text);

        Assert.Equal(("cuda", PoolState.Degraded, false), (pool.ExecutionProvider, pool.State, pool.CanRun));
    }

    [Fact]
    public async Task Figures_RunsOnBothDevices_AreAddedUp()
    {
        using var pool = Open(_reader);
        await ReadAsync(pool, "FACE");
        _isBroken = true;
        await ReadAsync(pool, "FACE");

        var figures = pool.Figures;

        Assert.Equal((2, 2, 0), (figures.Items, figures.Batches[0], figures.Pending));
    }

    [Fact]
    public void Open_AutoWithoutAGpuThatWorks_TakesTheCpuAndHasNoStandIn()
    {
        using var pool = Open(_reader, Device.Auto, "libcublasLt.so.13: cannot open shared object file");

        Assert.Equal("cpu", pool.ExecutionProvider);
        Assert.Contains("libcublasLt.so.13 is missing", pool.DeviceWarning, StringComparison.Ordinal);
    }

    private static async Task<(string? Text, string Provider)> ReadAsync(InferencePool pool, string text)
    {
        using var run = pool.Rent();
        TinyNetworks.Tensor(text).CopyTo(run.Input);
        return await run.ExecuteAsync(deadline: null, Stop) is null
            ? (new PlateTextCodec(new Alphabet(TinyNetworks.Alphabet, TinyNetworks.Pad), TinyNetworks.Slots).Decode(run.Output, new PlateDecodingOptions()).Text, InferencePool.NameOf(run.Device))
            : (null, InferencePool.NameOf(run.Device));
    }

    private InferencePool Open(ModelFile model, Device device = Device.Cuda, string? whyNoCuda = null)
    {
        var native = new NativeRuntime
        {
            CarriesCuda = () => true,
            TryCuda = _ => whyNoCuda,
            Settings = (on, options) =>
            {
                if (on == Device.Cpu)
                    _cpuSessions++;
                return SessionSettings.For(Device.Cpu, options);
            },
            Run = Run,
        };
        return InferencePool.Open(model.Path, Input, [Output], new InferenceOptions { Device = device, MaxConcurrentRuns = 2, Native = native }, _time);

        string? Run(NetworkSession session, BatchMemory memory, int count)
        {
            if (session.Device == Device.Cuda)
            {
                Interlocked.Increment(ref _gpuRuns);
                if (_hangs)
                    _released.Wait(Stop);
                if (_isBroken)
                    return "CUDA failure 700: an illegal memory access was encountered";
            }

            return session.Run(memory, count);
        }
    }
}
