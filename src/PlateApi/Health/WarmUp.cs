using PlateRecognition;

namespace PlateApi.Health;

/// <summary>
/// Asks the models their golden samples while the service is already up, so that it can say that it is alive and not yet ready.
/// A model that answers otherwise leaves the service running and unready, with the reason in its health and its log: an
/// orchestrator then keeps the old instance, and an operator can still ask this one.
/// </summary>
internal sealed partial class WarmUp(PlateRecognizer recognizer, Readiness readiness, ILogger<WarmUp> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await recognizer.WarmUpAsync(stoppingToken);
            if (recognizer.Models.List().Select(model => model.Network?.DeviceWarning).FirstOrDefault(warning => warning is not null) is { } warning)
                LogDevice(warning);
            var loaded = recognizer.Models.List().Count(model => model.IsLoaded);
            LogReady(loaded, recognizer.DefaultPackage.Manifest.Id, recognizer.ExecutionProvider);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before it was ready.
        }
#pragma warning disable CA1031 // Whatever went wrong, the service must say it instead of going down without a word.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            readiness.Fail(fault.Message);
            LogUnready(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready: golden samples passed by {Models} model(s); {DefaultModel} reads by default, on {ExecutionProvider}")]
    private partial void LogReady(int models, string defaultModel, string executionProvider);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private partial void LogDevice(string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Not ready, and will not be: {Reason}")]
    private partial void LogUnready(string reason);
}
