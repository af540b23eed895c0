using SkiaSharp;
using Training.Export.Data;

namespace Training.Export.Tests.Data;

public sealed class OwnPlatesTests
{
    [Fact]
    public void Read_SameIndex_GivesTheSameSample()
    {
        var plates = new OwnPlates(new Striped("OWN"), new Striped("DRAWN"), share: 1, seed: 7);

        using var first = plates.Read(12);
        using var second = plates.Read(12);

        Assert.Equal(first.Picture.Bytes, second.Picture.Bytes);
    }

    [Theory]
    [InlineData(0.1, 60, 140)]
    [InlineData(0.5, 430, 570)]
    [InlineData(1, 1000, 1000)]
    public void Read_ManySamples_HoldTheShareOfOwnCrops(double share, int least, int most)
    {
        var plates = new OwnPlates(new Striped("OWN"), new Striped("DRAWN"), share, seed: 7);

        Assert.InRange(Texts(plates, 1000).Count(text => text == "OWN"), least, most);
    }

    [Fact]
    public void Read_OwnCrop_IsChangedALittleEachTimeAndKeepsItsSize()
    {
        var plates = new OwnPlates(new Striped("OWN"), new Striped("DRAWN"), share: 1, seed: 7);
        using var original = new Striped("OWN").Read(0);
        var seen = new HashSet<string>();

        for (var i = 0; i < 50; i++)
        {
            using var sample = plates.Read(i);
            Assert.Equal((60, 20), (sample.Picture.Width, sample.Picture.Height));
            seen.Add(Convert.ToBase64String(sample.Picture.Bytes));
            // The left half stays the darker one: a change that loses the text would teach nonsense.
            Assert.True(sample.Picture.GetPixel(12, 10).Red < sample.Picture.GetPixel(47, 10).Red);
        }

        Assert.Equal(50, seen.Count);
        Assert.DoesNotContain(Convert.ToBase64String(original.Picture.Bytes), seen);
    }

    private static IEnumerable<string> Texts(OwnPlates plates, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var sample = plates.Read(i);
            yield return sample.Text;
        }
    }

    private sealed class Striped(string text) : IPlateSource
    {
        public int Count => 3;

        public PlateSample Read(long index)
        {
            var picture = new SKBitmap(new SKImageInfo(60, 20, SKColorType.Rgba8888, SKAlphaType.Opaque));
            picture.Erase(new SKColor(60, 60, 60));
            using var canvas = new SKCanvas(picture);
            using var paint = new SKPaint { Color = new SKColor(180, 180, 180) };
            canvas.DrawRect(30, 0, 30, 20, paint);
            return new PlateSample(picture, text, []);
        }
    }
}
