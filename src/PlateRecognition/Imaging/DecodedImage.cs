using System.Buffers;

namespace PlateRecognition.Imaging;

/// <summary>
/// A decoded picture: upright, opaque, sRGB, four bytes a pixel (R, G, B, 255). Its buffer is pooled: dispose it, and read
/// nothing of it afterwards. Not thread-safe while it is being disposed.
/// </summary>
public sealed class DecodedImage : IDisposable
{
    private readonly MemoryBudget? _budget;
    private byte[]? _buffer;

    /// <summary>Takes a pooled buffer over, and its pixels' share of a budget.</summary>
    internal DecodedImage(byte[] buffer, int width, int height, int originalWidth, int originalHeight, MemoryBudget? budget)
        => (_buffer, Width, Height, OriginalWidth, OriginalHeight, _budget) = (buffer, width, height, originalWidth, originalHeight, budget);

    /// <summary>Pixels of a row, after scaled decoding and orientation.</summary>
    public int Width { get; }

    /// <summary>Rows, after scaled decoding and orientation.</summary>
    public int Height { get; }

    /// <summary>Width of the uploaded picture held upright, in its own pixels.</summary>
    public int OriginalWidth { get; }

    /// <summary>Height of the uploaded picture held upright, in its own pixels.</summary>
    public int OriginalHeight { get; }

    /// <summary>Bytes from a row to the next.</summary>
    public int Stride => Width * 4;

    /// <summary>The pixels, top row first.</summary>
    /// <exception cref="ObjectDisposedException">The image was disposed.</exception>
    public ReadOnlySpan<byte> Rgba => (_buffer ?? throw new ObjectDisposedException(nameof(DecodedImage))).AsSpan(0, Stride * Height);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is not { } buffer)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        _budget?.GiveBack((long)Width * Height);
    }
}
