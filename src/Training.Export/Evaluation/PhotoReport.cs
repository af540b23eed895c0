using System.Globalization;
using PlateRecognition;
using SkiaSharp;
using Spectre.Console;
using Training.Export.Rendering;

namespace Training.Export.Evaluation;

/// <summary>Says what an evaluation of photos shows: a table, a document's section, drawings of what went wrong.</summary>
internal sealed class PhotoReport(string models)
{
    private readonly List<(string Group, PhotoMetrics Metrics)> _rows = [];
    private readonly List<string> _remarks = [];

    /// <summary>Adds a set: one row for each of its regions, and one for all.</summary>
    public void Add(IReadOnlyList<ReadPhoto> photos)
    {
        _rows.AddRange(photos.GroupBy(photo => photo.Label.Region).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, PhotoMetrics.Of([.. group]))));
        _rows.Add(("all", PhotoMetrics.Of(photos)));
    }

    /// <summary>Adds pictures without plates.</summary>
    public void AddPlateless(string what, int count, IReadOnlyList<FalseFinds> found)
    {
        var plates = found.SelectMany(picture => picture.Plates).ToList();
        _remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{what} ({count}): {plates.Count} plates answered, {plates.Count(plate => plate.Accepted)} of them accepted."));
    }

    /// <summary>Prints one row a group.</summary>
    public void Print(IAnsiConsole console)
    {
        var table = new Table().Title(Markup.Escape(models)).AddColumns(Columns);
        foreach (var (group, metrics) in _rows)
            table.AddRow([.. Cells(group, metrics).Select(Markup.Escape)]);
        console.Write(table);
        foreach (var remark in _remarks)
            console.MarkupLineInterpolated($"{remark}");
    }

    /// <summary>Writes the rows as a table into a section of a document.</summary>
    public void WriteMarkdown(string path, string section, string command, DateOnly date)
    {
        string[] lines =
        [
            $"`{models}`, measured {date:yyyy-MM-dd} on a {MachineDescription.Find()} with",
            "",
            "```sh",
            command,
            "```",
            "",
            $"| {string.Join(" | ", Columns)} |",
            $"|---{string.Concat(Enumerable.Repeat("|---:", Columns.Length - 1))}|",
            .. _rows.Select(row => $"| {string.Join(" | ", Cells(row.Group, row.Metrics))} |"),
            "",
            .. _remarks.Select(remark => $"- {remark}"),
        ];
        MarkedSection.Write(path, section, string.Join('\n', lines));
    }

    /// <summary>Draws the photos that were answered wrongly: the label in green, answers in red, accepted ones in magenta.</summary>
    public static void DrawMistakes(string folder, IReadOnlyList<ReadPhoto> photos, FontLibrary fonts)
    {
        foreach (var photo in photos.Where(photo => !photo.IsRead || photo.BestOverlap < ReadPhoto.SamePlate || photo.ExtraAccepted > 0))
        {
            using var picture = SKBitmap.Decode(photo.Label.Path);
            using (var canvas = new SKCanvas(picture))
            {
                using var line = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 3, Color = SKColors.Lime };
                using var font = new SKFont(fonts.CaptionTypeface, 28);
                if (photo.Label.Box is { } box)
                    canvas.DrawRect(box, line);
                using var ink = new SKPaint { Color = SKColors.Lime, IsAntialias = true };
                canvas.DrawText(photo.Label.Text, photo.Label.Box?.Left ?? 0, (photo.Label.Box?.Bottom ?? 0) + 30, SKTextAlign.Left, font, ink);
                DrawAnswers(canvas, photo.Plates, font);
            }

            Save(picture, folder, $"{photo.Label.Region}-{Path.GetFileNameWithoutExtension(photo.Label.Path)}");
        }
    }

    /// <summary>Draws the pictures without a plate that were answered with some: answers in red, accepted ones in magenta.</summary>
    public static void DrawFalseFinds(string folder, IReadOnlyList<FalseFinds> found, FontLibrary fonts)
    {
        foreach (var finds in found)
        {
            using var picture = SKBitmap.Decode(finds.Picture);
            using (var canvas = new SKCanvas(picture))
            {
                using var font = new SKFont(fonts.CaptionTypeface, 28);
                DrawAnswers(canvas, finds.Plates, font);
            }

            Save(picture, folder, finds.Name);
        }
    }

    /// <summary>Writes every answered plate as a line: what it was in, the label, its overlap with the labelled box (0 to 1), and the answer.</summary>
    public static void WriteReads(string path, IReadOnlyList<ReadPhoto> photos, IReadOnlyList<FalseFinds> found)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllLines(path, [
            "name,group,truth,overlap,read,confidence,detection_confidence,accepted",
            .. photos.SelectMany(photo => photo.Plates.Select(plate => Line(Path.GetFileName(photo.Label.Path), photo.Label.Region, photo.Label.Text, photo.Overlap(plate), plate))),
            .. found.SelectMany(finds => finds.Plates.Select(plate => Line(finds.Name, "none", "", 0, plate))),
        ]);

        static string Line(string name, string group, string truth, double overlap, RecognizedPlate plate) => string.Create(
            CultureInfo.InvariantCulture, $"{name},{group},{truth},{overlap:0.000},{plate.Reading.Text},{plate.Reading.Confidence:0.0000},{plate.DetectionConfidence:0.0000},{plate.Accepted}");
    }

    private static void DrawAnswers(SKCanvas canvas, IReadOnlyList<RecognizedPlate> plates, SKFont font)
    {
        foreach (var plate in plates)
        {
            var colour = plate.Accepted ? SKColors.Magenta : SKColors.Red;
            using var line = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 3, Color = colour };
            using var ink = new SKPaint { Color = colour, IsAntialias = true };
            for (var i = 0; i < plate.Polygon.Count; i++)
                canvas.DrawLine(Point(plate.Polygon[i]), Point(plate.Polygon[(i + 1) % plate.Polygon.Count]), line);
            canvas.DrawText(string.Create(CultureInfo.InvariantCulture, $"{plate.Reading.Text} {plate.Reading.Confidence:0.00} ({plate.DetectionConfidence:0.00})"), (float)plate.Box.X, (float)plate.Box.Y - 6, SKTextAlign.Left, font, ink);
        }
    }

    private static void Save(SKBitmap picture, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        using var data = picture.Encode(SKEncodedImageFormat.Jpeg, 85);
        using var file = File.Create(Path.Combine(folder, $"{name}.jpg"));
        data.SaveTo(file);
    }

    private static readonly string[] Columns = ["group", "photos", "found (IoU 0.5)", "95 % interval", "IoU 0.7", "text right", "95 % interval", "answered plates that are the labelled one", "extra accepted a photo", "median ms"];

    private static string[] Cells(string group, PhotoMetrics metrics) =>
    [
        group, metrics.Photos.ToString(CultureInfo.InvariantCulture), Percent(metrics.Found, metrics.Photos), Interval(metrics.Found, metrics.Photos),
        Percent(metrics.FoundClosely, metrics.Photos), Percent(metrics.Read, metrics.Photos), Interval(metrics.Read, metrics.Photos),
        Percent(metrics.AnsweredRight, metrics.Answered), (metrics.ExtraAccepted / (double)Math.Max(1, metrics.Photos)).ToString("0.000", CultureInfo.InvariantCulture),
        metrics.MedianMilliseconds.ToString("0.0", CultureInfo.InvariantCulture),
    ];

    private static string Interval(int share, int count)
    {
        var interval = WilsonInterval.Of(share, count);
        return string.Create(CultureInfo.InvariantCulture, $"{interval.Low * 100:0.0} to {interval.High * 100:0.0} %");
    }

    private static string Percent(int share, int count) => (share * 100.0 / Math.Max(1, count)).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static SKPoint Point(PixelPoint point) => new((float)point.X, (float)point.Y);
}
