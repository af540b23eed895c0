using System.Globalization;
using PlateApi.Benchmarks;
using PlateApi.Benchmarks.Bulk;
using PlateApi.Load;

// Measures the shipped models and writes docs/performance.md, section by section, and the README's figures from it. The steps of a section take turns in one run, so that a drift of the machine's
// speed touches them alike: compare ratios, not the milliseconds of two machines.
//   scripts/bench.sh [ROUNDS] [REQUESTS] [SECTION...]   all sections, or those that are named
//   scripts/bench.sh readme                             the README's figures from what was measured before
//   scripts/bench-bulk.sh [PICTURES]                    many pictures at once, docs/bulk.md
var root = Repository.Find();
if (args is ["readme"])
{
    ReadmeSpeed.Write(root);
    return 0;
}

var pictures = BenchmarkPictures.Load(Path.Combine(root, "models"));

if (args is ["bulk", var many] && int.TryParse(many, CultureInfo.InvariantCulture, out var crops) && crops > 0)
{
    await BulkReport.MeasureAsync(root, pictures, crops);
    ReadmeSpeed.Write(root);
    return 0;
}

var numbers = args.TakeWhile(argument => int.TryParse(argument, CultureInfo.InvariantCulture, out _)).Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToList();
var sections = new PerformanceSections(pictures, Math.Max(10, numbers.Count > 0 ? numbers[0] : 400), Math.Max(StartAndMemory.First, numbers.Count > 1 ? numbers[1] : 100_000));
var names = args.Skip(numbers.Count).ToList();
if (names.Except(sections.All.Select(section => section.Name)).FirstOrDefault() is { } unknown)
{
    await Console.Error.WriteLineAsync($"error: there is no section '{unknown}'; there are {string.Join(", ", sections.All.Select(section => section.Name))}.");
    return 1;
}

var document = new PerformanceDocument(root, pictures.Package.Manifest.Id, [.. sections.All.Select(section => section.Name)]);
foreach (var (name, measure) in sections.All.Where(section => names.Count == 0 || names.Contains(section.Name)))
    document.Save(name, await measure());
ReadmeSpeed.Write(root);
return 0;
