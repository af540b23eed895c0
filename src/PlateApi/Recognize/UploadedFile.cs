using System.Buffers;

namespace PlateApi.Recognize;

/// <summary>The bytes of one uploaded file in pooled memory, never on disk. Dispose it, and read nothing of it afterwards.</summary>
internal sealed class UploadedFile : IDisposable
{
    // Most crops fit; a photo grows a few times. A request's word on its length is not trusted with memory.
    private const int FirstBuffer = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="source">The stream; it ends by itself or throws once the request is over its limit.</param>
    /// <param name="limit">Most bytes to read.</param>
    /// <returns>False when the stream holds more than <paramref name="limit"/>.</returns>
    public async ValueTask<bool> FillAsync(Stream source, long limit)
    {
        while (true)
        {
            if (_length == _buffer.Length)
                Grow();
            var read = await source.ReadAsync(_buffer.AsMemory(_length));
            if (read == 0)
                return true;
            _length += read;
            if (_length > limit)
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = _buffer;
        (_buffer, _length) = ([], 0);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Bytes.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
