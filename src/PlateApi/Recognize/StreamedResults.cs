using System.Text.Json;
using System.Threading.Channels;
using PlateApi.Hosting;
using PlateApi.Observability;
using PlateRecognition;

namespace PlateApi.Recognize;

/// <summary>
/// Answers a request of many files line by line, as NDJSON, while the files still arrive: one JSON object a file, in their order.
/// As many pictures as the network reads at once are in work; the next file is taken from the connection when one is done, so that
/// memory holds a few files, however many there are. A client must read while it sends.
/// </summary>
internal sealed class StreamedResults(
    RecognitionRequest wanted, TimeSpan patience, UploadStream files, ObservedRecognizer recognizer, PlateApiOptions options, TimeProvider time) : IResult
{
    /// <summary>What a client accepts that wants this.</summary>
    public const string MediaType = "application/x-ndjson";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether a client asks for it.</summary>
    public static bool IsAsked(HttpRequest request)
        => request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // Until the first file is there, what is wrong still has a status of its own.
        if (await files.NextAsync() is not { } first)
        {
            await (files.Problem ?? ProblemKind.NoFile).ToAnswer(httpContext, files.Detail).ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.ContentType = MediaType;
        var lines = Channel.CreateBounded<Task<RecognizeResult>>(Math.Max(1, options.InferenceConcurrency - 1));
        var reading = ReadFilesAsync(first, lines.Writer, httpContext);
        try
        {
            await WriteLinesAsync(lines.Reader, httpContext);
        }
        catch
        {
            // Ends the reading, too, and whatever is in work: none of it may outlive the request.
            httpContext.Abort();
            await reading;
            while (lines.Reader.TryRead(out var line))
                await line.ContinueWith(_ => { }, TaskScheduler.Default);
            throw;
        }
    }

    private async Task ReadFilesAsync(UploadedFile first, ChannelWriter<Task<RecognizeResult>> lines, HttpContext context)
    {
        Exception? fault = null;
        var waiting = first;
        try
        {
            for (; waiting is not null; waiting = await files.NextAsync())
            {
                // Waits while enough is in work: this is what keeps the next file on the connection.
                await lines.WaitToWriteAsync(context.RequestAborted);
                var picture = waiting;
                waiting = null;
                lines.TryWrite(Task.Run(() => RecognizeAsync(picture, context), CancellationToken.None));
            }

            // What ends the files early is the last line.
            if (files.Problem is { } problem)
                await lines.WriteAsync(Task.FromResult<RecognizeResult>(problem.For(context, files.Detail)), context.RequestAborted);
        }
#pragma warning disable CA1031 // Whatever ended the reading must also end the writing, and comes out there.
        catch (Exception ended)
#pragma warning restore CA1031
        {
            fault = ended;
            waiting?.Dispose();
        }

        lines.Complete(fault);
    }

    private async Task<RecognizeResult> RecognizeAsync(UploadedFile file, HttpContext context)
    {
        using (file)
        {
            var request = wanted with { Deadline = time.GetUtcNow() + patience };
            while (true)
            {
                var outcome = await recognizer.RecognizeAsync(file.Bytes, request, context);
                if (outcome.Succeeded)
                    return outcome.Value.ToAnswer(context.TraceIdentifier);
                // Nobody is kept waiting by a stream that waits, and its sender could do nothing but send the file again.
                if (outcome.Failure is not (RecognitionFailure.QueueFull or RecognitionFailure.WouldBeLate or RecognitionFailure.MemoryFull) || time.GetUtcNow() + Pause >= request.Deadline)
                    return ProblemKind.Of(outcome.Failure.Value).For(context, outcome.Detail);
                await Task.Delay(Pause, time, context.RequestAborted);
            }
        }
    }

    private static async Task WriteLinesAsync(ChannelReader<Task<RecognizeResult>> lines, HttpContext context)
    {
        var body = context.Response.BodyWriter;
        await foreach (var line in lines.ReadAllAsync(CancellationToken.None))
        {
            var result = await line;
            using (var json = new Utf8JsonWriter(body))
                JsonSerializer.Serialize(json, result, ApiJson.Default.RecognizeResult);
            "\n"u8.CopyTo(body.GetSpan(1));
            body.Advance(1);
            await body.FlushAsync(context.RequestAborted);
        }
    }
}
