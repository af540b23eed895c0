using System.Buffers;
using System.Buffers.Text;

namespace PlateApi.Recognize;

/// <summary>The bytes of one uploaded file in pooled memory, never on disk. Dispose it, and read nothing of it afterwards.</summary>
internal sealed class UploadedFile : IDisposable
{
    // Most crops fit; a photo grows a few times. A request's word on its length is not trusted with memory.
    private const int FirstBuffer = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _start, _length;

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(_start, _length);

    /// <summary>What the client calls it, or null. Personal data, as plates are: it belongs into no log.</summary>
    public string? Name { get; set; }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="source">The stream; it ends by itself or throws once the request is over its limit.</param>
    /// <param name="limit">Most bytes to read.</param>
    /// <returns>False when the stream holds more than <paramref name="limit"/>.</returns>
    public async ValueTask<bool> FillAsync(Stream source, long limit)
    {
        while (true)
        {
            if (_length == _buffer.Length)
                Grow(_buffer.Length * 2);
            var read = await source.ReadAsync(_buffer.AsMemory(_length));
            if (read == 0)
                return true;
            _length += read;
            if (_length > limit)
                return false;
        }
    }

    /// <summary>Takes over bytes that are somewhere else.</summary>
    public void Fill(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length)
            Grow(bytes.Length);
        bytes.CopyTo(_buffer);
        (_start, _length) = (0, bytes.Length);
    }

    /// <summary>
    /// Unpacks a file that came as base64 text, with or without <c>data:…;base64,</c> in front; anything else stays as it is. No
    /// picture is taken for such a text: each format has bytes in its header that are none of base64's.
    /// </summary>
    public void UnpackBase64()
    {
        var text = _buffer.AsSpan(_start, _length);
        var from = text.StartsWith("data:"u8) ? text.IndexOf((byte)',') + 1 : 0;
        if (from == _length || !Base64.IsValid(text[from..]))
            return;
        Base64.DecodeFromUtf8InPlace(text[from..], out var written);
        (_start, _length) = (from, written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = _buffer;
        (_buffer, _start, _length) = ([], 0, 0);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
