using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PlateRecognition;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace Plates;

/// <summary><c>plates</c>: reads the plates of many pictures without a server, through the code that serves them.</summary>
internal static class PlatesCommand
{
    private const int Done = 0, NothingDone = 1, SomeFailed = 2;

    private static readonly Argument<string[]> Pictures = new("PICTURES") { Description = "Pictures, folders (with all below them), or patterns such as 'photos/**/*.jpg'.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> List = new("--list") { Description = "File with one picture a line; - is standard input." };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "File for the results. When it is there, its pictures are not read again. Default: standard output." };
    private static readonly Option<ResultFormat?> Format = new("--format") { Description = "Csv (a line a plate) or Jsonl (a line a picture). Default: by the name of --output, else Csv." };
    private static readonly Option<bool> Again = new("--again") { Description = "Read all pictures and write --output anew." };
    private static readonly Option<RecognitionMode> Mode = new("--mode") { Description = "What the pictures show: whole photos, one plate cut out (Crop), or Auto to decide by the picture." };
    private static readonly Option<string[]> Regions = new("--regions") { Description = "Where plates are expected to come from, as sk or us-ca.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    private static readonly Option<string?> Model = new("--model") { Description = "Reading model, name or name/version. Default: the first there is." };
    private static readonly Option<string?> Models = new("--models") { Description = "Folder of model packages. Default: models/ beside the program or in a folder above it, or above the working directory." };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads that run the network, 1 to 256. Default: the cores.", DefaultValueFactory = _ => Math.Min(256, Environment.ProcessorCount) };
    private static readonly Option<int> ReadsPerPlate = new("--reads-per-plate") { Description = "In how many cuts, at most, a plate is read that the first leaves unsure, 1 to 5: 1 is fastest, more read more.", DefaultValueFactory = _ => new PlateRecognizerOptions().ReadsPerPlate };

    /// <summary>The command line.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Reads the number plates of many pictures.") { Pictures, List, Output, Format, Again, Mode, Regions, Model, Models, Threads, ReadsPerPlate };
        root.SetAction((arguments, stop) => RunAsync(arguments, stop));
        return root;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var (console, errors) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        try
        {
            var threads = arguments.GetValue(Threads);
            if (threads is < 1 or > 256)
                throw new InvalidDataException($"--threads is {threads}; it must be 1 to 256.");
            var reads = arguments.GetValue(ReadsPerPlate);
            if (reads is < 1 or > PlateRecognizerOptions.MostReadsPerPlate)
                throw new InvalidDataException($"--reads-per-plate is {reads}; it must be 1 to {PlateRecognizerOptions.MostReadsPerPlate}.");
            var files = PictureFiles.Find(arguments.GetValue(Pictures)!, arguments.GetValue(List));
            var (output, format) = (arguments.GetValue(Output), FormatOf(arguments));
            using var results = output is null ? ResultFile.To(console, format) : ResultFile.Open(output, format, anew: arguments.GetValue(Again));
            var left = files.Where(file => !results.Finished.Contains(file)).ToList();
            if (left.Count < files.Count)
                await errors.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{files.Count - left.Count} of {files.Count} pictures are in {output} already."));

            var atOnce = PicturesAtOnce(arguments.GetValue(Mode), threads);
            await using var recognizer = OpenRecognizer(arguments, threads, atOnce);
            await recognizer.WarmUpAsync(stop);
            var request = new RecognitionRequest { Mode = arguments.GetValue(Mode), Regions = arguments.GetValue(Regions)! };
            var reading = new BulkReading(recognizer, request, atOnce);
            var clock = Stopwatch.StartNew();
            await ProgressBar.ShowAsync(errors, left.Count, advance => reading.ReadAsync(left, picture =>
            {
                results.Write(picture);
                advance();
            }, stop));
            await errors.WriteLineAsync(reading.Summary(clock.Elapsed));
            return reading.Failed == 0 ? Done : SomeFailed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await errors.WriteLineAsync(arguments.GetValue(Output) is { } file ? $"Stopped; the same command goes on from {file}." : "Stopped.");
            return NothingDone;
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or IOException or UnauthorizedAccessException or ModelPackageException)
        {
            await errors.WriteLineAsync($"error: {fault.Message}");
            return NothingDone;
        }
    }

    private static ResultFormat FormatOf(ParseResult arguments)
        => arguments.GetValue(Format)
            ?? (Path.GetExtension(arguments.GetValue(Output))?.ToUpperInvariant() is ".JSONL" or ".NDJSON" ? ResultFormat.Jsonl : ResultFormat.Csv);

    private static PlateRecognizer OpenRecognizer(ParseResult arguments, int threads, int atOnce)
    {
        var catalogue = ModelCatalogue.Load(arguments.GetValue(Models) ?? FindModels());
        var model = arguments.GetValue(Model)
            ?? catalogue.Packages.FirstOrDefault(package => package.Manifest.Task == ModelTask.Recognition)?.Manifest.Name
            ?? throw new InvalidDataException($"{catalogue.Root} holds no model that reads plates.");
        return PlateRecognizer.Create(catalogue, model, new PlateRecognizerOptions
        {
            ReadsPerPlate = arguments.GetValue(ReadsPerPlate),
            Inference = new InferenceOptions { MaxConcurrentRuns = threads, MaxConcurrentPictures = atOnce },
        });
    }

    // Crops run eight in a batch, and batches are full only where half as many again are decoded meanwhile. Photos run one by one: more
    // of them would only take memory.
    private static int PicturesAtOnce(RecognitionMode mode, int threads) => Math.Min(InferenceOptions.MostConcurrentPictures, (mode == RecognitionMode.Crop ? 12 : 4) * threads);

    private static string FindModels()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var models = Path.Combine(folder.FullName, "models");
                if (Directory.Exists(models))
                    return models;
            }
        }

        throw new InvalidDataException("There is no folder models/ beside the program or above it; name one with --models.");
    }
}
