using System.Threading.Channels;

namespace Training.Export.Data;

/// <summary>
/// Fills batches ahead of a trainer on threads of its own and delivers them in the order of their numbers. Arrays are reused.
/// One thread takes.
/// </summary>
/// <typeparam name="TBatch">The arrays of a batch.</typeparam>
internal sealed class BatchesAhead<TBatch> : IDisposable
{
    private readonly Action<TBatch, long> _fill;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<TBatch> _free = Channel.CreateUnbounded<TBatch>();
    private readonly Channel<TBatch>[] _filled;
    private readonly Thread[] _workers;
    private long _next;

    /// <summary>Starts the workers.</summary>
    /// <param name="create">Allocates a batch's arrays.</param>
    /// <param name="fill">Fills the batch of a number; called on several threads at once.</param>
    /// <param name="firstBatch">Number of the first batch to deliver.</param>
    /// <param name="workers">Threads that fill.</param>
    public BatchesAhead(Func<TBatch> create, Action<TBatch, long> fill, long firstBatch, int workers)
    {
        (_fill, _next) = (fill, firstBatch);
        const int Ahead = 4;
        for (var i = 0; i < workers * Ahead; i++)
            _free.Writer.TryWrite(create());

        // Each worker fills every workers-th batch into a channel of its own: order without a lock.
        _filled = new Channel<TBatch>[workers];
        _workers = new Thread[workers];
        for (var worker = 0; worker < workers; worker++)
        {
            var (channel, first) = (Channel.CreateBounded<TBatch>(Ahead), firstBatch + worker);
            _filled[(int)(first % workers)] = channel;
            _workers[worker] = new Thread(() => Fill(channel.Writer, first, workers)) { IsBackground = true, Name = $"render {worker}" };
        }

        foreach (var worker in _workers)
            worker.Start();
    }

    /// <summary>Takes the next batch in order, waiting for it. Hand it back with <see cref="Return"/>.</summary>
    /// <exception cref="InvalidOperationException">A sample could not be made; the inner exception says why.</exception>
    public TBatch Take()
    {
        var channel = _filled[(int)(_next++ % _filled.Length)].Reader;
        try
        {
            return channel.ReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException closed)
        {
            throw new InvalidOperationException($"A batch could not be made: {closed.InnerException?.Message}", closed.InnerException);
        }
    }

    /// <summary>Gives a batch's arrays back for reuse.</summary>
    public void Return(TBatch batch) => _free.Writer.TryWrite(batch);

    /// <summary>Stops the workers and waits for them.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var worker in _workers)
            worker.Join();
        _stop.Dispose();
    }

    private void Fill(ChannelWriter<TBatch> filled, long number, int stride)
    {
        try
        {
            for (; ; number += stride)
            {
                var batch = _free.Reader.ReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
                _fill(batch, number);
                filled.WriteAsync(batch, _stop.Token).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (OperationCanceledException)
        {
            filled.TryComplete();
        }
        catch (Exception problem)
        {
            // The trainer waits on the other end: it must hear of this, whatever it is.
            filled.TryComplete(problem);
        }
    }
}
