using PlateRecognition.Imaging;
using Training.Export.Data;
using Training.Export.Tests.Rendering;

namespace Training.Export.Tests.Data;

public sealed class KeptPicturesTests
{
    private const int Count = 9;
    private static readonly ImageInputSpec Input = new(48, 16, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);

    [Fact]
    public void Read_AnyPass_HoldsEachPictureOnce()
    {
        using var kept = new KeptPictures(Source(), Count, Input, seed: 4);
        var first = Texts(kept, pass: 0);

        for (var pass = 1; pass < 4; pass++)
            Assert.Equal(first.Order(), Texts(kept, pass).Order());
    }

    [Fact]
    public void Read_LaterPass_HasAnotherOrder()
    {
        using var kept = new KeptPictures(Source(), Count, Input, seed: 4);

        Assert.NotEqual(Texts(kept, 0), Texts(kept, 1));
    }

    [Fact]
    public void Read_FirstPass_HasThePixelsThatTheNetworkSees()
    {
        using var kept = new KeptPictures(Source(), Count, Input, seed: 4);
        using var original = Source().Read(5);
        using var sample = kept.Read(5);
        var (wanted, seen) = (new byte[Input.ByteCount], new byte[Input.ByteCount]);

        PixelPreprocessor.Write(original.Picture.GetPixelSpan(), original.Picture.Width, original.Picture.Height, original.Picture.RowBytes, Input, wanted);
        PixelPreprocessor.Write(sample.Picture.GetPixelSpan(), sample.Picture.Width, sample.Picture.Height, sample.Picture.RowBytes, Input, seen);

        Assert.Equal(wanted, seen);
    }

    private static RenderedPlates Source() => new(RepositoryFonts.Library, new RenderedPlatesOptions { Seed = 8, Count = Count });

    private static List<string> Texts(KeptPictures kept, int pass)
    {
        var texts = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            using var sample = kept.Read(pass * Count + i);
            texts.Add(sample.Text);
        }

        return texts;
    }
}
