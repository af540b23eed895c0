using PlateApi.Load;

namespace PlateApi.Benchmarks;

/// <summary>Ten times as many requests as the service carries.</summary>
internal static class Overload
{
    private const int Clients = 8, Times = 10;

    private static readonly LoadBounds Bounds = new(TimeSpan.FromSeconds(2), 0.1, MostWindows: 6, MostRequests: 1_000_000, TimeSpan.FromSeconds(30));

    /// <summary>Measures what it carries by a closed load, then sends ten times as much at random times.</summary>
    public static async Task<(LoadResult Carried, LoadResult Overloaded, double MostMiB)> MeasureAsync(BenchmarkPictures pictures)
    {
        await using var service = await ServiceProcess.StartAsync();
        using var client = new ServiceClient(service.Address, "mode=crop");
        var run = new LoadRun(Bounds, (number, stop) => client.SendAsync(pictures.Encoded[number % pictures.Encoded.Count], stop));
        await run.ClosedAsync(Clients);
        var carried = await run.ClosedAsync(Clients);
        var overloaded = await run.PoissonAsync(Times * carried.Throughput, seed: 1);
        return (carried, overloaded, service.ResidentBytes / 1048576.0);
    }
}
