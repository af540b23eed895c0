using PlateRecognition.Plates;
using SkiaSharp;
using Training.Export.Data;

namespace Training.Export.Tests.Data;

public sealed class LabelCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("labels-").FullName;

    [Fact]
    public void Open_PicturesThatAreWrong_HasALineForEach()
    {
        Picture("a.png", SKColors.Red);
        Picture("copy.png", SKColors.Red);
        File.WriteAllText(Path.Combine(_folder, "letter.png"), "no picture");
        var csv = Csv("file,plate_text,x,y,w,h", "a.png,AB1,,,,", "letter.png,AB2,,,,", "a.png,AB3,100,5,20,10", "copy.png,AB4,,,,", "copy.png,AB1,,,,", "a.png,,1,1,9,9");

        var fault = Assert.Throws<InvalidDataException>(() => LabelCheck.Open(csv, Alphabet.Full, slots: 10));

        var lines = fault.Message.Split(Environment.NewLine);
        Assert.Equal(5, lines.Length);
        Assert.Contains("labels.csv has 4 fault(s)", lines[0]);
        Assert.Matches("line 3: .*letter.png: .*JPEG, PNG", lines[1]);
        Assert.Contains("line 4: the box at 100,5 lies outside the picture of 40×20 pixels", lines[2]);
        Assert.Contains("line 5: 'AB4' is the picture of line 2, which says 'AB1'", lines[3]);
        Assert.Contains("line 7: plate_text is empty", lines[4]);
    }

    [Fact]
    public void Open_WholePictures_KnowsTheSizesOfTheCrops()
    {
        Picture("a.png", SKColors.Red);

        var check = LabelCheck.Open(Csv("file,plate_text,x,y,w,h", "a.png,AB1,,,,", "a.png,AB2,10,5,20,10", "a.png,AB3,30,5,20,10"), Alphabet.Full, slots: 10);

        Assert.Equal([(40, 20), (20, 10), (10, 10)], check.Sizes);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Csv(params string[] lines)
    {
        var path = Path.Combine(_folder, "labels.csv");
        File.WriteAllLines(path, lines);
        return path;
    }

    private void Picture(string name, SKColor colour)
    {
        using var bitmap = new SKBitmap(40, 20);
        bitmap.Erase(colour);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(Path.Combine(_folder, name), encoded.ToArray());
    }
}
