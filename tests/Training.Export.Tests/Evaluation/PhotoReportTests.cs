using PlateRecognition;
using PlateRecognition.Plates;
using SkiaSharp;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Tests.Rendering;

namespace Training.Export.Tests.Evaluation;

public sealed class PhotoReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("photo-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WriteReads_PhotosAndFalseFinds_WritesALineForEachPlate()
    {
        var photo = new ReadPhoto(new LabelledPicture("photos/a.jpg", "AB123", SKRectI.Create(10, 10, 40, 20), "eu", 2), [Plate("AB123", 10, accepted: true), Plate("OPEN", 200, accepted: false)], 5);
        var path = Path.Combine(_folder, "reads", "photos-reads.csv");

        PhotoReport.WriteReads(path, [photo], [new FalseFinds("scene-7", Photo(), [Plate("TRA", 30, accepted: true)])]);

        Assert.Equal(
            [
                "name,group,truth,overlap,read,confidence,detection_confidence,accepted",
                "a.jpg,eu,AB123,1.000,AB123,0.9000,0.7000,True",
                "a.jpg,eu,AB123,0.000,OPEN,0.9000,0.7000,False",
                "scene-7,none,,0.000,TRA,0.9000,0.7000,True",
            ],
            File.ReadAllLines(path));
    }

    [Fact]
    public void DrawFalseFinds_AcceptedAndOtherPlates_OutlinesThemInTheirColours()
    {
        PhotoReport.DrawFalseFinds(_folder, [new FalseFinds("scene-7", Photo(), [Plate("TRA", 30, accepted: true), Plate("BUS", 150, accepted: false)])], RepositoryFonts.Library);

        using var drawn = SKBitmap.Decode(Path.Combine(_folder, "scene-7.jpg"));
        var (accepted, other) = (drawn.GetPixel(50, 30), drawn.GetPixel(170, 30));
        Assert.True(accepted is { Red: > 150, Green: < 100, Blue: > 150 }, accepted.ToString());
        Assert.True(other is { Red: > 150, Green: < 100, Blue: < 100 }, other.ToString());
    }

    [Fact]
    public void WriteMarkdown_PicturesWithoutAPlate_SaysHowManyWereAnsweredAndAccepted()
    {
        var path = Path.Combine(_folder, "page.md");
        File.WriteAllText(path, "<!-- photos:begin -->\n<!-- photos:end -->\n");
        var report = new PhotoReport("finder with reader");

        report.AddPlateless("Drawn scenes", 100, [new FalseFinds("scene-7", [], [Plate("TRA", 30, accepted: true), Plate("BUS", 150, accepted: false)])]);
        report.WriteMarkdown(path, "photos", "evaluate", new DateOnly(2026, 11, 26));

        Assert.Contains("- Drawn scenes (100): 2 plates answered, 1 of them accepted.", File.ReadAllLines(path));
    }

    private static RecognizedPlate Plate(string text, double left, bool accepted) => new(
        new PlateReading(text, 0.9, [], []), accepted, Region: null, Lines: 1, new PixelBox(left, 10, 40, 20),
        [new PixelPoint(left, 10), new PixelPoint(left + 40, 10), new PixelPoint(left + 40, 30), new PixelPoint(left, 30)], 0.7);

    private static byte[] Photo()
    {
        using var photo = new SKBitmap(new SKImageInfo(320, 120, SKColorType.Rgba8888, SKAlphaType.Opaque));
        photo.Erase(SKColors.White);
        using var data = photo.Encode(SKEncodedImageFormat.Jpeg, 95);
        return data.ToArray();
    }
}
