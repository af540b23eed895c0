using PlateApi.Load;

namespace PlateApi.Benchmarks;

/// <summary>What a process of the service takes: until it is ready, and of memory.</summary>
internal static class StartAndMemory
{
    private const int Starts = 7, Clients = 8;

    /// <summary>Requests after which memory is looked at first.</summary>
    public const int First = 5000;

    /// <summary>Starts the service again and again.</summary>
    /// <returns>Seconds from the process's start to its being ready, and of processors, each sorted.</returns>
    public static async Task<(double[] Wall, double[] Processor)> MeasureStartsAsync()
    {
        var (seconds, processor) = (new List<double>(), new List<double>());
        for (var start = 0; start < Starts; start++)
        {
            await using var service = await ServiceProcess.StartAsync();
            seconds.Add(service.StartToReady.TotalSeconds);
            processor.Add(service.ProcessorTime.TotalSeconds);
        }

        return ([.. seconds.Order()], [.. processor.Order()]);
    }

    /// <summary>Sends crops and photos, nine to one, and looks at the service's memory.</summary>
    /// <returns>MiB that it holds when it is ready, after <see cref="First"/> requests, and after all of them.</returns>
    public static async Task<(double Ready, double First, double Last)> MeasureMemoryAsync(BenchmarkPictures pictures, int requests)
    {
        await using var service = await ServiceProcess.StartAsync();
        using var client = new ServiceClient(service.Address, "mode=auto");
        var ready = service.ResidentBytes;
        await SendAsync(client, pictures, First);
        var first = service.ResidentBytes;
        await SendAsync(client, pictures, requests - First);
        return (MiB(ready), MiB(first), MiB(service.ResidentBytes));
    }

    /// <summary>Sends crops and photos, nine to one, by <see cref="Clients"/> clients.</summary>
    /// <exception cref="InvalidDataException">A picture is not answered well.</exception>
    public static Task SendAsync(ServiceClient client, BenchmarkPictures pictures, int count)
        => Parallel.ForEachAsync(Enumerable.Range(0, Math.Max(0, count)), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (number, stop) =>
        {
            var (status, _) = await client.SendAsync(number % 10 == 0 ? pictures.Photo : pictures.Encoded[number % pictures.Encoded.Count], stop);
            if (status != 200)
                throw new InvalidDataException($"Request {number} was answered with {status}.");
        });

    private static double MiB(long bytes) => bytes / 1048576.0;
}
