using PlateApi.Benchmarks;

// Measures the shipped reader and writes docs/performance.md. All steps take turns in one run, so that a drift of the machine's
// speed touches them alike: compare the ratios, not the milliseconds of two machines.
//   scripts/bench.sh [ROUNDS]
var rounds = args is [var given, ..] && int.TryParse(given, out var number) && number > 0 ? number : 400;
var root = Repository.Find();
var pictures = BenchmarkPictures.Load(Path.Combine(root, "models", "plate-reader"));

await using var service = await BenchmarkedService.StartAsync(Path.Combine(root, "models"));
using var bare = new BareRuntime(pictures.Package);
Console.WriteLine($"{pictures.Package.Manifest.Id}: {pictures.Encoded.Count} pictures, {rounds} rounds");

var steps = new RequestSteps(pictures, bare, service);
var latency = await steps.MeasureAsync(rounds);
var batches = bare.MeasureBatches([1, 8, 32], Math.Max(20, rounds / 8));
var throughput = await Throughput.MeasureAsync(pictures, bare, service, [1, 2, 4, 8]);

PerformanceReport.Write(Path.Combine(root, "docs", "performance.md"), pictures.Package.Manifest.Id, rounds, latency, batches, throughput);
