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
