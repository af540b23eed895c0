using System.Globalization;
using System.Text;

namespace PlateApi.Benchmarks.Bulk;

/// <summary>Measures many crops at once, by the command <c>plates</c> and as a stream over HTTP, and writes docs/bulk.md.</summary>
internal static class BulkReport
{
    // Pictures after which all code is compiled: what comes before is the start.
    private const int Turns = 5, Few = 200;

    // So many crops at the same time fill the batches; plates works on as many.
    private const int WideOfACore = 12;
    private static readonly int Wide = Math.Min(256, WideOfACore * Environment.ProcessorCount);

    /// <summary>Measures and writes.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="pictures">The crops to read again and again.</param>
    /// <param name="count">How many crops.</param>
    public static async Task MeasureAsync(string root, BenchmarkPictures pictures, int count)
    {
        using var crops = CropFolder.Write(pictures.Encoded, count);
        using var bare = new BareRuntime(pictures.Package);
        var (floors, models) = (new BulkFloors(pictures, bare), Path.Combine(root, "models"));
        var (one, many, steps, command) = (new Way(), new Way(), new Way(), new Way());

        // All ways take turns, so that a drift of the machine's speed touches them alike.
        var (_, start) = await PlatesProcess.MeasureAsync([.. crops.Files.Take(Few)], models);
        foreach (var turn in crops.Files.Chunk((count + Turns - 1) / Turns))
        {
            one.Add(floors.MeasureBare(turn.Length, batch: 1), turn.Length);
            many.Add(floors.MeasureBare(turn.Length, BulkFloors.Batch), turn.Length);
            steps.Add(floors.MeasureSteps(turn.Length), turn.Length);
            var (rate, processor) = await PlatesProcess.MeasureAsync(turn, models);
            command.Add((rate, processor - start), turn.Length - Math.Min(Few, turn.Length - 1));
        }

        var stream = await StreamedRequest.MeasureAsync(pictures.Encoded, count, models);
        var wide = await StreamedRequest.MeasureAsync(pictures.Encoded, count, models, string.Create(CultureInfo.InvariantCulture, $"--PlateApi:InferenceConcurrency={Wide}"));
        Write(Path.Combine(root, "docs", "bulk.md"), pictures.Package.Manifest.Id, count, one, many, steps, command, stream, wide);
    }

    private static void Write(string path, string model, int count, Way one, Way many, Way steps, Way command, StreamMeasure stream, StreamMeasure wide)
    {
        var text = new StringBuilder();
        Line($"# Many pictures\n");
        Line($"Written by `scripts/bench-bulk.sh {count}` on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, `{model}`, {count} crops as JPEG, each plate read once (`ReadsPerPlate` at 1, `plates --reads-per-plate 1`). Load of the machine over the five minutes before, this program's own included: {Load()}.\n");
        Line($"| way | pictures a second | processor a picture, ms | speed by processor time, of bare runs of one | of decode + preprocess + bare runs |");
        Line($"|---|---:|---:|---:|---:|");
        Row("bare runs of ONNX Runtime, one picture each, one thread a core", one);
        Row($"bare runs of {BulkFloors.Batch} pictures", many);
        Row($"decode, preprocess and bare runs of {BulkFloors.Batch}, one after the other on each core", steps);
        Row("`plates`, files on a disk to CSV", command);
        StreamRow("one streamed request, its client on the same cores", stream);
        StreamRow(string.Create(CultureInfo.InvariantCulture, $"the same with `InferenceConcurrency={Wide}`, {WideOfACore} a core"), wide);
        Line($"");
        Line($"The speed of a way is what the floor takes of the processors, divided by what the way takes: on a machine of one's own, whose cores are all busy, it is the ratio of pictures a second. The goal for `plates` is 90 % of the last column, whose floor does the same work without order, deadlines, texts and CSV; the column before it leaves decoding out of the floor alone. The ways took turns; the processor time of starting `plates` and of its first {Few} pictures, in which it compiles itself, is not counted, nor is the service's over the first tenth of a stream, nor its client's.\n");
        Line($"The service's memory during the streamed request (working set): {stream.FirstTenth / 1048576.0:0} MiB after a tenth of the pictures, {stream.Most / 1048576.0:0} MiB at most, {stream.Last / 1048576.0:0} MiB at the end.");
        File.WriteAllText(path, text.ToString());
        Console.WriteLine(text);

        void Row(string name, Way way)
            => Line($"| {name} | {way.Rate:0} | {way.Milliseconds:0.00} | {one.Milliseconds / way.Milliseconds:0%} | {steps.Milliseconds / way.Milliseconds:0%} |");

        void StreamRow(string name, StreamMeasure way)
            => Line($"| {name} | {way.Rate:0} | {way.Milliseconds:0.00} | {one.Milliseconds / way.Milliseconds:0%} | {steps.Milliseconds / way.Milliseconds:0%} |");

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[1] : "unknown";

    // One way's turns.
    private sealed class Way
    {
        private readonly List<double> _rates = [], _milliseconds = [];

        /// <summary>Pictures a second, the best turn.</summary>
        public double Rate => _rates.Max();

        /// <summary>Processor time a picture, the least turn.</summary>
        public double Milliseconds => _milliseconds.Min();

        public void Add((double Rate, TimeSpan Processor) turn, int pictures)
        {
            _rates.Add(turn.Rate);
            _milliseconds.Add(turn.Processor.TotalMilliseconds / pictures);
        }
    }
}
