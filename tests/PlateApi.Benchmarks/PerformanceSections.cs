using System.Globalization;
using System.Runtime.CompilerServices;
using PlateApi.Load;

namespace PlateApi.Benchmarks;

/// <summary>The sections of docs/performance.md: each measures and says what came of it.</summary>
internal sealed class PerformanceSections(BenchmarkPictures pictures, int rounds, int requests)
{
    /// <summary>All sections in the document's order.</summary>
    public IReadOnlyList<(string Name, Func<Task<FormattableString>> Measure)> All =>
    [
        ("crop", CropAsync), ("photo", PhotoAsync), ("start", StartAsync), ("memory", MemoryAsync), ("overload", OverloadAsync), ("batches", BatchesAsync), ("engine", EngineAsync),
        ("places", PlacesAsync), ("http", HttpAsync),
    ];

    private async Task<FormattableString> CropAsync()
    {
        await using var service = await BenchmarkedService.StartAsync(pictures.Catalogue.Root);
        using var bare = new BareRuntime(pictures.Package);
        var steps = await new RequestSteps(pictures, bare, service).MeasureAsync(rounds);
        var floor = steps.Take(3).Sum(step => step.Timing.Processor);
        return $"""
            ## One client, one crop at a time

            {Steps(steps, "decode + preprocess + bare run", floor)}

            {rounds} rounds over the golden samples as JPEG. Bare run: ONNX Runtime alone, one thread, batch 1. The goal is 1.30 for the whole picture in one cut; as the service
            is set, what one cut leaves unsure is read in further ones (`ReadsPerPlate`). The request over HTTP counts its client, too. The
            pool takes {steps[3].Timing.Processor / steps[2].Timing.Processor:0.00} times the bare run.
            """;
    }

    private async Task<FormattableString> PhotoAsync()
    {
        using var bare = new BareRuntime(pictures.Package);
        var (photo, count) = (new PhotoSteps(pictures, bare), Math.Max(40, rounds / 4));
        var steps = await photo.MeasureAsync(count);
        var floor = steps.Take(3).Sum(step => step.Timing.Processor);
        var whole = Median(timings => timings.Total);
        return $"""
            ## One client, one photo of {LoadPictures.PhotoWidth}×{LoadPictures.PhotoHeight} pixels with one plate

            {Steps(steps, "decode + bare runs", floor)}

            {count} rounds, JPEG at quality 90. The last column compares with decode, the finder's bare run and the reader's bare run. The goal is 1.25. A plate of which one cut leaves the
            reader less than 95 % sure is read in further ones (`ReadsPerPlate`); of this one it is {photo.Confidence:0.0%} sure. What real photos take is in the README. Of the whole, decoding is {Median(timings => timings.Decode) / whole:0%}, finding {Median(timings => timings.Detect) / whole:0%} and reading {Median(timings => timings.Read) / whole:0%}, by a clock on the wall.
            """;

        double Median(Func<PlateRecognition.RecognitionTimings, TimeSpan> step)
            => photo.OwnTimings.Select(timings => step(timings).TotalMilliseconds).Order().ElementAt(photo.OwnTimings.Count / 2);
    }

    private async Task<FormattableString> StartAsync()
    {
        var (seconds, processor) = await StartAndMemory.MeasureStartsAsync();
        return $"""
            ## Start to ready

            From the process's start to its being ready, with {pictures.Catalogue.Packages.Count} models and their golden samples: {seconds[0]:0.0} s at best, {seconds[seconds.Length / 2]:0.0} s in the median of {seconds.Length} starts.
            It takes {processor[processor.Length / 2]:0.0} s of processors in the median, which a machine of one's own gives it at once. The goal is 3 s there.
            """;
    }

    private async Task<FormattableString> MemoryAsync()
    {
        var (ready, first, last) = await StartAndMemory.MeasureMemoryAsync(pictures, requests);
        return $"""
            ## Memory

            Resident memory of the process: {ready:0} MiB when it is ready, {first:0} MiB after {StartAndMemory.First} requests of eight clients, {last:0} MiB after {requests}: {last / first:0.00} times as much. The goal is 1.10. Every tenth
            request was the photo, the others were crops.
            """;
    }

    private async Task<FormattableString> OverloadAsync()
    {
        var (carried, overloaded, memory) = await Overload.MeasureAsync(pictures);
        return $"""
            ## Overload

            | load | sent a second | good answers a second | 99 % of good answers within, ms | good answers a second of the service's processors | answers |
            |---|---:|---:|---:|---:|---|
            {Row("eight clients that wait for their answers", carried.Result.Throughput, carried)}
            {Row("ten times as much, at random times", overloaded.Result.Level, overloaded)}

            The goals are 90 % and 10,000 ms, the deadline. Sender and service share the cores, and on a busy machine they do not get them: what sending takes is missing for reading. The column of processors
            leaves the sender out; what it falls by is what refusing takes. A status of 0 is a connection that failed. The service's memory at the end: {memory:0} MiB.
            """;

        string Row(string name, double sent, OverloadMeasure measure) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {sent:0} | {measure.Result.Throughput:0} ({measure.Result.Throughput / carried.Result.Throughput:0%}) | {measure.Result.Percentile(0.99):0} | {measure.GoodPerProcessorSecond:0} ({measure.GoodPerProcessorSecond / carried.GoodPerProcessorSecond:0%}) | {Statuses(measure.Result)} |");
    }

    private Task<FormattableString> BatchesAsync()
    {
        using var bare = new BareRuntime(pictures.Package);
        var batches = bare.MeasureBatches([1, 2, 4, 8, 16, 32], Math.Max(20, rounds / 8));
        return Task.FromResult<FormattableString>($"""
            ## Bare runs by batch, one thread

            | batch | least a picture, ms | processor a picture, ms | of one alone |
            |---:|---:|---:|---:|
            {Rows(batches.Select(batch => (FormattableString)$"| {batch.Batch} | {batch.PerPicture.Least:0.00} | {batch.PerPicture.Processor:0.00} | {batch.PerPicture.Processor / batches[0].PerPicture.Processor:0.00} |"))}
            """);
    }

    private async Task<FormattableString> EngineAsync()
    {
        using var bare = new BareRuntime(pictures.Package);
        var engine = await Throughput.MeasureEngineAsync(pictures.Package, bare);
        var floor = engine[(Throughput.Bare, Environment.ProcessorCount)];
        return $"""
            ## The engine alone, many clients

            Tensors a second that all cores give when they do nothing else, by the processor time of one; ready before, no decoding. {Throughput.Bare}: {floor:0} a second; {Throughput.BareBatch}: {8 * engine[(Throughput.BareBatch, Environment.ProcessorCount)]:0}. In brackets: of the bare runs. The goal is 90 %.

            {Table(engine, [Throughput.Single, Throughput.Unbatched, Throughput.Batched], floor)}
            """;
    }

    private async Task<FormattableString> PlacesAsync()
    {
        var places = await Throughput.MeasurePlacesAsync(pictures, pictures.Catalogue);
        return $"""
            ## Whole pictures in process, by how many are let in at the same time

            Pictures a second that all cores give when they do nothing else, by the processor time of one; decoding included, each plate read once. Columns: `MaxConcurrentPictures` as a multiple of the cores.

            {Table(places, [.. Throughput.Places.Select(multiple => $"{multiple}")], reference: null)}
            """;
    }

    private async Task<FormattableString> HttpAsync()
    {
        await using var service = await BenchmarkedService.StartAsync(pictures.Catalogue.Root);
        using var bare = new BareRuntime(pictures.Package);
        var http = await Throughput.MeasureServiceAsync(pictures, bare, service);
        var floor = http[(Throughput.Bare, Environment.ProcessorCount)];
        return $"""
            ## Many clients, closed loop over HTTP on the same cores

            Pictures a second that all cores give when they do nothing else, by the processor time of one, its client's included. {Throughput.Bare}: {floor:0} a second. The service decodes, preprocesses and
            speaks HTTP besides, and reads each plate once (`ReadsPerPlate` at 1).

            {Table(http, [Throughput.Service], floor)}
            """;
    }

    private static string Steps(IReadOnlyList<(string Step, Timing Timing)> steps, string floorName, double floor)
        => $"| step | least, ms | median, ms | 95 %, ms | processor, ms | of {floorName} |\n|---|---:|---:|---:|---:|---:|\n{Rows(steps.Select(step => (FormattableString)$"| {step.Step} | {step.Timing.Least:0.00} | {step.Timing.Median:0.00} | {step.Timing.P95:0.00} | {step.Timing.Processor:0.00} | {step.Timing.Processor / floor:0.00} |"))}";

    private static string Table(IReadOnlyDictionary<(string Name, int Clients), double> measured, string[] names, double? reference)
    {
        var rows = Throughput.Clients.Select(clients => FormattableStringFactory.Create("{0}", $"| {clients} | {string.Join(" | ", names.Select(name => Cell(measured[(name, clients)], reference)))} |"));
        return $"| clients | {string.Join(" | ", names)} |\n|---:|{string.Concat(names.Select(_ => "---:|"))}\n{Rows(rows)}";
    }

    private static string Cell(double perSecond, double? reference)
        => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0}") + (reference is { } whole ? string.Create(CultureInfo.InvariantCulture, $" ({perSecond / whole:0%})") : "");

    private static string Statuses(LoadResult result) => string.Join(", ", result.Statuses.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} × {pair.Key}")));

    private static string Rows(IEnumerable<FormattableString> rows) => string.Join('\n', rows.Select(row => row.ToString(CultureInfo.InvariantCulture)));
}
