using PlateApi.Hosting;
using PlateRecognition;

namespace PlateApi.Health;

/// <summary>
/// Ends the process when a model has had no session that works for too long: what hangs in native code cannot be stopped from within, and
/// an orchestrator starts another process. Requests under way get their answers first, as at any shutdown. Thread-safe.
/// </summary>
internal sealed partial class Watchdog(
    PlateRecognizer recognizer, PlateApiOptions options, ProcessEnd end, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Watchdog> logger) : IHostedService, IDisposable
{
    /// <summary>What the process gives back.</summary>
    public const int ExitCode = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _looking = new();
    private readonly TimeSpan _limit = TimeSpan.FromSeconds(options.WatchdogSeconds);
    private Dictionary<string, long> _failingSince = [];
    private ITimer? _look, _force;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_limit > TimeSpan.Zero)
            _look = time.CreateTimer(_ => Look(), null, Interval, Interval);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _look?.Dispose();
        return Task.CompletedTask;
    }

    // Not the timer that forces the end: it is there for when the host cannot.
    public void Dispose() => _look?.Dispose();

    private void Look()
    {
        lock (_looking)
        {
            if (_force is not null)
                return;
            var failing = recognizer.Models.List().Where(model => model.Network is { CanRun: false }).Select(model => model.Package.Manifest.Id);
            _failingSince = failing.ToDictionary(model => model, model => _failingSince.GetValueOrDefault(model, time.GetTimestamp()));
            foreach (var (model, since) in _failingSince)
            {
                if (time.GetElapsedTime(since) < _limit)
                    continue;
                LogEnd(model, options.WatchdogSeconds, ExitCode);
                end.Code = ExitCode;
                _force = time.CreateTimer(_ => end.Force(ExitCode), null, TimeSpan.FromSeconds(options.ShutdownSeconds) + Interval, Timeout.InfiniteTimeSpan);
                lifetime.StopApplication();
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Model} has had no session that works for {Seconds} s (PlateApi:WatchdogSeconds): the process ends with exit code {ExitCode}, for another to take its place")]
    private partial void LogEnd(string model, int seconds, int exitCode);
}
