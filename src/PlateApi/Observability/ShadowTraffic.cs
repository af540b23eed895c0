using System.Threading.Channels;
using PlateApi.Hosting;
using PlateApi.Recognize;
using PlateRecognition;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;

namespace PlateApi.Observability;

/// <summary>
/// Has a second model read a share of the pictures that the default model answered, and counts whether both read the same. It begins when the answer is sent, one picture
/// at a time, with the lowest priority; what finds all cores busy, or comes while others wait, is dropped. Nothing that it reads is logged. Thread-safe.
/// </summary>
internal sealed class ShadowTraffic(PlateRecognizer recognizer, PlateMetrics metrics, PlateApiOptions options, TimeProvider time) : BackgroundService
{
    // Pictures that wait for a shadow, and bytes of all of them: what is beyond is dropped.
    private const int MostWaiting = 16, MostBytes = 32 * 1024 * 1024;

    private readonly MemoryBudget _memory = new(MostBytes);
    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>Takes a picture that was answered, or passes over it.</summary>
    /// <param name="encoded">The picture; it is copied.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What was answered.</param>
    /// <param name="context">The request, which may still be without its answer.</param>
    public void Offer(ReadOnlyMemory<byte> encoded, RecognitionRequest request, Recognition answer, HttpContext context)
    {
        // Whoever names a model wants that one, which says nothing of the default.
        if (options.ShadowModel is not { } shadow || request.Model is not null || Random.Shared.Next(100) >= options.ShadowPercent)
            return;
        if (recognizer.FindPackage(shadow)?.Manifest.Id == answer.Recognizer)
            return;
        var copy = new UploadedFile(_memory);
        if (Interlocked.Increment(ref _waiting) > MostWaiting || !copy.TryFill(encoded.Span))
        {
            Drop(copy, shadow);
            return;
        }

        var job = new Job(copy, request, answer);
        // A stream's answer is under way already, and may last.
        if (context.Response.HasStarted)
        {
            _jobs.Writer.TryWrite(job);
            return;
        }

        // The pictures of one request may be read at the same time; a request's context is for one thread.
        lock (_lock)
        {
            context.Response.OnCompleted(() =>
            {
                _jobs.Writer.TryWrite(job);
                return Task.CompletedTask;
            });
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.ShadowModel is not { } shadow)
            return;
        try
        {
            await foreach (var job in _jobs.Reader.ReadAllAsync(stoppingToken))
            {
                using (job.Picture)
                    metrics.CountShadow(shadow, await ReadAsync(shadow, job, stoppingToken));
                Interlocked.Decrement(ref _waiting);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process goes down; what waits is of no use to anybody.
        }
    }

    private async Task<ShadowOutcome> ReadAsync(string shadow, Job job, CancellationToken stop)
    {
        if (recognizer.PicturesUnderWay >= Environment.ProcessorCount)
            return ShadowOutcome.Dropped;
        var request = job.Request with
        {
            Model = shadow,
            Priority = RunPriority.Bulk,
            Drawing = null,
            Deadline = time.GetUtcNow().AddSeconds(options.DeadlineSeconds),
        };
        try
        {
            var outcome = await recognizer.RecognizeAsync(job.Picture.Bytes, request, stop);
            return !outcome.Succeeded ? ShadowOutcome.Failed : outcome.Value.HasSameTexts(job.Answer) ? ShadowOutcome.Same : ShadowOutcome.Different;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Nobody waits for it, and it must not end the service.
            return ShadowOutcome.Failed;
        }
    }

    private void Drop(UploadedFile copy, string shadow)
    {
        copy.Dispose();
        Interlocked.Decrement(ref _waiting);
        metrics.CountShadow(shadow, ShadowOutcome.Dropped);
    }

    private sealed record Job(UploadedFile Picture, RecognitionRequest Request, Recognition Answer);
}

/// <summary>What became of a picture for the shadow.</summary>
internal enum ShadowOutcome
{
    /// <summary>Both models read the same texts.</summary>
    Same,

    /// <summary>They did not.</summary>
    Different,

    /// <summary>The shadow gave no answer.</summary>
    Failed,

    /// <summary>It was not asked: the service was busy.</summary>
    Dropped,
}
