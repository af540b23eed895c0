using PlateApi.Hosting;
using PlateApi.Observability;
using PlateRecognition;

namespace PlateApi.Health;

/// <summary>
/// Lets the service go down without losing a request: from SIGTERM on it is not ready and refuses newcomers with 503, so that
/// gateways turn elsewhere; those under way get their answers; then the port is closed. Thread-safe.
/// </summary>
internal sealed partial class Drain : IHostedLifecycleService
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PlateApiOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Drain> _logger;
    private int _underWay, _begun;
    private Task? _stopping;

    /// <summary>Makes a drain that begins when the process is asked to stop.</summary>
    public Drain(PlateApiOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Drain> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        lifetime.ApplicationStopping.Register(Begin);
    }

    /// <summary>Whether newcomers are refused.</summary>
    public bool HasBegun => Volatile.Read(ref _begun) != 0;

    /// <summary>Lets a request in, unless the drain has begun; who was let in must <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        // First count, then look: whoever looks the other way round could be let in and not be waited for.
        Interlocked.Increment(ref _underWay);
        if (!HasBegun)
            return true;
        Leave();
        return false;
    }

    /// <summary>A request has its answer.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0 && HasBegun)
            _idle.TrySetResult();
    }

    /// <summary>Refuses newcomers from now on.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0 && Volatile.Read(ref _underWay) == 0)
            _idle.TrySetResult();
    }

    /// <summary>Waits, before the port is closed, until gateways had time to notice and all who are under way have left.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
        // A host that is stopped twice asks twice, and the second time nobody needs to notice any more.
        => _stopping ??= WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitAsync(CancellationToken stop)
    {
        var noticed = Task.Delay(TimeSpan.FromSeconds(_options.ShutdownDelaySeconds), _time, stop);
        Begin();
        var underWay = Volatile.Read(ref _underWay);
        LogBegun(underWay, _options.ShutdownDelaySeconds);
        try
        {
            await noticed;
            await _idle.Task.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            underWay = Volatile.Read(ref _underWay);
            LogCutOff(underWay, _options.ShutdownSeconds);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Shutting down: {UnderWay} request(s) are under way; new ones are refused, for at least {Seconds} s")]
    private partial void LogBegun(int underWay, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shutting down: {UnderWay} request(s) were not done after {Seconds} s and are cut off (PlateApi:ShutdownSeconds)")]
    private partial void LogCutOff(int underWay, int seconds);
}

/// <summary>The drain's place in the pipeline.</summary>
internal static class DrainMiddleware
{
    /// <summary>Refuses newcomers once the drain has begun. Probes and scrapes are answered to the end.</summary>
    public static void UseDrain(this WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use(async (context, next) =>
        {
            if (Telemetry.IsProbe(context.Request.Path))
            {
                await next(context);
            }
            else if (drain.TryEnter())
            {
                try
                {
                    await next(context);
                }
                finally
                {
                    drain.Leave();
                }
            }
            else
            {
                // The next request had better go to another instance, over another connection.
                context.Response.Headers.Connection = "close";
                await ProblemKind.Of(RecognitionFailure.ShuttingDown).ToAnswer(context, Readiness.ShuttingDown).ExecuteAsync(context);
            }
        });
    }
}
