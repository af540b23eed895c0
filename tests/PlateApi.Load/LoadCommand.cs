using System.CommandLine;
using System.Globalization;
using PlateRecognition.Models;

namespace PlateApi.Load;

/// <summary><c>run</c>: measures what a service carries.</summary>
internal static class LoadCommand
{
    private const int Done = 0, NothingDone = 1;

    private static readonly Option<string?> Url = new("--url") { Description = "The service. Default: one of its own, started for it." };
    private static readonly Option<bool> AllowRemote = new("--allow-remote") { Description = "Let --url be another machine than this." };
    private static readonly Option<string?> Key = new("--key") { Description = "A key of the service." };
    private static readonly Option<string?> Pictures = new("--pictures") { Description = "Folder of pictures to send, one after the other. Default: rendered plates." };
    private static readonly Option<bool> Photo = new("--photo") { Description = "Send a rendered photo of 1280×720 pixels with a plate in it." };
    private static readonly Option<string> Query = new("--query") { Description = "What is asked of each picture.", DefaultValueFactory = arguments => arguments.GetValue(Photo) ? "mode=photo" : "mode=crop" };
    private static readonly Option<int[]> Clients = new("--clients") { Description = "Closed loads: clients that each send when they have their last answer.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    private static readonly Option<double[]> Rates = new("--rates") { Description = "Open loads: requests a second at random times (Poisson).", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    private static readonly Option<double> Window = new("--window") { Description = "Seconds of a window; three that agree end a measurement.", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Share = new("--stability") { Description = "How far windows may differ and agree.", DefaultValueFactory = _ => 0.1 };
    private static readonly Option<int> MostWindows = new("--max-windows") { Description = "Windows after which a measurement ends unsettled.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> MostRequests = new("--max-requests") { Description = "Requests after which it ends.", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<double> Longest = new("--max-seconds") { Description = "Seconds after which it ends.", DefaultValueFactory = _ => 120 };
    private static readonly Option<string?> Csv = new("--csv") { Description = "File for the figures. Default: standard output." };
    private static readonly Option<string?> Plot = new("--plot") { Description = "PNG for a plot of latency against throughput." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("run", "Measures what a service carries, by closed and by open loads.")
        {
            Url, AllowRemote, Key, Pictures, Photo, Query, Clients, Rates, Window, Share, MostWindows, MostRequests, Longest, Csv, Plot,
        };
        command.SetAction((arguments, _) => RunAsync(arguments));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments)
    {
        var errors = arguments.InvocationConfiguration.Error;
        try
        {
            // 1. Within bounds, and to this machine unless it is said otherwise.
            var bounds = new LoadBounds(TimeSpan.FromSeconds(arguments.GetValue(Window)), arguments.GetValue(Share), arguments.GetValue(MostWindows), arguments.GetValue(MostRequests), TimeSpan.FromSeconds(arguments.GetValue(Longest)));
            var (clients, rates) = LevelsOf(arguments);
            var url = UrlOf(arguments);
            if ((bounds.Fault ?? (url is null ? null : ServiceClient.Refuse(url, arguments.GetValue(AllowRemote)))) is { } fault)
                throw new InvalidDataException(fault);

            // 2. The pictures, and the service.
            var pictures = PicturesOf(arguments);
            await using var own = url is null ? await ServiceProcess.StartAsync() : null;
            using var client = new ServiceClient(url ?? own!.Address, arguments.GetValue(Query)!, arguments.GetValue(Key));
            var run = new LoadRun(bounds, (number, stop) => client.SendAsync(pictures[number % pictures.Length], stop));

            // 3. One load after the other.
            var results = new List<LoadResult>();
            foreach (var level in clients)
                results.Add(await ShowAsync(run.ClosedAsync(level), errors));
            foreach (var rate in rates)
                results.Add(await ShowAsync(run.PoissonAsync(rate, seed: 1), errors));

            // 4. Figures and plot.
            var csv = $"{LoadResult.Header}\n{string.Concat(results.Select(result => result.ToCsv() + "\n"))}";
            if (arguments.GetValue(Csv) is { } file)
                await File.WriteAllTextAsync(file, csv);
            else
                await arguments.InvocationConfiguration.Output.WriteAsync(csv);
            if (arguments.GetValue(Plot) is { } plot)
                LoadPlot.Write(plot, results, Path.Combine(Repository.Find(), "fonts"));
            return Done;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException or ModelPackageException or InvalidOperationException)
        {
            await errors.WriteLineAsync($"error: {fault.Message}");
            return NothingDone;
        }
    }

    private static Uri? UrlOf(ParseResult arguments)
        => arguments.GetValue(Url) is not { } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https") ? url
            : throw new InvalidDataException($"--url is '{text}'; it must be as http://127.0.0.1:8080.");

    private static (int[] Clients, double[] Rates) LevelsOf(ParseResult arguments)
    {
        var (clients, rates) = (arguments.GetValue(Clients)!, arguments.GetValue(Rates)!);
        foreach (var level in clients.Where(level => level is < 1 or > 1024))
            throw new InvalidDataException($"--clients has {level}; it must be 1 to 1024.");
        foreach (var rate in rates.Where(rate => rate is not (> 0 and <= 10_000)))
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"--rates has {rate}; it must be above 0 and at most 10000."));
        return clients.Length + rates.Length > 0 ? (clients, rates) : ([1, 2, 4, 8], rates);
    }

    private static byte[][] PicturesOf(ParseResult arguments)
    {
        if (arguments.GetValue(Pictures) is { } folder)
            return LoadPictures.Folder(folder);
        var catalogue = ModelCatalogue.Load(Path.Combine(Repository.Find(), "models"));
        return arguments.GetValue(Photo) ? [LoadPictures.Photo(catalogue)] : LoadPictures.Crops(catalogue);
    }

    private static async Task<LoadResult> ShowAsync(Task<LoadResult> measuring, TextWriter errors)
    {
        var result = await measuring;
        await errors.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Mode} {result.Level}: {result.Throughput:0.0} good answers a second, median {result.Percentile(0.5):0.0} ms, 99 % within {result.Percentile(0.99):0.0} ms{(result.IsStable ? "" : ", not settled")}; {string.Join(", ", result.Statuses.Select(pair => $"{pair.Value} × {pair.Key}"))}"));
        return result;
    }
}
