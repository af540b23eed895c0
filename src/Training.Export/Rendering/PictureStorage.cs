using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>What storing does to a picture: resampling to another size and JPEG. Stateless.</summary>
internal static class PictureStorage
{
    private static readonly SKSamplingOptions[] Samplings =
    [
        new(SKFilterMode.Linear, SKMipmapMode.None), new(SKFilterMode.Linear, SKMipmapMode.None), new(SKCubicResampler.Mitchell),
        new(SKCubicResampler.CatmullRom), new(SKFilterMode.Nearest, SKMipmapMode.None),
    ];

    /// <summary>Resizes a picture with a sampling drawn at random; disposes the one given when a new one is made.</summary>
    public static SKBitmap Resize(SKBitmap picture, int width, int height, SeededRandom random)
    {
        if (picture.Width == width && picture.Height == height)
            return picture;

        // Enlarging by nearest neighbour is rare in stored crops; shrinking so is what cheap cameras do.
        var sampling = Samplings[random.Below(width > picture.Width * 1.3f && !random.Chance(0.15) ? 4 : 5)];
        var resized = New(width, height);
        if (!picture.ScalePixels(resized, sampling))
            throw new InvalidOperationException($"A picture of {picture.Width}×{picture.Height} could not be scaled to {width}×{height}.");
        picture.Dispose();
        return resized;
    }

    /// <summary>Encodes and decodes a picture as JPEG; disposes the one given.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="quality">5 to 100.</param>
    public static SKBitmap ThroughJpeg(SKBitmap picture, int quality)
    {
        using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        using var codec = SKCodec.Create(encoded);
        var decoded = New(picture.Width, picture.Height);
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success)
            throw new InvalidOperationException("A JPEG that was just encoded could not be decoded.");
        picture.Dispose();
        return decoded;
    }

    /// <summary>An empty opaque picture.</summary>
    public static SKBitmap New(int width, int height) => new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
}
