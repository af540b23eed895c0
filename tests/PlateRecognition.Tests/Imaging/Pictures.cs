using PlateRecognition.Imaging;
using SkiaSharp;

namespace PlateRecognition.Tests.Imaging;

/// <summary>Pictures that the tests draw and encode themselves.</summary>
internal static class Pictures
{
    public static readonly SKColor[] Quadrants = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.White];

    /// <summary>Red top left, green top right, blue bottom left, white bottom right.</summary>
    public static byte[] InQuadrants(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg, int quality = 95)
        => Encode(width, height, (x, y) => Quadrants[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)], format, quality);

    /// <summary>Smooth colours with some detail: what fuzzing mutates.</summary>
    public static byte[] Textured(int width, int height, SKEncodedImageFormat format, int quality = 80)
        => Encode(width, height, (x, y) => new SKColor((byte)(x * 255 / width), (byte)(y * 255 / height), (byte)((x * 7 ^ y * 13) & 255)), format, quality);

    /// <summary>Encodes what a function says of each pixel.</summary>
    public static byte[] Encode(int width, int height, Func<int, int, SKColor> colour, SKEncodedImageFormat format, int quality = 95)
    {
        var pixels = new byte[width * height * 4];
        for (var at = 0; at < pixels.Length; at += 4)
        {
            var pixel = colour(at / 4 % width, at / 4 / width);
            (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (pixel.Red, pixel.Green, pixel.Blue, pixel.Alpha);
        }

        using var picture = SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), pixels);
        using var data = picture.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>Decodes in full, and fails the test when that fails.</summary>
    public static DecodedImage Decode(byte[] encoded, int neededWidth = 0, int neededHeight = 0)
    {
        Assert.True(ImageDecoder.TryDecode(encoded, new ImageLimits(), neededWidth, neededHeight, out var image, out var problem), problem?.Detail);
        return image;
    }

    /// <summary>Why a picture is not decoded; fails the test when it is.</summary>
    public static ImageProblem Refuse(byte[] encoded, ImageLimits? limits = null)
    {
        var decoded = ImageDecoder.TryDecode(encoded, limits ?? new ImageLimits(), 0, 0, out var image, out var problem);
        image?.Dispose();
        Assert.False(decoded, "The picture was decoded.");
        Assert.NotNull(problem);
        Assert.DoesNotContain('\n', problem.Detail);
        return problem;
    }

    /// <summary>A pixel's red, green and blue; asserts that it is opaque.</summary>
    public static (int Red, int Green, int Blue) At(this DecodedImage image, int x, int y)
    {
        var pixel = image.Rgba.Slice(y * image.Stride + x * 4, 4);
        Assert.Equal(255, pixel[3]);
        return (pixel[0], pixel[1], pixel[2]);
    }

    /// <summary>Asserts a colour up to what lossy coding moves it.</summary>
    public static void AssertColour(SKColor expected, (int Red, int Green, int Blue) actual, int tolerance = 12)
    {
        Assert.InRange(actual.Red, expected.Red - tolerance, expected.Red + tolerance);
        Assert.InRange(actual.Green, expected.Green - tolerance, expected.Green + tolerance);
        Assert.InRange(actual.Blue, expected.Blue - tolerance, expected.Blue + tolerance);
    }

    /// <summary>The colours in the middle of the four quadrants.</summary>
    public static void AssertQuadrants(DecodedImage image, params SKColor[] expected)
    {
        for (var quadrant = 0; quadrant < 4; quadrant++)
            AssertColour(expected[quadrant], image.At(image.Width * (1 + 2 * (quadrant % 2)) / 4, image.Height * (1 + 2 * (quadrant / 2)) / 4));
    }
}
