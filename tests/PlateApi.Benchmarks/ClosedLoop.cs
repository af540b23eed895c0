using System.Diagnostics;

namespace PlateApi.Benchmarks;

/// <summary>Clients that each ask for the next picture when they have the answer to the last.</summary>
/// <param name="Name">What answers them.</param>
/// <param name="Clients">How many there are.</param>
/// <param name="Client">Makes a client by its number: what one picture is to it.</param>
internal sealed record ClosedLoop(string Name, int Clients, Func<int, Func<Task>> Client)
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.8);
    private const int Turns = 3;

    /// <summary>
    /// Pictures a second of each loop that all cores give when they do nothing else: by the processor time that a picture takes of this process, the best of several turns. The
    /// loops take turns, so that a drift of the machine's speed touches all alike.
    /// </summary>
    public static async Task<IReadOnlyDictionary<(string Name, int Clients), double>> MeasureAsync(IReadOnlyList<ClosedLoop> loops)
    {
        var best = loops.ToDictionary(loop => (loop.Name, loop.Clients), _ => 0.0);
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var loop in loops)
                best[(loop.Name, loop.Clients)] = Math.Max(best[(loop.Name, loop.Clients)], await loop.RunAsync());
        }

        return best;
    }

    private async Task<double> RunAsync()
    {
        var clients = Enumerable.Range(0, Clients).Select(Client).ToList();
        var (clock, taken) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var counts = await Task.WhenAll(clients.Select(picture => Task.Run(async () =>
        {
            var count = 0;
            for (; clock.Elapsed < Slice; count++)
            {
                await picture();
                // A server's next picture comes through the thread pool, too.
                await Task.Yield();
            }

            return count;
        })));
        return counts.Sum() / (Environment.CpuUsage.TotalTime - taken).TotalSeconds * Environment.ProcessorCount;
    }
}
