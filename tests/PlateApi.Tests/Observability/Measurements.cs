using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace PlateApi.Tests.Observability;

/// <summary>What one service measures; others of this process, with meters of the same name, are not heard.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, IReadOnlyDictionary<string, object?> Tags)> _taken = new();

    public Measurements(RunningService service)
    {
        var scope = service.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == scope && instrument.Meter.Name == "PlateApi")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<(string Name, double Value, IReadOnlyDictionary<string, object?> Tags)> Of(string name) => [.. _taken.Where(taken => taken.Name == name)];

    /// <summary>What a figure is now that is read when somebody asks.</summary>
    public IReadOnlyList<(string Name, double Value, IReadOnlyDictionary<string, object?> Tags)> Scrape(string name)
    {
        _taken.Clear();
        _listener.RecordObservableInstruments();
        return Of(name);
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => _taken.Enqueue((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
}
