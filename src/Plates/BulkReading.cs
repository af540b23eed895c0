using System.Buffers;
using System.Globalization;
using System.Threading.Channels;
using PlateRecognition;

namespace Plates;

/// <summary>One picture of many, and what became of it.</summary>
/// <param name="File">Its path, as it was given.</param>
/// <param name="Outcome">The answer, or why there is none.</param>
/// <param name="Fault">Why the file could not be opened, or null.</param>
internal sealed record ReadPicture(string File, RecognitionOutcome Outcome, string? Fault)
{
    /// <summary>What went wrong, in one line; null when nothing did.</summary>
    public string? Error => Fault ?? Outcome.Detail;
}

/// <summary>Reads pictures on all cores and hands them over in their order. Memory holds a few pictures a core. For one run.</summary>
/// <param name="recognizer">Reads them; it must let in as many at the same time.</param>
/// <param name="request">How.</param>
/// <param name="atOnce">Pictures worked on at the same time.</param>
internal sealed class BulkReading(PlateRecognizer recognizer, RecognitionRequest request, int atOnce)
{
    private const int LargestFile = 256 * 1024 * 1024;

    private int _pictures, _withPlates, _plates;

    /// <summary>Pictures that could not be read.</summary>
    public int Failed { get; private set; }

    /// <summary>Reads pictures.</summary>
    /// <param name="files">Their paths.</param>
    /// <param name="take">Called with each in their order, by one thread at a time.</param>
    /// <param name="stop">Ends the reading; what was taken until then stays.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>.</exception>
    public async Task ReadAsync(IReadOnlyList<string> files, Action<ReadPicture> take, CancellationToken stop)
    {
        // So many are under way that a slow picture at the front keeps no core waiting for long.
        var underWay = Channel.CreateBounded<Task<ReadPicture>>(atOnce * 4);
        using var places = new SemaphoreSlim(atOnce);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var starting = StartAllAsync(files, underWay.Writer, places, over.Token);
        try
        {
            await foreach (var work in underWay.Reader.ReadAllAsync(CancellationToken.None))
            {
                var picture = await work;
                Count(picture);
                take(picture);
            }
        }
        finally
        {
            await over.CancelAsync();
            await starting;
            while (underWay.Reader.TryRead(out var work))
                await work.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>One line on what was read.</summary>
    public string Summary(TimeSpan took) => string.Create(
        CultureInfo.InvariantCulture,
        $"{_pictures} pictures in {took.TotalSeconds:0.0} s, {_pictures / Math.Max(0.001, took.TotalSeconds):0.0} a second: {_plates} plates in {_withPlates} of them, {Failed} not read.");

    private async Task StartAllAsync(IReadOnlyList<string> files, ChannelWriter<Task<ReadPicture>> underWay, SemaphoreSlim places, CancellationToken stop)
    {
        Exception? fault = null;
        try
        {
            foreach (var file in files)
            {
                await places.WaitAsync(stop);
                // The place is given back by the work itself, so that order costs no core.
                await underWay.WriteAsync(Task.Run(() => ReadOneAsync(file, places, stop), CancellationToken.None), stop);
            }
        }
        catch (OperationCanceledException ended)
        {
            fault = ended;
        }

        underWay.Complete(fault);
    }

    private async Task<ReadPicture> ReadOneAsync(string file, SemaphoreSlim places, CancellationToken stop)
    {
        byte[]? bytes = null;
        try
        {
            using var handle = File.OpenHandle(file);
            var length = RandomAccess.GetLength(handle);
            if (length > LargestFile)
                return new ReadPicture(file, default, $"The file has {length} bytes; {LargestFile} are allowed.");
            bytes = ArrayPool<byte>.Shared.Rent((int)length);
            var read = RandomAccess.Read(handle, bytes.AsSpan(0, (int)length), 0);
            return new ReadPicture(file, await recognizer.RecognizeAsync(bytes.AsMemory(0, read), request, stop), null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new ReadPicture(file, default, fault.Message);
        }
        finally
        {
            if (bytes is not null)
                ArrayPool<byte>.Shared.Return(bytes);
            places.Release();
        }
    }

    private void Count(ReadPicture picture)
    {
        _pictures++;
        if (picture.Error is not null)
            Failed++;
        if (picture.Outcome.Value?.Plates is not { Count: > 0 } plates)
            return;
        _withPlates++;
        _plates += plates.Count;
    }
}
