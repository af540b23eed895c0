using CsCheck;
using PlateRecognition;
using PlateRecognition.Plates;

namespace Plates.Tests;

public sealed class ResultFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plates-").FullName;

    private static readonly ReadPicture[] Pictures =
    [
        Picture("one.png", "AB", "CD"),
        Picture("two, \"quoted\".png"),
        Picture("drei-äöü.png", "EF", "GH", "IJ"),
        new("four.png", default, "It is gone."),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ResultFormat.Csv)]
    [InlineData(ResultFormat.Jsonl)]
    internal void Open_FileCutAnywhere_GoesOnToTheSameResult(ResultFormat format)
    {
        var path = Path.Combine(_folder, "results");
        WriteMissing(path, format);
        var whole = File.ReadAllBytes(path);

        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            WriteMissing(path, format);
            Assert.Equal(whole, File.ReadAllBytes(path));
        }
    }

    [Theory]
    [InlineData(ResultFormat.Csv, "name,text\n")]
    [InlineData(ResultFormat.Csv, "file,plate,text,confidence,accepted,region,x,y,width,height,detection_confidence,error\n\"unended\n")]
    [InlineData(ResultFormat.Jsonl, "{}\n")]
    [InlineData(ResultFormat.Jsonl, "text\n")]
    internal void Open_FileOfSomethingElse_IsRefusedAndLeftAlone(ResultFormat format, string content)
    {
        var path = Path.Combine(_folder, "results");
        File.WriteAllText(path, content);

        Assert.Throws<InvalidDataException>(() => ResultFile.Open(path, format, anew: false));

        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void CsvLines_AnyFileName_ComesBack() => Gen.String[Gen.Char[' ', 'ÿ'], 1, 40].Sample(name =>
    {
        var picture = Picture(name, "AB", "CD");

        foreach (var line in CsvLines.Of(picture).TrimEnd('\n').Split('\n'))
            Assert.Equal(name, CsvLines.FileOf(line));
        Assert.Equal(name, JsonLine.FileOf(JsonLine.Of(picture).TrimEnd('\n')));
    });

    private static void WriteMissing(string path, ResultFormat format)
    {
        using var results = ResultFile.Open(path, format, anew: false);
        foreach (var picture in Pictures.Where(picture => !results.Finished.Contains(picture.File)))
            results.Write(picture);
    }

    private static ReadPicture Picture(string file, params string[] texts)
    {
        var plates = texts.Select((text, i) => new RecognizedPlate(
            new PlateReading(text, 0.9, [], []), true, null, null, new PixelBox(i, i, 10, 5), [new(i, i), new(i + 10, i), new(i + 10, i + 5), new(i, i + 5)], 0.8));
        var timings = new RecognitionTimings(default, default, default, default);
        return new ReadPicture(file, new RecognitionOutcome(new Recognition("reader/1", null, "cpu", 64, 24, [.. plates], timings) { Networks = new(default, default, default, default) }, null, null), null);
    }
}
