using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using SkiaSharp;

namespace PlateRecognition.Imaging;

/// <summary>
/// Decodes uploads, which are hostile until proven otherwise: JPEG, PNG and WebP told by their bytes, size checked in the
/// header before anything is decoded, EXIF orientation applied, alpha laid on white, everything else (grey, CMYK, palette,
/// 16 bits, colour profiles) brought to eight-bit sRGB. An animation gives its first frame. Thread-safe.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Decodes a picture.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="limits">What is refused.</param>
    /// <param name="neededWidth">
    /// Pixels that the caller will look at, of the picture held upright: a much larger JPEG is decoded at a half, a quarter or an
    /// eighth, never under twice this size. 0 decodes in full.
    /// </param>
    /// <param name="neededHeight">Likewise.</param>
    /// <param name="image">The picture, the caller's to dispose.</param>
    /// <param name="problem">Why there is none.</param>
    public static bool TryDecode(
        ReadOnlyMemory<byte> encoded, ImageLimits limits, int neededWidth, int neededHeight,
        [NotNullWhen(true)] out DecodedImage? image, [NotNullWhen(false)] out ImageProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(limits);
        image = null;
        if (!HasTakenFormat(encoded.Span, out problem) || !PngHeaderFits(encoded.Span, limits, out problem))
            return false;

        // The codec reads the caller's bytes in place: they stay pinned until it is disposed.
        using var pin = encoded.Pin();
        using var data = Wrap(pin, encoded.Length);
        using var codec = SKCodec.Create(new SKMemoryStream(data), out var opened);
        if (codec is null)
        {
            problem = opened == SKCodecResult.IncompleteInput
                ? new ImageProblem(ImageFault.CutShort, $"The picture of {encoded.Length} bytes ends inside its header, or its header is damaged.")
                : new ImageProblem(ImageFault.NotAnImage, $"The {encoded.Length} bytes begin like a picture and are none ({opened}).");
            return false;
        }

        if (!FitsLimits(codec.Info.Width, codec.Info.Height, limits, out problem))
            return false;

        var turned = TurnsSideways(codec.EncodedOrigin);
        var (width, height) = ChooseSize(codec, turned ? neededHeight : neededWidth, turned ? neededWidth : neededHeight);
        return TryDecode(codec, encoded.Span, width, height, limits.PixelsInFlight, out image, out problem);
    }

    private static bool TryDecode(
        SKCodec codec, ReadOnlySpan<byte> encoded, int width, int height, MemoryBudget? budget,
        [NotNullWhen(true)] out DecodedImage? image, [NotNullWhen(false)] out ImageProblem? problem)
    {
        image = null;
        var kept = (long)width * height;
        var needed = kept * (codec.EncodedOrigin is SKEncodedOrigin.TopLeft ? 1 : 2)
            + CodecMemory.PixelsOf(codec.EncodedFormat, encoded, (long)codec.Info.Width * codec.Info.Height);
        if (budget?.TryTake(needed) == false)
        {
            problem = NoRoom(codec, needed, budget);
            return false;
        }

        try
        {
            var pixels = ArrayPool<byte>.Shared.Rent(width * height * 4);
            if (Decode(codec, width, height, pixels, out problem))
                image = Upright(codec, pixels, width, height, budget);
            else
                ArrayPool<byte>.Shared.Return(pixels);
            return image is not null;
        }
        finally
        {
            // The picture keeps its pixels' share and gives it back itself.
            budget?.GiveBack(image is null ? needed : needed - kept);
        }
    }

    private static ImageProblem NoRoom(SKCodec codec, long needed, MemoryBudget budget) => needed > budget.Limit
        ? new ImageProblem(
            ImageFault.TooManyPixels,
            $"The picture of {codec.Info.Width}×{codec.Info.Height} pixels needs memory for {needed} to be decoded; all pictures together may hold {budget.Limit} (MaxMegapixelsInFlight).")
        : new ImageProblem(
            ImageFault.NoMemory,
            $"The picture needs memory for {needed} pixels, and those being read hold {budget.Held}; {budget.Limit} are allowed together (MaxMegapixelsInFlight).");

    private static bool HasTakenFormat(ReadOnlySpan<byte> encoded, [NotNullWhen(false)] out ImageProblem? problem)
    {
        problem = null;
        if (encoded.IsEmpty)
            problem = new ImageProblem(ImageFault.Empty, "The picture has no bytes.");
        else if (ImageFormatSniffer.Sniff(encoded) == ImageFormat.Unknown)
            problem = new ImageProblem(
                ImageFault.UnsupportedFormat,
                $"The {encoded.Length} bytes are no JPEG, PNG or WebP picture{(ImageFormatSniffer.NameOther(encoded) is { } name ? $"; they begin like {name} file" : "")}.");
        return problem is null;
    }

    // The codec takes a PNG of no pixels, or of absurdly many, for a file cut short: look before it does.
    private static bool PngHeaderFits(ReadOnlySpan<byte> encoded, ImageLimits limits, [NotNullWhen(false)] out ImageProblem? problem)
    {
        const int SizeAt = 16, SizeEnd = 24;
        problem = null;
        return ImageFormatSniffer.Sniff(encoded) != ImageFormat.Png || encoded.Length < SizeEnd
            || FitsLimits(BinaryPrimitives.ReadUInt32BigEndian(encoded[SizeAt..]), BinaryPrimitives.ReadUInt32BigEndian(encoded[(SizeAt + 4)..]), limits, out problem);
    }

    private static bool FitsLimits(long width, long height, ImageLimits limits, [NotNullWhen(false)] out ImageProblem? problem)
    {
        // Whatever the settings say: more bytes than an array holds.
        const int MostPixels = int.MaxValue / 4 - 64;
        problem = null;
        if (width < 1 || height < 1)
            problem = new ImageProblem(ImageFault.NotAnImage, $"The picture's header says {width}×{height} pixels.");
        else if (Math.Max(width, height) > limits.MaxSide)
            problem = new ImageProblem(
                ImageFault.TooManyPixels, $"The picture's header says {width}×{height} pixels; a side may have {limits.MaxSide} (MaxImageSide).");
        else if (width * height > Math.Min(limits.MaxPixels, MostPixels))
            problem = new ImageProblem(
                ImageFault.TooManyPixels, $"The picture's header says {width}×{height}, {width * height} pixels; {Math.Min(limits.MaxPixels, MostPixels)} are allowed (MaxImagePixels).");
        return problem is null;
    }

    private static unsafe SKData Wrap(MemoryHandle pin, int length) => SKData.Create((IntPtr)pin.Pointer, length);

    // Only JPEG decodes smaller for less. Its scales are eighths; half, quarter and eighth are the cheap ones.
    private static (int Width, int Height) ChooseSize(SKCodec codec, int neededWidth, int neededHeight)
    {
        var info = codec.Info;
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg || neededWidth <= 0 || neededHeight <= 0)
            return (info.Width, info.Height);

        for (var divisor = 8; divisor > 1; divisor /= 2)
        {
            if (info.Width / divisor < 2 * neededWidth || info.Height / divisor < 2 * neededHeight)
                continue;
            var scaled = codec.GetScaledDimensions(1f / divisor);
            if (scaled.Width > 0 && scaled.Width <= info.Width && scaled.Height > 0 && scaled.Height <= info.Height)
                return (scaled.Width, scaled.Height);
        }

        return (info.Width, info.Height);
    }

    private static unsafe bool Decode(SKCodec codec, int width, int height, byte[] pixels, [NotNullWhen(false)] out ImageProblem? problem)
    {
        var alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul;
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, alpha, Srgb);
        SKCodecResult result;
        fixed (byte* target = pixels)
            result = codec.GetPixels(info, (IntPtr)target);

        problem = result switch
        {
            SKCodecResult.Success => null,
            SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput =>
                new ImageProblem(ImageFault.CutShort, $"The {codec.EncodedFormat} picture of {codec.Info.Width}×{codec.Info.Height} pixels is cut short or damaged ({result})."),
            _ => new ImageProblem(ImageFault.NotAnImage, $"The {codec.EncodedFormat} picture of {codec.Info.Width}×{codec.Info.Height} pixels cannot be decoded ({result})."),
        };
        if (problem is null && alpha == SKAlphaType.Premul)
            LayOnWhite(pixels.AsSpan(0, width * height * 4));
        return problem is null;
    }

    private static readonly SKColorSpace Srgb = SKColorSpace.CreateSrgb();

    private static void LayOnWhite(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += 4)
        {
            // Rounding can leave a colour one above its alpha.
            var missing = 255 - pixels[i + 3];
            pixels[i] = (byte)Math.Min(255, pixels[i] + missing);
            pixels[i + 1] = (byte)Math.Min(255, pixels[i + 1] + missing);
            pixels[i + 2] = (byte)Math.Min(255, pixels[i + 2] + missing);
            pixels[i + 3] = 255;
        }
    }

    private static DecodedImage Upright(SKCodec codec, byte[] pixels, int width, int height, MemoryBudget? budget)
    {
        var origin = codec.EncodedOrigin;
        var (fullWidth, fullHeight) = TurnsSideways(origin) ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
        if (origin is SKEncodedOrigin.TopLeft)
            return new DecodedImage(pixels, width, height, fullWidth, fullHeight, budget);

        var turned = ArrayPool<byte>.Shared.Rent(width * height * 4);
        Orientation.Apply(origin, pixels, width, height, turned);
        ArrayPool<byte>.Shared.Return(pixels);
        return TurnsSideways(origin)
            ? new DecodedImage(turned, height, width, fullWidth, fullHeight, budget)
            : new DecodedImage(turned, width, height, fullWidth, fullHeight, budget);
    }

    private static bool TurnsSideways(SKEncodedOrigin origin)
        => origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
}
