using CsCheck;
using PlateRecognition.Imaging;

namespace PlateRecognition.Tests.Imaging;

public sealed class PixelPreprocessorTests
{
    private static readonly Gen<(int Width, int Height)> Sizes = Gen.Select(Gen.Int[1, 60], Gen.Int[1, 40]);

    private static readonly Gen<ImageInputSpec> Specs =
        from width in Gen.Int[1, 40]
        from height in Gen.Int[1, 24]
        from layout in Gen.Enum<PixelLayout>()
        from colour in Gen.Enum<ColourOrder>()
        from resize in Gen.Enum<ResizeRule>()
        select new ImageInputSpec(width, height, layout, colour, resize);

    [Fact]
    public void Write_PictureOfTheInputsSize_IsCopiedExactly()
        => Gen.Select(Specs, Gen.UInt).Sample((spec, seed) =>
        {
            var picture = Noise(spec.Width, spec.Height, seed);

            var tensor = Write(picture, spec.Width, spec.Height, spec);

            for (var y = 0; y < spec.Height; y++)
            {
                for (var x = 0; x < spec.Width; x++)
                {
                    for (var channel = 0; channel < 3; channel++)
                        Assert.Equal(picture[(y * spec.Width + x) * 4 + channel], tensor[At(spec, x, y, channel)]);
                }
            }
        });

    [Fact]
    public void Write_PictureOfOneColour_StaysThatColour()
        => Gen.Select(Specs, Sizes, Gen.Byte.Array[3]).Sample((spec, size, colour) =>
        {
            var picture = new byte[size.Width * size.Height * 4];
            for (var at = 0; at < picture.Length; at += 4)
                colour.CopyTo(picture, at);

            var tensor = Write(picture, size.Width, size.Height, spec with { Resize = ResizeRule.Stretch });

            for (var y = 0; y < spec.Height; y++)
            {
                for (var x = 0; x < spec.Width; x++)
                {
                    for (var channel = 0; channel < 3; channel++)
                        Assert.Equal(colour[channel], tensor[At(spec, x, y, channel)]);
                }
            }
        });

    [Fact]
    public void Write_MirroredPicture_GivesMirroredTensor()
        => Gen.Select(Specs, Sizes, Gen.UInt).Sample((spec, size, seed) =>
        {
            var picture = Noise(size.Width, size.Height, seed);
            var mirrored = new byte[picture.Length];
            for (var y = 0; y < size.Height; y++)
            {
                for (var x = 0; x < size.Width; x++)
                    picture.AsSpan((y * size.Width + x) * 4, 4).CopyTo(mirrored.AsSpan((y * size.Width + size.Width - 1 - x) * 4));
            }

            // A letterbox whose margins are odd cannot be centred, so only the stretch is symmetric.
            var stretch = spec with { Resize = ResizeRule.Stretch };
            var straight = Write(picture, size.Width, size.Height, stretch);
            var turned = Write(mirrored, size.Width, size.Height, stretch);

            // Sums run the other way round, so a value may fall on the other side of a half.
            for (var y = 0; y < spec.Height; y++)
            {
                for (var x = 0; x < spec.Width; x++)
                {
                    for (var channel = 0; channel < 3; channel++)
                        Assert.InRange(turned[At(stretch, spec.Width - 1 - x, y, channel)] - straight[At(stretch, x, y, channel)], -1, 1);
                }
            }
        });

    [Fact]
    public void Write_BgrAndNchw_HoldTheSamePixelsElsewhere()
        => Gen.Select(Specs, Sizes, Gen.UInt).Sample((spec, size, seed) =>
        {
            var picture = Noise(size.Width, size.Height, seed);
            var plain = spec with { Layout = PixelLayout.Nhwc, Colour = ColourOrder.Rgb };
            var expected = Write(picture, size.Width, size.Height, plain);

            var tensor = Write(picture, size.Width, size.Height, spec);

            for (var y = 0; y < spec.Height; y++)
            {
                for (var x = 0; x < spec.Width; x++)
                {
                    for (var channel = 0; channel < 3; channel++)
                        Assert.Equal(expected[At(plain, x, y, channel)], tensor[At(spec, x, y, channel)]);
                }
            }
        });

    [Fact]
    public void Write_RowsWithPadding_IgnoresThePadding()
    {
        var spec = new ImageInputSpec(8, 4, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);
        var picture = Noise(11, 5, 3);
        var padded = new byte[5 * 60];
        Array.Fill(padded, (byte)99);
        for (var y = 0; y < 5; y++)
            picture.AsSpan(y * 44, 44).CopyTo(padded.AsSpan(y * 60));
        var tensor = new byte[spec.ByteCount];

        PixelPreprocessor.Write(padded, 11, 5, 60, spec, tensor);

        Assert.Equal(Write(picture, 11, 5, spec), tensor);
    }

    [Fact]
    public void Write_LargerTensorThanNeeded_LeavesTheRestAlone()
    {
        var spec = new ImageInputSpec(4, 4, PixelLayout.Nchw, ColourOrder.Rgb, ResizeRule.Letterbox);
        var tensor = new byte[spec.ByteCount + 5];
        tensor.AsSpan(spec.ByteCount).Fill(77);

        PixelPreprocessor.Write(Noise(9, 3, 1), 9, 3, 36, spec, tensor);

        Assert.All(tensor.AsSpan(spec.ByteCount).ToArray(), value => Assert.Equal(77, value));
    }

    [Theory]
    [InlineData(100, 20, 0, 6)]
    [InlineData(20, 100, 15, 0)]
    [InlineData(32, 16, 0, 0)]
    public void Write_Letterbox_KeepsTheShapeAndCentresItOnGrey(int width, int height, int marginX, int marginY)
    {
        var spec = new ImageInputSpec(32, 16, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Letterbox);
        var white = new byte[width * height * 4];
        Array.Fill(white, (byte)255);

        var tensor = Write(white, width, height, spec);

        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                // The inner size is rounded, and a margin that is odd lies on the right and the bottom.
                var inside = x >= marginX && x < 32 - marginX && y >= marginY && y < 16 - marginY;
                var margin = x < marginX - 1 || x > 32 - marginX || y < marginY - 1 || y > 16 - marginY;
                if (inside)
                    Assert.Equal(255, tensor[(y * 32 + x) * 3]);
                if (margin)
                    Assert.Equal(PixelPreprocessor.LetterboxFill, tensor[(y * 32 + x) * 3]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Place_ShareThatIsNone_IsRefused(double share)
        => Assert.Throws<ArgumentOutOfRangeException>(() => PixelPreprocessor.Place(32, 16, new ImageInputSpec(32, 16, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Letterbox), share));

    [Fact]
    public void Write_ShareOfALetterbox_ShowsThePictureSmallerInItsMiddle()
    {
        var spec = new ImageInputSpec(32, 16, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.ShrinkLetterbox);
        var (pixels, tensor) = (new byte[32 * 16 * 4], new byte[spec.ByteCount]);
        Array.Fill(pixels, (byte)7);

        PixelPreprocessor.Write(pixels, 32, 16, 32 * 4, spec, tensor, share: 0.5);

        Assert.Equal((8, 4, 16, 8), PixelPreprocessor.Place(32, 16, spec, 0.5));
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 32; x++)
                Assert.Equal(x is >= 8 and < 24 && y is >= 4 and < 12 ? 7 : PixelPreprocessor.LetterboxFill, tensor[(y * 32 + x) * 3]);
        }
    }

    [Theory]
    [InlineData(8, 4, 12, 6, 8, 4)]
    [InlineData(64, 16, 0, 4, 32, 8)]
    [InlineData(16, 64, 14, 0, 4, 16)]
    public void Place_ShrinkLetterbox_NeverEnlarges(int width, int height, int left, int top, int innerWidth, int innerHeight)
        => Assert.Equal((left, top, innerWidth, innerHeight), PixelPreprocessor.Place(width, height, new ImageInputSpec(32, 16, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.ShrinkLetterbox)));

    [Fact]
    public void Write_Shrinking_AveragesEverySourcePixel()
    {
        // One white column in a hundred black ones must not vanish between sampling points.
        var spec = new ImageInputSpec(10, 1, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);
        for (var column = 0; column < 100; column++)
        {
            var picture = new byte[100 * 4];
            picture.AsSpan(column * 4, 4).Fill(255);

            var sum = Write(picture, 100, 1, spec).Where((_, at) => at % 3 == 0).Sum(value => (int)value);

            // A tenth of 255, up to rounding; columns at the edge count for fewer targets.
            Assert.InRange(sum, 13, 40);
        }
    }

    [Fact]
    public void Write_Enlarging_IsBilinear()
    {
        var spec = new ImageInputSpec(4, 1, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);

        var tensor = Write([0, 0, 0, 255, 200, 100, 40, 255], 2, 1, spec);

        Assert.Equal([0, 0, 0, 50, 25, 10, 150, 75, 30, 200, 100, 40], tensor);
    }

    [Theory]
    [InlineData(4, 4, 15, 64, 48)]
    [InlineData(4, 4, 16, 63, 48)]
    [InlineData(4, 4, 16, 64, 47)]
    public void Write_TooFewBytes_Throws(int width, int height, int stride, int pixels, int tensor)
    {
        var spec = new ImageInputSpec(4, 4, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);

        Assert.Throws<ArgumentException>(() => PixelPreprocessor.Write(new byte[pixels], width, height, stride, spec, new byte[tensor]));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    public void Write_EmptyPicture_Throws(int width, int height)
    {
        var spec = new ImageInputSpec(4, 4, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);

        Assert.Throws<ArgumentOutOfRangeException>(() => PixelPreprocessor.Write(new byte[64], width, height, 16, spec, new byte[48]));
    }

    private static byte[] Write(byte[] picture, int width, int height, ImageInputSpec spec)
    {
        var tensor = new byte[spec.ByteCount];
        PixelPreprocessor.Write(picture, width, height, width * 4, spec, tensor);
        return tensor;
    }

    // Where a picture's red (0), green (1) or blue (2) lies in the tensor.
    private static int At(ImageInputSpec spec, int x, int y, int channel)
    {
        var plane = spec.Colour == ColourOrder.Rgb ? channel : 2 - channel;
        return spec.Layout == PixelLayout.Nhwc ? (y * spec.Width + x) * 3 + plane : (plane * spec.Height + y) * spec.Width + x;
    }

    private static byte[] Noise(int width, int height, uint seed)
    {
        var pixels = new byte[width * height * 4];
        new Random((int)seed).NextBytes(pixels);
        return pixels;
    }
}
