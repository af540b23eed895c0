using System.Buffers;

namespace PlateRecognition.Detection;

/// <summary>
/// A plate as seen from the front, four bytes a pixel (R, G, B, 255). Its buffer is pooled: dispose it, and read nothing of it
/// afterwards. Not thread-safe while it is being disposed.
/// </summary>
public sealed class StraightenedPlate : IDisposable
{
    private byte[]? _buffer;

    internal StraightenedPlate(byte[] buffer, int width, int height) => (_buffer, Width, Height) = (buffer, width, height);

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes from a row to the next.</summary>
    public int Stride => Width * 4;

    /// <summary>The pixels, top row first.</summary>
    /// <exception cref="ObjectDisposedException">The plate was disposed.</exception>
    public ReadOnlySpan<byte> Rgba => (_buffer ?? throw new ObjectDisposedException(nameof(StraightenedPlate))).AsSpan(0, Stride * Height);

    /// <summary>The same pixels, for whoever fills them.</summary>
    internal Span<byte> Writable => _buffer!.AsSpan(0, Stride * Height);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
