using System.Globalization;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace PlateRecognition.Inference;

/// <summary>
/// Runs batches on a session that may break. Each strategy has its reason: <em>one retry</em>, on a fresh session, for a session can break
/// (a lost device, spoilt memory) under a picture that is good; a <em>circuit breaker</em>, for where fresh sessions break too, opening
/// one after the other would take the cores from everything else. A bad picture trips neither: it fails where the probe is answered.
/// The breaker closes again when the probe is answered, at no caller's cost. Thread-safe.
/// </summary>
internal sealed class GuardedSession : IDisposable
{
    /// <summary>Sessions that failed within <see cref="Sampling"/> for the breaker to open, when they are half of all runs.</summary>
    internal const int Failures = 2;

    /// <summary>Over which the breaker counts: short, so that it does not take thousands of failures to outweigh the good runs before them.</summary>
    internal static readonly TimeSpan Sampling = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing is run then, before the probe is; and from one probe to the next.</summary>
    internal static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    // Polly's own half-open state would try the next caller's picture: it is never reached, the probe closes the circuit before.
    private static readonly TimeSpan UntilProbed = TimeSpan.FromDays(1);

    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline<RunOutcome> _pipeline;
    private readonly SessionKeeper _sessions;
    private readonly NativeRun _native;
    private readonly Func<BatchMemory> _newMemory;
    private readonly ITimer _nextProbe;
    private InferenceProbe _probe;

    public GuardedSession(SessionKeeper sessions, NativeRun native, Func<BatchMemory> newMemory, InferenceProbe probe, TimeProvider time)
    {
        (_sessions, _native, _newMemory, _probe) = (sessions, native, newMemory, probe);
        _nextProbe = time.CreateTimer(_ => Probe(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pipeline = new ResiliencePipelineBuilder<RunOutcome> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<RunOutcome>
            {
                ShouldHandle = static run => ValueTask.FromResult(run.Outcome.Result.Ending == RunEnding.SessionFailed),
                FailureRatio = 0.5,
                MinimumThroughput = Failures,
                SamplingDuration = Sampling,
                BreakDuration = UntilProbed,
                StateProvider = _circuit,
                ManualControl = _control,
                OnOpened = _ =>
                {
                    ProbeLater();
                    return ValueTask.CompletedTask;
                },
            })
            .AddRetry(new RetryStrategyOptions<RunOutcome>
            {
                ShouldHandle = static run => ValueTask.FromResult(run.Outcome.Result.Ending == RunEnding.SessionFailed),
                MaxRetryAttempts = 1,
                Delay = TimeSpan.Zero,
            })
            .Build();
    }

    /// <summary>Whether nothing is run, for sessions failed too often and the probe has not been answered since.</summary>
    public bool IsBroken => _circuit.CircuitState != CircuitState.Closed;

    /// <summary>Tells sessions that work from those that do not by this input from now on.</summary>
    public void Expect(InferenceProbe probe) => Volatile.Write(ref _probe, probe);

    /// <summary>Runs a worker's batch.</summary>
    public RunOutcome Run(InferenceWorker worker)
    {
        try
        {
            return _pipeline.Execute(static (state, _) => state.Guard.Attempt(state.Worker), (Guard: this, Worker: worker), CancellationToken.None);
        }
        catch (BrokenCircuitException)
        {
            return new RunOutcome(RunEnding.Refused, string.Create(CultureInfo.InvariantCulture, $"{Failures} sessions failed one after the other; the network is tried again within {Break.TotalSeconds:0} s."));
        }
    }

    /// <summary>Lends a session no more, but a fresh one.</summary>
    public void Replace(NetworkSession broken) => _sessions.Replace(broken);

    public void Dispose()
    {
        _nextProbe.Dispose();
        _sessions.Dispose();
    }

    private RunOutcome Attempt(InferenceWorker worker)
    {
        var session = _sessions.Borrow();
        try
        {
            worker.Fill(session);
            var fault = _native(session, worker.Memory, worker.Count);
            if (fault is null)
                return new RunOutcome(RunEnding.Answered);
            if (!worker.IsWanted)
                return new RunOutcome(RunEnding.Unwanted);

            // What fails together is tried item by item; an item that fails alone says nothing of the session either.
            if (worker.Count > 1)
                return new RunOutcome(RunEnding.BatchFailed, fault);
            var isSound = Volatile.Read(ref _probe).IsAnswered(_native, session, worker.Memory);
            if (!worker.IsWanted)
                return new RunOutcome(RunEnding.Unwanted);
            if (isSound)
                return new RunOutcome(RunEnding.BatchFailed, fault);
            _sessions.Replace(session);
            return new RunOutcome(RunEnding.SessionFailed, fault);
        }
        finally
        {
            _sessions.GiveBack(session);
        }
    }

    private void ProbeLater() => _nextProbe.Change(Break, Timeout.InfiniteTimeSpan);

    // A probe that hangs is the last: the circuit stays open, which whoever watches the pool notices.
    private void Probe()
    {
        if (!_sessions.TryBorrow(out var session))
            return;
        try
        {
            using var memory = _newMemory();
            if (Volatile.Read(ref _probe).IsAnswered(_native, session, memory))
            {
                _control.CloseAsync(CancellationToken.None).GetAwaiter().GetResult();
                return;
            }

            _sessions.Replace(session);
        }
        finally
        {
            _sessions.GiveBack(session);
        }

        ProbeLater();
    }
}
