using System.Collections.Concurrent;
using Polly;
using Polly.Fallback;

namespace PlateRecognition.Inference;

/// <summary>
/// One network, and the places where it runs. Runs that come together make batches: when a place frees, what waits for it runs at
/// once. A session that breaks or hangs is replaced, and while a GPU fails altogether, a CPU stands in for it. Knows tensors only, neither
/// pictures nor texts. Thread-safe; an <see cref="AdmissionGate"/> bounds its callers.
/// </summary>
public sealed class InferencePool : IDisposable
{
    private static readonly ResiliencePropertyKey<RunRequest> Request = new("run");

    private readonly ConcurrentBag<RunMemory> _idle = [];
    private readonly Lock _standingIn = new();
    private readonly DevicePool _main;
    private readonly Func<DevicePool>? _openStandIn;
    private readonly ResiliencePipeline<RunAnswer> _pipeline;
    private readonly TensorSpec _input;
    private readonly IReadOnlyList<TensorSpec> _outputs;
    private readonly TimeProvider _time;
    private DevicePool? _standIn;
    private InferenceProbe _probe;
    private int _beingFilled, _disposed;
    private volatile bool _hasNoStandIn;

    private InferencePool(DevicePool main, Func<DevicePool>? openStandIn, string? warning, TensorSpec input, IReadOnlyList<TensorSpec> outputs, TimeProvider time)
    {
        (_main, _openStandIn, DeviceWarning, _input, _outputs, _time) = (main, openStandIn, warning, input, outputs, time);
        (_probe, _hasNoStandIn) = (InferenceProbe.Black(input), openStandIn is null);
        // Fallback: a GPU that fails is not mended by trying again, and the CPU beside it can answer meanwhile.
        _pipeline = openStandIn is null ? ResiliencePipeline<RunAnswer>.Empty : new ResiliencePipelineBuilder<RunAnswer>()
            .AddFallback(new FallbackStrategyOptions<RunAnswer>
            {
                ShouldHandle = static run => ValueTask.FromResult(run.Outcome.Result.Failure?.Fault == InferenceFault.DeviceFailed),
                FallbackAction = async run => Outcome.FromResult(
                    StandIn() is { } standIn && run.Context.Properties.TryGetValue(Request, out var request)
                        ? await standIn.RunAsync(request, alone: false).ConfigureAwait(false)
                        : run.Outcome.Result),
            })
            .Build();
    }

    /// <summary>Where a run that came now would run, as health and the list of models say it: cpu or cuda. An answer says where it ran.</summary>
    public string ExecutionProvider => NameOf(_main.CanRun || _hasNoStandIn ? _main.Device : Device.Cpu);

    /// <summary>Why no GPU is used although this build could, to be told once; null when there is nothing to warn of.</summary>
    public string? DeviceWarning { get; }

    /// <summary>Items that run together at the most: the option's, or fewer for a fixed batch or, on a CPU, a large input.</summary>
    public int LargestBatch => _main.LargestBatch;

    /// <summary>How it is.</summary>
    public PoolState State
        => _hasNoStandIn || _main.CanRun ? _main.State
        : Volatile.Read(ref _standIn)?.State == PoolState.Lost ? PoolState.Lost
        : PoolState.Degraded;

    /// <summary>Whether a session works: a run that came now would be run. Where that lasts, only a new process helps.</summary>
    public bool CanRun => _main.CanRun || (!_hasNoStandIn && Volatile.Read(ref _standIn)?.CanRun != false);

    /// <summary>What it has run, on all devices.</summary>
    public InferenceFigures Figures
    {
        get
        {
            var main = _main.Counters.Read(_main.Pending);
            if (Volatile.Read(ref _standIn) is not { } standIn)
                return main;
            var more = standIn.Counters.Read(standIn.Pending);
            return new InferenceFigures(
                main.Items + more.Items,
                [.. Enumerable.Range(0, Math.Max(main.Batches.Count, more.Batches.Count)).Select(size => main.Batches.ElementAtOrDefault(size) + more.Batches.ElementAtOrDefault(size))],
                main.Waiting + more.Waiting, main.Running + more.Running, main.Pending + more.Pending);
        }
    }

    /// <summary>All of this at once.</summary>
    public NetworkStatus Status => new(ExecutionProvider, State, CanRun, DeviceWarning, Figures);

    /// <summary>Opens a network and checks it against what its manifest says.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="input">Name and shape of the input for one item, e.g. (1, 64, 192, 3), uint8.</param>
    /// <param name="outputs">Names and shapes of the outputs for one item, e.g. (1, 10, 37), float; one at least.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <exception cref="InvalidDataException">
    /// The file cannot be opened or is another network; the message lists every difference. Or CUDA is wanted and cannot be used; it names
    /// what is missing.
    /// </exception>
    public static InferencePool Open(string modelPath, TensorSpec input, IReadOnlyList<TensorSpec> outputs, InferenceOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        var device = DeviceChoice.Of(options.Device, options.Native.CarriesCuda(), () => options.Native.TryCuda(options));
        return new InferencePool(
            OpenOn(device.Device), device.Device == Device.Cuda ? () => OpenOn(Device.Cpu) : null, device.Warning, input, outputs, time);

        DevicePool OpenOn(Device where) => new(modelPath, input, outputs, where, options, time);
    }

    /// <summary>A run with memory of its own; dispose it to give the memory back.</summary>
    /// <param name="priority">Who goes first when there are more runs than places.</param>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public InferenceRun Rent(RunPriority priority = RunPriority.Interactive)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        Interlocked.Increment(ref _beingFilled);
        return new InferenceRun(this, _idle.TryTake(out var memory) ? memory : new RunMemory(_input, _outputs), priority, _time);
    }

    /// <summary>Tells sessions that work from those that do not by this input from now on; until then by a black one that is answered at all.</summary>
    public void Expect(InferenceProbe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        lock (_standingIn)
        {
            _probe = probe;
            _standIn?.Expect(probe);
        }

        _main.Expect(probe);
    }

    /// <summary>Takes no more runs; closes the session once those under way have ended. What waits for a place fails: close the gate first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _idle.Clear();
        _main.Dispose();
        lock (_standingIn)
            _standIn?.Dispose();
    }

    /// <summary>How answers and health name a device.</summary>
    internal static string NameOf(Device device) => device == Device.Cuda ? "cuda" : "cpu";

    /// <summary>A rented run is filled, or was given back without.</summary>
    internal void Filled() => Interlocked.Decrement(ref _beingFilled);

    internal ValueTask<RunAnswer> ExecuteAsync(RunRequest request)
        // Without a stand-in, nothing stands between a run and its pool.
        => _openStandIn is null ? RunAsync(request) : ExecuteGuardedAsync(request);

    internal void Return(RunMemory memory)
    {
        if (Volatile.Read(ref _disposed) == 0)
            _idle.Add(memory);
    }

    // Alone: nobody else fills a run, and nobody waits for a thread who might do so soon.
    private ValueTask<RunAnswer> RunAsync(RunRequest request)
        => _main.RunAsync(request, alone: Volatile.Read(ref _beingFilled) == 0 && ThreadPool.PendingWorkItemCount == 0);

    private async ValueTask<RunAnswer> ExecuteGuardedAsync(RunRequest request)
    {
        var context = ResilienceContextPool.Shared.Get(request.Stop);
        try
        {
            context.Properties.Set(Request, request);
            return await _pipeline.ExecuteAsync(
                static (context, pool) => context.Properties.TryGetValue(Request, out var request) ? pool.RunAsync(request) : default, context, this).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // Opened when it is first needed: most GPUs never fail.
    private DevicePool? StandIn()
    {
        if (Volatile.Read(ref _standIn) is { } open)
            return open;
        lock (_standingIn)
        {
            if (_standIn is not null || Volatile.Read(ref _disposed) != 0)
                return _standIn;
            try
            {
                var opened = _openStandIn!();
                opened.Expect(_probe);
                Volatile.Write(ref _standIn, opened);
                _hasNoStandIn = false;
            }
            catch (InvalidDataException)
            {
                // The next failure tries again.
                _hasNoStandIn = true;
            }

            return _standIn;
        }
    }
}
