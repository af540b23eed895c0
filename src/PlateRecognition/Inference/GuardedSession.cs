using System.Globalization;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace PlateRecognition.Inference;

/// <summary>
/// Runs batches on a session that may break. Each strategy has its reason: <em>one retry</em>, on a fresh session, for a session can break
/// (a lost device, spoilt memory) under a picture that is good; a <em>circuit breaker</em>, for where fresh sessions break too, opening
/// one after the other would take the cores from everything else. A bad picture trips neither: it fails where a black one succeeds.
/// Thread-safe.
/// </summary>
internal sealed class GuardedSession : IDisposable
{
    /// <summary>Sessions that failed within <see cref="Sampling"/> for the breaker to open, when they are half of all runs.</summary>
    internal const int Failures = 2;

    /// <summary>Over which the breaker counts: short, so that it does not take thousands of failures to outweigh the good runs before them.</summary>
    internal static readonly TimeSpan Sampling = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing is run then; the next batch after it is the probe.</summary>
    internal static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline<RunOutcome> _pipeline;
    private readonly SessionKeeper _sessions;
    private readonly NativeRun _native;

    public GuardedSession(SessionKeeper sessions, NativeRun native, TimeProvider time)
    {
        (_sessions, _native) = (sessions, native);
        _pipeline = new ResiliencePipelineBuilder<RunOutcome> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<RunOutcome>
            {
                ShouldHandle = static run => ValueTask.FromResult(run.Outcome.Result.Ending == RunEnding.SessionFailed),
                FailureRatio = 0.5,
                MinimumThroughput = Failures,
                SamplingDuration = Sampling,
                BreakDuration = Break,
                StateProvider = _circuit,
            })
            .AddRetry(new RetryStrategyOptions<RunOutcome>
            {
                ShouldHandle = static run => ValueTask.FromResult(run.Outcome.Result.Ending == RunEnding.SessionFailed),
                MaxRetryAttempts = 1,
                Delay = TimeSpan.Zero,
            })
            .Build();
    }

    /// <summary>Whether nothing is run, or a first run after that is awaited: sessions failed too often.</summary>
    public bool IsBroken => _circuit.CircuitState != CircuitState.Closed;

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

    public void Dispose() => _sessions.Dispose();

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
            worker.Memory.Input(0).Clear();
            var isSound = _native(session, worker.Memory, 1) is null;
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
}
