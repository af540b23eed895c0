using PlateApi.Load;

namespace PlateApi.Benchmarks;

/// <summary>Ten times as many requests as the service carries.</summary>
internal static class Overload
{
    private const int Clients = 8, Times = 10, WarmUp = 2000;

    private static readonly LoadBounds Bounds = new(TimeSpan.FromSeconds(2), 0.1, MostWindows: 6, MostRequests: 1_000_000, TimeSpan.FromSeconds(30));

    /// <summary>Measures what it carries by a closed load, then sends ten times as much at random times.</summary>
    public static async Task<(OverloadMeasure Carried, OverloadMeasure Overloaded, double MostMiB)> MeasureAsync(BenchmarkPictures pictures)
    {
        await using var service = await ServiceProcess.StartAsync();
        using var client = new ServiceClient(service.Address, "mode=crop");
        var good = 0;
        var run = new LoadRun(Bounds, async (number, stop) =>
        {
            var answer = await client.SendAsync(pictures.Encoded[number % pictures.Encoded.Count], stop);
            if (answer.Status == 200)
                Interlocked.Increment(ref good);
            return answer;
        });
        // Until the code that is asked most is compiled well.
        await StartAndMemory.SendAsync(client, pictures, WarmUp);
        var carried = await TakeAsync(() => run.ClosedAsync(Clients));
        var overloaded = await TakeAsync(() => run.PoissonAsync(Times * carried.Result.Throughput, seed: 1));
        return (carried, overloaded, service.ResidentBytes / 1048576.0);

        async Task<OverloadMeasure> TakeAsync(Func<Task<LoadResult>> load)
        {
            var (before, taken) = (good, service.ProcessorTime);
            var result = await load();
            return new OverloadMeasure(result, (good - before) / (service.ProcessorTime - taken).TotalSeconds);
        }
    }
}

/// <summary>What a load came to.</summary>
/// <param name="Result">By a clock on the wall.</param>
/// <param name="GoodPerProcessorSecond">Good answers a second of processors that the service took.</param>
internal sealed record OverloadMeasure(LoadResult Result, double GoodPerProcessorSecond);
