using System.Diagnostics;
using System.Globalization;
using PlateApi.Hosting;
using PlateRecognition;

namespace PlateApi.Observability;

/// <summary>
/// The recogniser as endpoints call it: every picture is counted, timed and traced, and its text is logged if the settings say so.
/// Thread-safe.
/// </summary>
internal sealed partial class ObservedRecognizer(
    PlateRecognizer recognizer, PlateMetrics metrics, ShadowTraffic shadow, PlateApiOptions options, TimeProvider time, ILogger<ObservedRecognizer> logger)
{
    // Nobody listens unless traces are exported; then this costs nothing.
    private static readonly ActivitySource Spans = new(PlateMetrics.Name);

    /// <summary>Reads the plates of one picture, as <see cref="PlateRecognizer.RecognizeAsync"/> does.</summary>
    public async ValueTask<RecognitionOutcome> RecognizeAsync(ReadOnlyMemory<byte> encoded, RecognitionRequest request, HttpContext context)
    {
        var outcomes = await ObserveAsync([request.Model], encoded, request, context.RequestAborted);
        if (outcomes[0].Succeeded)
            shadow.Offer(encoded, request, outcomes[0].Value!, context);
        return outcomes[0];
    }

    /// <summary>Reads the plates of one picture by several models, as <see cref="PlateRecognizer.CompareAsync"/> does.</summary>
    public ValueTask<RecognitionOutcome[]> CompareAsync(ReadOnlyMemory<byte> encoded, RecognitionRequest request, IReadOnlyList<string?> models, CancellationToken stop)
        => ObserveAsync(models, encoded, request, stop);

    private async ValueTask<RecognitionOutcome[]> ObserveAsync(IReadOnlyList<string?> models, ReadOnlyMemory<byte> encoded, RecognitionRequest request, CancellationToken stop)
    {
        using var span = Spans.StartActivity("read picture");
        var started = time.GetTimestamp();
        metrics.Enter();
        try
        {
            var outcomes = await recognizer.CompareAsync(encoded, request, models, stop);
            foreach (var outcome in outcomes)
            {
                if (outcome.Succeeded)
                    NoteAnswer(outcome.Value, time.GetElapsedTime(started), span);
                else
                    NoteFailure($"{outcome.Failure}", time.GetElapsedTime(started), span);
            }

            return outcomes;
        }
        catch (Exception fault)
        {
            NoteFailure(fault is OperationCanceledException ? "ClientGone" : "Unexpected", time.GetElapsedTime(started), span);
            throw;
        }
        finally
        {
            metrics.Leave();
        }
    }

    private void NoteAnswer(Recognition answer, TimeSpan took, Activity? span)
    {
        metrics.CountAnswer(answer, took);
        // Never the text: traces travel further than logs.
        span?.SetTag("plateapi.model", answer.Recognizer)
            .SetTag("plateapi.plates", answer.Plates.Count)
            .SetTag("plateapi.queue_ms", answer.Timings.Queue.TotalMilliseconds)
            .SetTag("plateapi.decode_ms", answer.Timings.Decode.TotalMilliseconds)
            .SetTag("plateapi.detect_ms", answer.Timings.Detect.TotalMilliseconds)
            .SetTag("plateapi.read_ms", answer.Timings.Read.TotalMilliseconds);
        if (!options.LogPlates)
            return;
        var texts = answer.Plates.Select(plate => string.Create(CultureInfo.InvariantCulture, $"{plate.Reading.Text} ({plate.Reading.Confidence:0.000})"));
        var line = string.Join(", ", texts);
        LogTexts(line, answer.Recognizer);
    }

    private void NoteFailure(string reason, TimeSpan took, Activity? span)
    {
        metrics.CountFailure(reason, took);
        span?.SetTag("plateapi.failure", reason).SetStatus(ActivityStatusCode.Error);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Read [{Plates}] with {Model}")]
    private partial void LogTexts(string plates, string model);
}
