using System.CommandLine;
using System.Globalization;
using PlateRecognition;
using PlateRecognition.Detection;
using PlateRecognition.Models;
using PlateRecognition.Plates;
using SkiaSharp;
using Spectre.Console;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Networks;
using Training.Export.Rendering;

namespace Training.Export.Commands;

/// <summary><c>evaluate</c>: measures a package on rendered or labelled plates, through the code that serves it.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var (model, models, fonts, seed) = (CommonOptions.Model(), CommonOptions.Models(), CommonOptions.Fonts(), CommonOptions.Seed(HeldBack.Test));
        var rendered = new Option<int>("--rendered") { Description = "Measure on this many rendered plates that training never saw.", DefaultValueFactory = _ => 0 };
        var difficulty = new Option<double>("--difficulty") { Description = "Strength of the rendered plates' camera effects, 0 to 1.", DefaultValueFactory = _ => 1 };
        var csv = new Option<string[]>("--csv") { Description = "labels.csv of a labelled set (file,plate_text and optionally x,y,w,h,region); may be given again.", DefaultValueFactory = _ => [] };
        var mode = new Option<RecognitionMode>("--mode") { Description = "What the recogniser is told that the pictures of --csv show.", DefaultValueFactory = _ => RecognitionMode.Crop };
        var askRegions = new Option<bool>("--ask-regions") { Description = "Measure the sets of --csv once more, asking for each picture's own region." };
        var plots = new Option<string?>("--plots") { Description = "Folder for plots of the confidence: how often it is right, and what accepting less costs." };
        var photos = new Option<string?>("--photos") { Description = "labels.csv of whole photos (file,plate_text,x,y,w,h,region), to measure finder and reader together." };
        var detail = new Option<PhotoDetail>("--detail") { Description = "How closely photos are searched.", DefaultValueFactory = _ => PhotoDetail.Normal };
        var cuts = new Option<int>("--reads-per-plate") { Description = "In how many cuts, at most, a plate is read, 1 to 5.", DefaultValueFactory = _ => new PlateRecognizerOptions().ReadsPerPlate };
        var scenes = new Option<int>("--scenes") { Description = "With --photos: how many drawn scenes without a plate are searched, too.", DefaultValueFactory = _ => 100 };
        var mistakes = new Option<string?>("--mistakes") { Description = "Folder for a contact sheet of the worst mistakes of each set." };
        var reads = new Option<string?>("--reads") { Description = "Folder for a CSV of every read of each set." };
        var record = new Option<bool>("--record") { Description = "Write the figures into the package's manifest." };
        var markdown = new Option<string?>("--markdown") { Description = "Document whose section (between HTML comments) receives the table." };
        var section = new Option<string?>("--section") { Description = "That section. Default: accuracy, and photos for --photos." };
        var measuredBy = new Option<string?>("--measured-by") { Description = "What the table names as the command that measured it. Default: this command." };
        var command = new Command("evaluate", "Measure a model package, through the code that serves it.") { model, models, rendered, difficulty, seed, csv, mode, askRegions, plots, photos, detail, cuts, scenes, mistakes, reads, record, markdown, section, measuredBy, fonts };
        command.SetAction((arguments, stop) => Failures.ReportAsync(async () =>
        {
            if (arguments.GetValue(rendered) == 0 && arguments.GetValue(csv)!.Length == 0 && arguments.GetValue(photos) is null)
                throw new InvalidDataException("Nothing to measure on: give --rendered COUNT, --csv labels.csv or --photos labels.csv.");

            var catalogue = ModelCatalogue.Load(arguments.GetValue(models)!);
            await using var recognizer = PlateRecognizer.Create(catalogue, arguments.GetValue(model)!, new PlateRecognizerOptions { Inference = new() { QueueLimit = 1000 }, ReadsPerPlate = arguments.GetValue(cuts) });
            await recognizer.WarmUpAsync(stop).ConfigureAwait(false);
            var manifest = recognizer.DefaultPackage.Manifest;
            var alphabet = new Alphabet(manifest.Alphabet!, manifest.Pad);
            var library = CommonOptions.OpenFonts(arguments.GetValue(fonts)!);
            var results = new EvaluationReport(manifest.Id, library, arguments.GetValue(mistakes), arguments.GetValue(reads));

            if (arguments.GetValue(rendered) is > 0 and var count)
            {
                var plates = new RenderedPlates(library, new RenderedPlatesOptions
                {
                    Seed = arguments.GetValue(seed),
                    Count = count,
                    Rendering = new() { Difficulty = arguments.GetValue(difficulty), SeedTask = manifest.Pad is null },
                });
                var read = await Watch("rendered plates", count, advance => PackageEvaluation.ReadAsync(recognizer, plates, count, advance, stop)).ConfigureAwait(false);
                results.Add("rendered", read, entry => plates.Read(long.Parse(entry.Name.Split(' ')[1], CultureInfo.InvariantCulture)).Picture);
            }

            foreach (var path in arguments.GetValue(csv)!)
            {
                var pictures = LabelledPictures.Load(path, alphabet, slots: 64);
                var files = pictures.Rows.GroupBy(row => Path.GetFileName(row.Path)).ToDictionary(rows => rows.Key, rows => rows.First().Path);
                var name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))!;
                var request = new RecognitionRequest { Mode = arguments.GetValue(mode) };
                var read = await Watch(name, pictures.Count, advance => PackageEvaluation.ReadAsync(recognizer, pictures, request, askRegions: false, advance, stop)).ConfigureAwait(false);
                results.Add(name, read, entry => SKBitmap.Decode(files[entry.Name]));
                if (arguments.GetValue(askRegions))
                    results.AddRow($"{name}, region asked for", await Watch($"{name}, region asked for", pictures.Count, advance => PackageEvaluation.ReadAsync(recognizer, pictures, request, askRegions: true, advance, stop)).ConfigureAwait(false));
            }

            if (arguments.GetValue(photos) is { } photoLabels)
            {
                var request = new RecognitionRequest { Detail = arguments.GetValue(detail) };
                var empty = new PlateScenes(library, [], new PlateScenesOptions { Seed = arguments.GetValue(seed), MostPlates = 0 }, DetectorNetConfig.Finder);
                var report = await PhotosAsync(recognizer, LabelledPictures.Load(photoLabels, alphabet, slots: 64), empty, arguments.GetValue(scenes), request, library, arguments.GetValue(mistakes), arguments.GetValue(reads), stop).ConfigureAwait(false);
                if (arguments.GetValue(markdown) is { } page)
                    report.WriteMarkdown(page, arguments.GetValue(section) ?? "photos", arguments.GetValue(measuredBy) ?? CommandLine(), Today());
                if (arguments.GetValue(rendered) == 0 && arguments.GetValue(csv)!.Length == 0)
                    return 0;
            }

            results.Print(AnsiConsole.Console);
            if (arguments.GetValue(plots) is { } plotFolder)
                ConfidencePlots.Write(plotFolder, results.Sets, recognizer.DefaultPackage.Manifest.Calibration.AcceptThreshold, arguments.GetValue(fonts)!);
            if (arguments.GetValue(markdown) is { } document)
                results.WriteMarkdown(document, arguments.GetValue(section) ?? "accuracy", arguments.GetValue(measuredBy) ?? CommandLine(), Today());
            if (arguments.GetValue(record))
                results.Record(recognizer.DefaultPackage);
            return 0;
        }));
        return command;
    }

    private static async Task<PhotoReport> PhotosAsync(
        PlateRecognizer recognizer, LabelledPictures labelled, PlateScenes empty, int emptyCount, RecognitionRequest request, FontLibrary library, string? mistakes, string? reads, CancellationToken stop)
    {
        var report = new PhotoReport($"{recognizer.FinderPackage?.Manifest.Id ?? "no finder"} with {recognizer.DefaultPackage.Manifest.Id}");
        var read = await Watch("photos", labelled.Count, advance => PhotoEvaluation.ReadAsync(recognizer, labelled, request, advance, stop)).ConfigureAwait(false);
        report.Add(read);
        if (mistakes is not null)
            PhotoReport.DrawMistakes(Path.Combine(mistakes, "photos"), read, library);

        var inScenes = await Watch("drawn scenes without plates", emptyCount, advance => PhotoEvaluation.ReadEmptyScenesAsync(recognizer, empty, emptyCount, request, advance, stop)).ConfigureAwait(false);
        report.AddPlateless("Drawn scenes without a plate", emptyCount, inScenes);
        var beside = await Watch("beside the plates", labelled.Count, advance => PhotoEvaluation.ReadBesidePlatesAsync(recognizer, labelled, request, advance, stop)).ConfigureAwait(false);
        report.AddPlateless("The largest part of each photo beside its labelled plate", labelled.Count, beside);
        if (mistakes is not null)
            PhotoReport.DrawFalseFinds(Path.Combine(mistakes, "photos"), [.. inScenes, .. beside], library);
        if (reads is not null)
            PhotoReport.WriteReads(Path.Combine(reads, "photos-reads.csv"), read, [.. inScenes, .. beside]);
        report.Print(AnsiConsole.Console);
        return report;
    }

    private static DateOnly Today() => DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);

    private static string CommandLine()
        => $"dotnet run --project src/Training.Export -c Release -- {string.Join(' ', Environment.GetCommandLineArgs().Skip(1))}";

    private static Task<T> Watch<T>(string name, int count, Func<Action, Task<T>> read)
        => AnsiConsole.Progress().StartAsync(context =>
        {
            var task = context.AddTask(Markup.Escape(name), maxValue: count);
            return read(() => task.Increment(1));
        });
}
