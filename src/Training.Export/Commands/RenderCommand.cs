using System.CommandLine;
using System.Globalization;
using SkiaSharp;
using Spectre.Console;
using Training.Export.Rendering;

namespace Training.Export.Commands;

/// <summary><c>render</c>: draws plates to look at, or to disk as a labelled set.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Plates to draw.", DefaultValueFactory = _ => 64 };
        var seed = CommonOptions.Seed(1);
        var sheet = new Option<string?>("--contact-sheet") { Description = "PNG to write with all plates and their texts." };
        var output = new Option<string?>("--out") { Description = "Folder to write pictures and labels.csv to." };
        var scenes = new Option<string?>("--scenes") { Description = "Folder to write a finder's training scenes to, plates outlined." };
        var photos = new Option<string[]>("--photos") { Description = "With --scenes: folder of photos with a labels.csv; may be repeated." };
        var difficulty = new Option<double>("--difficulty") { Description = "Strength of the camera effects, 0 (clean) to 1.", DefaultValueFactory = _ => 1 };
        var seedTask = new Option<bool>("--seed-task") { Description = "Only seven-character plates without the letter O, as in the seed study." };
        var fonts = CommonOptions.Fonts();
        var command = new Command("render", "Draw number plates: a contact sheet to look at, or a labelled set on disk.")
        {
            count, seed, sheet, output, scenes, photos, difficulty, seedTask, fonts,
        };
        command.SetAction(arguments => Failures.Report(() =>
        {
            var (sheetPath, folder, scenesFolder) = (arguments.GetValue(sheet), arguments.GetValue(output), arguments.GetValue(scenes));
            if (sheetPath is null && folder is null && scenesFolder is null)
                throw new InvalidDataException("Nothing to write: give --contact-sheet FILE.png, --out FOLDER or --scenes FOLDER.");

            var options = new RenderOptions { Difficulty = arguments.GetValue(difficulty), SeedTask = arguments.GetValue(seedTask) };
            var renderer = new PlateRenderer(CommonOptions.OpenFonts(arguments.GetValue(fonts)!), options);
            var (first, number) = (arguments.GetValue(seed), arguments.GetValue(count));
            if (sheetPath is not null)
                ContactSheet.Write(sheetPath, renderer, first, number);
            if (scenesFolder is not null)
                SceneDrawings.Write(scenesFolder, CommonOptions.OpenFonts(arguments.GetValue(fonts)!), arguments.GetValue(photos) ?? [], first, number);
            if (folder is not null)
                WriteSet(renderer, first, number, folder);
            return 0;
        }));
        return command;
    }

    private static void WriteSet(PlateRenderer renderer, ulong seed, int count, string folder) => AnsiConsole.Progress().Start(context =>
    {
        Directory.CreateDirectory(folder);
        var task = context.AddTask($"{count} plates to {Markup.Escape(folder)}", maxValue: count);
        using var labels = new StreamWriter(Path.Combine(folder, "labels.csv"));
        labels.WriteLine("file,plate_text,x,y,w,h,region");
        for (var i = 0; i < count; i++)
        {
            using var plate = renderer.Render(Data.Seeds.Mix(seed, (ulong)i));
            var name = i.ToString("D6", CultureInfo.InvariantCulture) + ".png";
            using var encoded = plate.Picture.Encode(SKEncodedImageFormat.Png, 100);
            using (var file = File.Create(Path.Combine(folder, name)))
                encoded.SaveTo(file);
            labels.WriteLine($"{name},{plate.Text},,,,,{plate.Format}");
            task.Increment(1);
        }
    });
}
