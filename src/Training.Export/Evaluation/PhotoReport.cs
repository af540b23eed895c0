using System.Globalization;
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
    public void AddPlateless(string what, int count, int answered, int accepted)
        => _remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{what} ({count}): {answered} plates answered, {accepted} of them accepted."));

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
        Directory.CreateDirectory(folder);
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
                foreach (var plate in photo.Plates)
                {
                    line.Color = ink.Color = plate.Accepted ? SKColors.Magenta : SKColors.Red;
                    for (var i = 0; i < plate.Polygon.Count; i++)
                        canvas.DrawLine(Point(plate.Polygon[i]), Point(plate.Polygon[(i + 1) % plate.Polygon.Count]), line);
                    canvas.DrawText(string.Create(CultureInfo.InvariantCulture, $"{plate.Reading.Text} {plate.Reading.Confidence:0.00} ({plate.DetectionConfidence:0.00})"), (float)plate.Box.X, (float)plate.Box.Y - 6, SKTextAlign.Left, font, ink);
                }
            }

            using var data = picture.Encode(SKEncodedImageFormat.Jpeg, 85);
            using var file = File.Create(Path.Combine(folder, $"{photo.Label.Region}-{Path.GetFileNameWithoutExtension(photo.Label.Path)}.jpg"));
            data.SaveTo(file);
        }
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

    private static SKPoint Point(PlateRecognition.PixelPoint point) => new((float)point.X, (float)point.Y);
}
