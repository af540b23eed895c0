using System.Diagnostics.Metrics;
using PlateApi.Health;
using PlateRecognition;

namespace PlateApi.Observability;

/// <summary>
/// What the service counts and times, a picture each. The meaning of the figures is Triton's, as docs/observability.md lists
/// them; what the networks run is in <see cref="NetworkMetrics"/>. Thread-safe.
/// </summary>
internal sealed class PlateMetrics
{
    /// <summary>The meter, and the source of spans.</summary>
    public const string Name = "PlateApi";

    // From a crop on a fast core to the longest deadline that makes sense.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    };

    private readonly Counter<long> _pictures, _shadows;
    private readonly Histogram<double> _duration, _stages, _networks;
    private readonly UpDownCounter<long> _inFlight;

    /// <summary>Makes the instruments.</summary>
    public PlateMetrics(IMeterFactory meters, Readiness readiness)
    {
        var meter = meters.Create(Name);
        _pictures = meter.CreateCounter<long>("plateapi.pictures", null, "Pictures by what became of them, and failures by their reason.");
        _shadows = meter.CreateCounter<long>("plateapi.shadow.pictures", null, "Pictures that the shadow model was to read, too, by whether it read the same texts.");
        _duration = meter.CreateHistogram("plateapi.picture.duration", "s", "From a picture's last byte to its answer, by what became of it.", tags: null, Seconds);
        _stages = meter.CreateHistogram("plateapi.stage.duration", "s", "What the stages of a picture that was answered took: queue, decode, detect, read.", tags: null, Seconds);
        _networks = meter.CreateHistogram("plateapi.network.duration", "s", "What the networks took of a picture that was answered: preprocess, queue, infer, postprocess.", tags: null, Seconds);
        _inFlight = meter.CreateUpDownCounter<long>("plateapi.pictures.in_flight", null, "Pictures that wait or are being read.");
        meter.CreateObservableGauge("plateapi.ready", () => readiness.Unready is null ? 1 : 0, null, "1 when the service is ready.");
    }

    /// <summary>A picture came.</summary>
    public void Enter() => _inFlight.Add(1);

    /// <summary>A picture went, answered or not.</summary>
    public void Leave() => _inFlight.Add(-1);

    /// <summary>Counts an answer.</summary>
    public void CountAnswer(Recognition answer, TimeSpan took)
    {
        var outcome = OutcomeOf(answer);
        _pictures.Add(1, new("outcome", outcome), new("model", answer.Recognizer));
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        Record(_stages, "queue", answer.Timings.Queue);
        Record(_stages, "decode", answer.Timings.Decode);
        Record(_stages, "detect", answer.Timings.Detect);
        Record(_stages, "read", answer.Timings.Read);
        Record(_networks, "preprocess", answer.Networks.Preprocess);
        Record(_networks, "queue", answer.Networks.Queue);
        Record(_networks, "infer", answer.Networks.Infer);
        Record(_networks, "postprocess", answer.Networks.Postprocess);

        static void Record(Histogram<double> histogram, string stage, TimeSpan time) => histogram.Record(time.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
    }

    /// <summary>Counts a picture without an answer.</summary>
    /// <param name="reason">A <see cref="RecognitionFailure"/>, <c>ClientGone</c> or <c>Unexpected</c>.</param>
    /// <param name="took">How long it took to fail.</param>
    public void CountFailure(string reason, TimeSpan took)
    {
        _pictures.Add(1, new("outcome", "failed"), new("reason", reason));
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", "failed"));
    }

    /// <summary>Counts a picture for the shadow.</summary>
    public void CountShadow(string model, ShadowOutcome outcome)
        => _shadows.Add(1, new("model", model), new("outcome", outcome switch
        {
            ShadowOutcome.Same => "same",
            ShadowOutcome.Different => "different",
            ShadowOutcome.Failed => "failed",
            _ => "dropped",
        }));

    // A photo with one plate that is sure is accepted, whatever else is in it.
    private static string OutcomeOf(Recognition answer)
    {
        foreach (var plate in answer.Plates)
        {
            if (plate.Accepted)
                return "accepted";
        }

        return answer.Plates.Count == 0 ? "no_plate" : "low_confidence";
    }
}
