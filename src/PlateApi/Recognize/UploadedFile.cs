using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using PlateRecognition.Imaging;

namespace PlateApi.Recognize;

/// <summary>How the filling of a file ended.</summary>
internal enum FillOutcome
{
    /// <summary>The file is there.</summary>
    Whole,

    /// <summary>It has more bytes than allowed.</summary>
    TooLarge,

    /// <summary>Other requests hold the memory that it needs.</summary>
    NoMemory,
}

/// <summary>The bytes of one uploaded file in pooled memory, never on disk. Dispose it, and read nothing of it afterwards.</summary>
/// <param name="budget">What all files together may hold; this one takes its share and gives it back.</param>
internal sealed class UploadedFile(MemoryBudget budget) : IDisposable
{
    // Most crops fit; a photo grows a few times. A request's word on its length is not trusted with memory.
    private const int FirstBuffer = 64 * 1024, SmallestBuffer = 1024;

    private byte[] _buffer = [];
    private int _start, _length;
    private long _more;

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(_start, _length);

    /// <summary>What the client calls it, or null. Personal data, as plates are: it belongs into no log.</summary>
    public string? Name { get; set; }

    /// <summary>The bytes that it could not take, after <see cref="FillOutcome.NoMemory"/>.</summary>
    public long Missing { get; private set; }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="source">The stream; it ends by itself or throws once the request is over its limit.</param>
    /// <param name="limit">Most bytes to read.</param>
    public async ValueTask<FillOutcome> FillAsync(Stream source, long limit)
    {
        while (true)
        {
            if (_length == _buffer.Length && !TryGrow(Math.Max(FirstBuffer, _buffer.Length * 2)))
                return FillOutcome.NoMemory;
            var read = await source.ReadAsync(_buffer.AsMemory(_length));
            if (read == 0)
                return FillOutcome.Whole;
            _length += read;
            if (_length > limit)
                return FillOutcome.TooLarge;
        }
    }

    /// <summary>Takes over bytes that are somewhere else.</summary>
    /// <returns>Whether there is memory for them.</returns>
    public bool TryFill(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length && !TryGrow(bytes.Length))
            return false;
        bytes.CopyTo(_buffer);
        (_start, _length) = (0, bytes.Length);
        return true;
    }

    /// <summary>Takes a share for as many bytes again, for what is about to be unpacked from the file; it is given back with the file's own.</summary>
    /// <returns>Whether there is memory for them.</returns>
    public bool TryDouble()
    {
        if (!TryTake(_length))
            return false;
        _more += _length;
        return true;
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
        var (buffer, more) = (_buffer, _more);
        (_buffer, _start, _length, _more) = ([], 0, 0, 0);
        Return(buffer);
        budget.GiveBack(more);
    }

    private bool TryGrow(int size)
    {
        // The pool's arrays are powers of two, and the whole of one is held.
        var whole = BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, SmallestBuffer));
        if (!TryTake(whole))
            return false;
        var larger = ArrayPool<byte>.Shared.Rent((int)whole);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Return(_buffer);
        _buffer = larger;
        return true;
    }

    private bool TryTake(long bytes)
    {
        if (budget.TryTake(bytes))
            return true;
        Missing = bytes;
        return false;
    }

    private void Return(byte[] buffer)
    {
        if (buffer.Length == 0)
            return;
        budget.GiveBack(buffer.Length);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
