using System.Diagnostics;

namespace PlateApi.Benchmarks;

/// <summary>Closed loop: as many clients as said, each sending its next picture when it has the answer to the last.</summary>
internal static class Throughput
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1.5);
    private const int Turns = 3;

    /// <summary>Pictures a second over HTTP and of bare runs with as many threads as cores; the best of several turns of both.</summary>
    public static async Task<(double BareRuns, IReadOnlyList<(int Clients, double Requests)> Service)> MeasureAsync(
        BenchmarkPictures pictures, BareRuntime bare, BenchmarkedService service, int[] clients)
    {
        var bareBest = 0.0;
        var best = clients.ToDictionary(count => count, _ => 0.0);
        for (var turn = 0; turn < Turns; turn++)
        {
            bareBest = Math.Max(bareBest, await LoopAsync(Environment.ProcessorCount, _ =>
            {
                var run = bare.Prepare(1);
                return () =>
                {
                    run();
                    return Task.CompletedTask;
                };
            }));
            foreach (var count in clients)
            {
                best[count] = Math.Max(best[count], await LoopAsync(count, client =>
                {
                    var next = client;
                    return () => service.PostAsync(pictures.Encoded[next++ % pictures.Encoded.Count]);
                }));
            }
        }

        return (bareBest, [.. clients.Select(count => (count, best[count]))]);
    }

    private static async Task<double> LoopAsync(int workers, Func<int, Func<Task>> prepare)
    {
        var works = Enumerable.Range(0, workers).Select(prepare).ToList();
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(works.Select(work => Task.Run(async () =>
        {
            var count = 0;
            for (; clock.Elapsed < Slice; count++)
                await work();
            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }
}
