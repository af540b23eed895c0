using PlateRecognition.Plates;
using SkiaSharp;
using Training.Export.Data;

namespace Training.Export.Tests.Data;

public sealed class LabelledPicturesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("labels-").FullName;

    [Fact]
    public void Load_WholeRows_ReadsTextBoxAndRegion()
    {
        Picture("a.png", 40, 20);
        var csv = Csv("file,plate_text,x,y,w,h,region", "a.png,rk-959 af,10,5,20,10,eu");

        var pictures = LabelledPictures.Load(csv, Alphabet.Full, slots: 10);

        Assert.Equal(("RK959AF", "eu"), (pictures.Rows[0].Text, pictures.Rows[0].Region));
        using var sample = pictures.Read(0);
        Assert.Equal((20, 10), (sample.Picture.Width, sample.Picture.Height));
    }

    [Fact]
    public void Load_NoBox_TakesTheWholePicture()
    {
        Picture("a.png", 40, 20);

        using var sample = LabelledPictures.Load(Csv("file,plate_text", "a.png,ABC1"), Alphabet.Full, slots: 10).Read(0);

        Assert.Equal((40, 20), (sample.Picture.Width, sample.Picture.Height));
    }

    [Fact]
    public void Load_SeveralFaults_NamesEachWithItsLine()
    {
        Picture("a.png", 40, 20);
        var csv = Csv("file,plate_text,x,y,w,h", "missing.png,ABC1,,,,", "a.png,ABCDEFGHIJK,,,,", "a.png,AB*1,,,,", "a.png,ABC", "a.png,ABC,1,2,x,4");

        var fault = Assert.Throws<InvalidDataException>(() => LabelledPictures.Load(csv, Alphabet.Full, slots: 10));

        Assert.Contains("line 2: there is no file missing.png", fault.Message);
        Assert.Contains("line 3: 'ABCDEFGHIJK' has 11 characters; the network has 10 slots", fault.Message);
        Assert.Contains("line 4: '*' of 'AB*1' is not in the alphabet", fault.Message);
        Assert.Contains("line 5: 2 fields where the header has 6", fault.Message);
        Assert.Contains("line 6: 'x' is not a whole number", fault.Message);
    }

    [Theory]
    [InlineData("path,plate_text")]
    [InlineData("file,text")]
    [InlineData("")]
    public void Load_HeaderWithoutItsColumns_SaysWhich(string header)
        => Assert.Contains("'file' and 'plate_text'", Assert.Throws<InvalidDataException>(() => LabelledPictures.Load(Csv(header), Alphabet.Full, 10)).Message);

    [Fact]
    public void Load_NoFile_SaysSo()
        => Assert.Contains("no file", Assert.Throws<InvalidDataException>(() => LabelledPictures.Load(Path.Combine(_folder, "none.csv"), Alphabet.Full, 10)).Message);

    [Fact]
    public void Load_FieldsInQuotes_AreReadAsSpreadsheetsWriteThem()
    {
        Picture("a, \"b\".png", 40, 20);

        var pictures = LabelledPictures.Load(Csv("file,plate_text,region", "\"a, \"\"b\"\".png\",\"AB 12\",sk"), Alphabet.Full, slots: 10);

        Assert.Equal(("AB12", "sk"), (pictures.Rows[0].Text, pictures.Rows[0].Region));
        Assert.True(File.Exists(pictures.Rows[0].Path));
    }

    [Fact]
    public void Split_SeveralPicturesOfAPlate_StayTogether()
    {
        Picture("a.png", 40, 20);
        string[] rows = [.. Enumerable.Range(0, 200).Select(i => $"a.png,AB{i / 2}")];

        var (training, heldBack) = LabelledPictures.Load(Csv(["file,plate_text", .. rows]), Alphabet.Full, slots: 10).Split();

        Assert.Equal(200, training.Count + heldBack.Count);
        Assert.InRange(heldBack.Count, 20, 60);
        Assert.Empty(training.Rows.Select(row => row.Text).Intersect(heldBack.Rows.Select(row => row.Text)));
    }

    [Fact]
    public void Write_RowsOfAnotherFolder_AreReadBackAsTheyWere()
    {
        Picture("a, b.png", 40, 20);
        var pictures = LabelledPictures.Load(Csv("file,plate_text,x,y,w,h,region", "\"a, b.png\",AB1,10,5,20,10,eu", "\"a, b.png\",AB2,,,,,"), Alphabet.Full, slots: 10);
        var copy = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "run")).FullName, "held-back.csv");

        pictures.Write(copy);

        Assert.Equal(pictures.Rows, LabelledPictures.Load(copy, Alphabet.Full, slots: 10).Rows);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Csv(params string[] lines)
    {
        var path = Path.Combine(_folder, "labels.csv");
        File.WriteAllLines(path, lines);
        return path;
    }

    private void Picture(string name, int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(Path.Combine(_folder, name));
        data.SaveTo(file);
    }
}
