using PlateApi.Benchmarks;
using PlateApi.Benchmarks.Bulk;
using PlateRecognition.Models;

// Measures the shipped reader and writes docs/performance.md. All steps take turns in one run, so that a drift of the machine's
// speed touches them alike: compare the ratios, not the milliseconds of two machines.
//   scripts/bench.sh [ROUNDS]
//   scripts/bench-bulk.sh [PICTURES]   many pictures at once, docs/bulk.md
var rounds = args is [var given, ..] && int.TryParse(given, out var number) && number > 0 ? number : 400;
var root = Repository.Find();
var pictures = BenchmarkPictures.Load(Path.Combine(root, "models", "plate-reader"));

if (args is ["bulk", var many] && int.TryParse(many, out var crops) && crops > 0)
{
    using var floor = new BareRuntime(pictures.Package);
    await BulkReport.MeasureAsync(root, pictures, floor, crops);
    return;
}

await using var service = await BenchmarkedService.StartAsync(Path.Combine(root, "models"));
using var bare = new BareRuntime(pictures.Package);
Console.WriteLine($"{pictures.Package.Manifest.Id}: {pictures.Encoded.Count} pictures, {rounds} rounds");

var steps = new RequestSteps(pictures, bare, service);
var latency = await steps.MeasureAsync(rounds);
var photo = await new PhotoSteps(Path.Combine(root, "models"), pictures, bare).MeasureAsync(Math.Max(40, rounds / 4));
var batches = bare.MeasureBatches([1, 8, 32], Math.Max(20, rounds / 8));
var engine = await Throughput.MeasureEngineAsync(pictures.Package, bare);
var places = await Throughput.MeasurePlacesAsync(pictures, ModelCatalogue.Load(Path.Combine(root, "models")));
var overHttp = await Throughput.MeasureServiceAsync(pictures, bare, service);

PerformanceReport.Write(Path.Combine(root, "docs", "performance.md"), pictures.Package.Manifest.Id, rounds, latency, photo, batches, engine, places, overHttp);
