using System.Diagnostics.Metrics;
using PlateApi.Recognize;
using PlateRecognition;
using PlateRecognition.Inference;

namespace PlateApi.Observability;

/// <summary>
/// What the networks run and how they are, by model, and the memory that requests hold; read when somebody scrapes. The meaning is
/// Triton's, as docs/observability.md lists it. Thread-safe.
/// </summary>
internal sealed class NetworkMetrics
{
    private static readonly PoolState[] States = Enum.GetValues<PoolState>();
    private readonly PlateRecognizer _recognizer;

    /// <summary>Makes the instruments.</summary>
    public NetworkMetrics(IMeterFactory meters, PlateRecognizer recognizer, InFlightMemory memory)
    {
        _recognizer = recognizer;
        var meter = meters.Create(PlateMetrics.Name);
        meter.CreateObservableGauge("plateapi.model.state", ObserveStates, null, "1 for the state that a model's network is in: serving, degraded or lost.");
        meter.CreateObservableGauge(
            "plateapi.model.info", () => Observe((network, tag) => new Measurement<int>(1, tag, new("execution_provider", network.ExecutionProvider))), null, "The models that are loaded, and where they run.");

        meter.CreateObservableCounter("plateapi.inference.items", () => Observe((network, tag) => new Measurement<long>(network.Figures.Items, tag)), null, "Inputs that the network answered.");
        meter.CreateObservableCounter("plateapi.inference.batches", ObserveBatches, null, "Runs of the network, by the size of their batch.");
        meter.CreateObservableCounter(
            "plateapi.inference.queue.time", () => Observe((network, tag) => new Measurement<double>(network.Figures.Waiting.TotalSeconds, tag)), "s", "Time that answered inputs waited for a place to run.");
        meter.CreateObservableCounter(
            "plateapi.inference.run.time", () => Observe((network, tag) => new Measurement<double>(network.Figures.Running.TotalSeconds, tag)), "s", "Time that batches ran, once for each of their inputs.");
        meter.CreateObservableGauge("plateapi.inference.pending", () => Observe((network, tag) => new Measurement<int>(network.Figures.Pending, tag)), null, "Inputs that wait for a place to run.");

        meter.CreateObservableGauge("plateapi.pictures.waiting", () => recognizer.Waiting, null, "Pictures that wait to be looked at.");
        meter.CreateObservableGauge("plateapi.uploads.held", () => memory.Uploads.Held, "By", "Memory that uploads hold.");
        meter.CreateObservableGauge("plateapi.uploads.limit", () => memory.Uploads.Limit, "By", "Memory that uploads may hold (MaxMegabytesInFlight).");
        meter.CreateObservableGauge("plateapi.pixels.held", () => memory.Pixels.Held, null, "Pixels that pictures hold while they are decoded and read.");
        meter.CreateObservableGauge("plateapi.pixels.limit", () => memory.Pixels.Limit, null, "Pixels that pictures may hold (MaxMegapixelsInFlight).");
    }

    private IEnumerable<Measurement<T>> Observe<T>(Func<NetworkStatus, KeyValuePair<string, object?>, Measurement<T>> measure)
        where T : struct
    {
        foreach (var model in _recognizer.Models.List())
        {
            if (model.Network is { } network)
                yield return measure(network, Tag(model));
        }
    }

    private IEnumerable<Measurement<int>> ObserveStates()
    {
        foreach (var model in _recognizer.Models.List())
        {
            foreach (var state in model.Network is null ? [] : States)
                yield return new Measurement<int>(model.Network!.State == state ? 1 : 0, Tag(model), new("state", state.ToString().ToLowerInvariant()));
        }
    }

    private IEnumerable<Measurement<long>> ObserveBatches()
    {
        foreach (var model in _recognizer.Models.List())
        {
            for (var size = 1; size <= model.Network?.Figures.Batches.Count; size++)
            {
                // Sizes that never ran would be a series each.
                if (model.Network.Figures.Batches[size - 1] is var runs and > 0)
                    yield return new Measurement<long>(runs, Tag(model), new("size", size));
            }
        }
    }

    private static KeyValuePair<string, object?> Tag(ModelStatus model) => new("model", model.Package.Manifest.Id);
}
