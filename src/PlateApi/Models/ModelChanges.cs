using System.Runtime.InteropServices;
using System.Threading.Channels;
using PlateRecognition;

namespace PlateApi.Models;

/// <summary>
/// Reloads the models on SIGHUP, where there are signals, and writes into the log what becomes of models. A signal during a change waits for it; more of them are as
/// good as one.
/// </summary>
internal sealed partial class ModelChanges(PlateRecognizer recognizer, TimeProvider time, ILogger<ModelChanges> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Writes down what became of a change.</summary>
    /// <param name="update">The outcome.</param>
    /// <param name="cause">What and who caused it.</param>
    public void Note(ModelUpdate update, string cause)
    {
        var (added, removed, served, faults) = (string.Join(", ", update.Added), string.Join(", ", update.Removed), string.Join(", ", update.Served), string.Join(" ", update.Faults));
        if (update.Succeeded)
            LogChanged(cause, added, removed, served);
        else
            LogUnchanged(cause, faults);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        recognizer.Models.Opened += NoteOpened;
        try
        {
            using var signal = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Remember);
            await foreach (var _ in _signals.Reader.ReadAllAsync(stoppingToken))
                await ReloadAsync("reload by SIGHUP", stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process goes down.
        }
        finally
        {
            recognizer.Models.Opened -= NoteOpened;
        }
    }

    private async Task ReloadAsync(string cause, CancellationToken stop)
    {
        try
        {
            var update = await recognizer.Models.ReloadAsync(stop);
            for (; update.Failure == ModelUpdateFailure.UnderWay; update = await recognizer.Models.ReloadAsync(stop))
                await Task.Delay(Pause, time, stop);
            Note(update, cause);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // What nobody foresaw must not end the service either: the old models read on.
            LogUnchanged(cause, fault.Message);
        }
    }

    // Otherwise the process would end.
    private void Remember(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _signals.Writer.TryWrite(true);
    }

    private void NoteOpened(object? sender, ModelOpenedEventArgs opened)
    {
        var (id, faults) = (opened.Package.Manifest.Id, string.Join(" ", opened.Faults));
        if (opened.Faults.Count == 0)
            LogOpened(id);
        else
            LogFaulty(id, faults);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model} is open and answered its golden samples")]
    private partial void LogOpened(string model);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Model} cannot be used: {Faults}")]
    private partial void LogFaulty(string model, string faults);

    [LoggerMessage(Level = LogLevel.Information, Message = "Models changed ({Cause}): added [{Added}], removed [{Removed}], answering to their names now [{Served}]")]
    private partial void LogChanged(string cause, string added, string removed, string served);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Models stay as they are ({Cause}): {Faults}")]
    private partial void LogUnchanged(string cause, string faults);
}
