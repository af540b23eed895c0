using System.Collections.Concurrent;
using System.Diagnostics;

namespace PlateApi.Load;

/// <summary>Sends a request.</summary>
/// <param name="number">Which one, from 0.</param>
/// <param name="stop">The load is over.</param>
/// <returns>The status, and what the service says it took.</returns>
internal delegate Task<(int Status, ServerSplit Split)> SendRequest(int number, CancellationToken stop);

/// <summary>
/// Keeps a load up until what it measures has settled. A <em>closed</em> load is clients that each send when they have their last answer; an <em>open</em> one is
/// requests at random times of a Poisson process, whatever became of those before. Latency counts from when a request was due, so that a service that
/// stalls is not spared the requests that it holds back (Tene's "coordinated omission").
/// </summary>
internal sealed class LoadRun(LoadBounds bounds, SendRequest send)
{
    // Connections at the same time; what is due beyond them waits, and its latency counts.
    private const int MostUnderWay = 1024;

    private readonly ConcurrentQueue<Answer> _answers = new();
    private int _sent;

    /// <summary>Clients that each wait for their answer.</summary>
    public Task<LoadResult> ClosedAsync(int clients) => MeasureAsync("closed", clients, stop => Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(
        async () =>
        {
            while (TryTake(out var number) && !stop.IsCancellationRequested)
                await SendAsync(number, Stopwatch.GetTimestamp(), stop);
        },
        CancellationToken.None))));

    /// <summary>Requests at random times.</summary>
    /// <param name="rate">How many a second, on average.</param>
    /// <param name="seed">Of the times.</param>
    public Task<LoadResult> PoissonAsync(double rate, int seed) => MeasureAsync("poisson", rate, async stop =>
    {
        using var places = new SemaphoreSlim(MostUnderWay);
        var (chance, due, began, underWay) = (new Random(seed), 0.0, Stopwatch.GetTimestamp(), new ConcurrentDictionary<int, Task>());
        try
        {
            while (TryTake(out var number))
            {
                due += -Math.Log(1 - chance.NextDouble()) / rate;
                var early = TimeSpan.FromSeconds(due) - Stopwatch.GetElapsedTime(began);
                if (early > TimeSpan.FromMilliseconds(1))
                    await Task.Delay(early, stop);
                await places.WaitAsync(stop);
                var dueAt = began + (long)(due * Stopwatch.Frequency);
                underWay[number] = Task.Run(
                    async () =>
                    {
                        await SendAsync(number, dueAt, stop);
                        underWay.TryRemove(number, out _);
                        places.Release();
                    },
                    CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }

        await Task.WhenAll(underWay.Values);
    });

    private async Task<LoadResult> MeasureAsync(string mode, double level, Func<CancellationToken, Task> load)
    {
        using var stop = new CancellationTokenSource(bounds.Longest);
        _sent = 0;
        _answers.Clear();
        var windows = new List<Window>();
        var running = load(stop.Token);
        for (var isOver = false; !isOver;)
        {
            var clock = Stopwatch.StartNew();
            await Task.WhenAny(running, Task.Delay(bounds.Window));
            isOver = running.IsCompleted || stop.IsCancellationRequested;
            windows.Add(new Window(clock.Elapsed.TotalSeconds, Drain()));
            isOver |= windows.Count >= bounds.MostWindows || Stability.IsReached(windows, bounds.Share);
        }

        var isStable = Stability.IsReached(windows, bounds.Share);
        await stop.CancelAsync();
        await running;
        return new LoadResult(mode, level, isStable, [.. windows.TakeLast(Stability.Windows)]);
    }

    private async Task SendAsync(int number, long due, CancellationToken stop)
    {
        try
        {
            var (status, split) = await send(number, stop);
            _answers.Enqueue(new Answer(Stopwatch.GetElapsedTime(due).TotalMilliseconds, status, split));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Cut off by the end of the measurement: no answer of the service's.
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            _answers.Enqueue(new Answer(Stopwatch.GetElapsedTime(due).TotalMilliseconds, 0, default));
        }
    }

    private bool TryTake(out int number)
    {
        number = Interlocked.Increment(ref _sent) - 1;
        return number < bounds.MostRequests;
    }

    private List<Answer> Drain()
    {
        var drained = new List<Answer>();
        while (_answers.TryDequeue(out var answer))
            drained.Add(answer);
        return drained;
    }
}
