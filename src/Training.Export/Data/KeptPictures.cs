using PlateRecognition.Imaging;
using SkiaSharp;

namespace Training.Export.Data;

/// <summary>
/// A fixed set kept in memory at the size of the network's input, so that it is rendered once and not in every epoch. Each pass has an order of its own.
/// Thread-safe.
/// </summary>
internal sealed class KeptPictures : IPlateSource, IDisposable
{
    private readonly SKBitmap[] _pictures;
    private readonly string[] _texts;
    private readonly ulong _seed;

    /// <summary>Reads the first <paramref name="count"/> samples of a source, on all cores.</summary>
    /// <param name="source">Where the pictures come from.</param>
    /// <param name="count">How many to keep, 1 or more; each takes width × height × 4 bytes.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="seed">Seed of the order of later passes.</param>
    public KeptPictures(IPlateSource source, int count, ImageInputSpec input, ulong seed)
    {
        (_pictures, _texts, _seed) = (new SKBitmap[count], new string[count], seed);
        Parallel.For(0, count, i =>
        {
            using var sample = source.Read(i);
            var pixels = new byte[input.ByteCount];
            PixelPreprocessor.Write(sample.Picture.GetPixelSpan(), sample.Picture.Width, sample.Picture.Height, sample.Picture.RowBytes, input, pixels);
            (_pictures[i], _texts[i]) = (new SKBitmap(new SKImageInfo(input.Width, input.Height, SKColorType.Rgba8888, SKAlphaType.Opaque)), sample.Text);
            FromRgb(pixels, _pictures[i].GetPixelSpan());
        });
    }

    /// <inheritdoc/>
    public int Count => _pictures.Length;

    /// <inheritdoc/>
    public PlateSample Read(long index)
    {
        var position = Position(index);
        return new PlateSample(_pictures[position].Copy(), _texts[position], []);
    }

    /// <summary>The position in the set of what is read at an index.</summary>
    public long Position(long index) => SampleOrder.Position(index, Count, _seed);

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_pictures, picture => picture.Dispose());

    /// <summary>Three bytes a pixel to four, opaque.</summary>
    internal static void FromRgb(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        for (var pixel = 0; pixel < rgb.Length / 3; pixel++)
        {
            rgb.Slice(pixel * 3, 3).CopyTo(rgba[(pixel * 4)..]);
            rgba[pixel * 4 + 3] = 255;
        }
    }
}
