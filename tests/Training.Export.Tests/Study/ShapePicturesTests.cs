using Training.Export.Study;

namespace Training.Export.Tests.Study;

public sealed class ShapePicturesTests
{
    [Fact]
    public void Read_AnyIndex_HasFourAnswersOfTheAlphabet()
    {
        var pictures = new ShapePictures(seed: 3, count: 10, width: 96, height: 32);
        for (var i = 0; i < 40; i++)
        {
            using var sample = pictures.Read(i);
            Assert.Equal((96, 32, ShapePictures.Slots), (sample.Picture.Width, sample.Picture.Height, sample.Text.Length));
            Assert.All(sample.Text, answer => Assert.Contains(answer, ShapePictures.Alphabet));
        }
    }

    [Fact]
    public void Read_SameIndex_SamePicture()
    {
        using var first = new ShapePictures(3, 10, 96, 32).Read(7);
        using var second = new ShapePictures(3, 10, 96, 32).Read(7);

        Assert.Equal(first.Text, second.Text);
        Assert.True(first.Picture.GetPixelSpan().SequenceEqual(second.Picture.GetPixelSpan()));
    }
}
