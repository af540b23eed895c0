using TorchSharp;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Tests.Training;

public sealed class AugmentationsTests
{
    [Theory]
    [InlineData(PixelAugmentation.Geometric)]
    [InlineData(PixelAugmentation.Photometric)]
    [InlineData(PixelAugmentation.Geometric | PixelAugmentation.Photometric)]
    public void Apply_SameSeed_SamePixelsWithinTheirRange(PixelAugmentation augmentation)
    {
        var pixels = rand(4, 3, 16, 48) * 255;
        var (first, second) = (Seeded(pixels, augmentation, 7), Seeded(pixels, augmentation, 7));

        Assert.True(first.allclose(second));
        Assert.False(first.allclose(pixels));
        Assert.Equal(pixels.shape, first.shape);
        Assert.InRange(first.min().ToSingle(), 0, 255);
        Assert.InRange(first.max().ToSingle(), 0, 255.001f);
    }

    [Fact]
    public void Apply_None_LeavesTheBatchAlone()
    {
        var pixels = rand(2, 3, 8, 8) * 255;

        Assert.Same(pixels, Augmentations.Apply(pixels, PixelAugmentation.None));
    }

    [Fact]
    public void Apply_Geometric_MovesWhatStandsThereAndNothingElse()
    {
        // One bright column in the middle: shifted at most, never gone, never brighter.
        var pixels = zeros(6, 3, 16, 48);
        pixels[.., .., .., 20..28] = 200;

        var moved = Seeded(pixels, PixelAugmentation.Geometric, 3);

        Assert.True(moved.amax([1, 2, 3]).gt(150).all().ToBoolean());
        Assert.True(moved.max().ToSingle() <= 200.01f);
    }

    private static Tensor Seeded(Tensor pixels, PixelAugmentation augmentation, long seed)
    {
        random.manual_seed(seed);
        return Augmentations.Apply(pixels, augmentation);
    }
}
