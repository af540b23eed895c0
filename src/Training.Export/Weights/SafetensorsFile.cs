using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Training.Export.Weights;

/// <summary>
/// A safetensors file (Hugging Face): eight bytes of header length, a JSON header of names, types, shapes and offsets, then
/// the raw numbers. Reads F32, F16, BF16 and F64 as 32-bit floats; writes F32, F16 or BF16. The file is not kept open.
/// Reading is thread-safe.
/// </summary>
public sealed class SafetensorsFile
{
    private const long MaxHeader = 100_000_000, MaxFile = 2_000_000_000;
    private readonly string _path;
    private readonly Dictionary<string, Entry> _entries;
    private readonly byte[] _data;

    private SafetensorsFile(string path, Dictionary<string, Entry> entries, Dictionary<string, string> metadata, byte[] data)
        => (_path, _entries, Metadata, _data) = (path, entries, metadata, data);

    /// <summary>Names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>The header's free text.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a file and checks its header: types, bounds, overlaps.</summary>
    /// <exception cref="InvalidDataException">The file is not a whole safetensors file; the message says where.</exception>
    public static SafetensorsFile Read(string path)
    {
        InvalidDataException Fault(string what) => new($"{path} is not a safetensors file: {what}");
        if (new FileInfo(path) is { Exists: true, Length: > MaxFile } large)
            throw Fault($"its {large.Length} bytes are more than the {MaxFile} that are read.");
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 8)
            throw Fault($"{bytes.Length} bytes are fewer than the 8 of the header's length.");
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length is <= 0 or > MaxHeader || length > bytes.Length - 8)
            throw Fault($"the header's length {length} does not fit {bytes.Length} bytes.");

        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var data = bytes[(int)(8 + length)..];
        try
        {
            using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)length));
            foreach (var property in header.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    foreach (var pair in property.Value.EnumerateObject())
                        metadata[pair.Name] = pair.Value.GetString() ?? "";
                    continue;
                }

                var offsets = property.Value.GetProperty("data_offsets");
                var entry = new Entry(
                    property.Value.GetProperty("dtype").GetString() ?? "",
                    property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray(),
                    offsets[0].GetInt64(), offsets[1].GetInt64());
                if (entry.Begin < 0 || entry.End < entry.Begin || entry.End > data.Length || entry.Shape.Any(size => size < 0))
                    throw Fault($"'{property.Name}' lies outside the data ({entry.Begin} to {entry.End} of {data.Length} bytes).");
                if (entry.Size is { } size && entry.Shape.Aggregate((long)size, (a, b) => checked(a * b)) != entry.End - entry.Begin)
                    throw Fault($"'{property.Name}' of shape ({string.Join(", ", entry.Shape)}) and type {entry.Type} does not take {entry.End - entry.Begin} bytes.");
                if (!entries.TryAdd(property.Name, entry))
                    throw Fault($"'{property.Name}' is in the header twice.");
            }
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            throw Fault($"the header cannot be read: {fault.Message}");
        }

        var end = 0L;
        foreach (var (name, entry) in entries.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            if (entry.Begin < end)
                throw Fault($"'{name}' overlaps the tensor before it.");
            end = entry.End;
        }

        return new SafetensorsFile(path, entries, metadata, data);
    }

    /// <summary>A tensor as 32-bit floats, new and the caller's; false when there is none of this name.</summary>
    /// <exception cref="InvalidDataException">Its type is not one of F32, F16, BF16, F64.</exception>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out Tensor? tensor)
    {
        tensor = null;
        if (!_entries.TryGetValue(name, out var entry))
            return false;

        var raw = _data.AsSpan((int)entry.Begin, (int)(entry.End - entry.Begin));
        var values = new float[raw.Length / (entry.Size ?? throw new InvalidDataException($"{_path}: '{name}' has type {entry.Type}; F32, F16, BF16 and F64 are read."))];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = entry.Type switch
            {
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * i)..]),
                "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(raw[(2 * i)..]) << 16),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]),
            };
        }

        tensor = torch.tensor(values, entry.Shape);
        return true;
    }

    /// <summary>The shape of a tensor.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public IReadOnlyList<long> ShapeOf(string name) => _entries[name].Shape;

    /// <summary>Writes tensors to a temporary file that is renamed when whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">By name; any float type, device and storage order.</param>
    /// <param name="metadata">Free text for the header.</param>
    /// <param name="type">Float32, Float16 or BFloat16: what the numbers are rounded to.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is another.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null, ScalarType type = ScalarType.Float32)
    {
        var (dtype, size) = type switch
        {
            ScalarType.Float32 => ("F32", 4),
            ScalarType.Float16 => ("F16", 2),
            ScalarType.BFloat16 => ("BF16", 2),
            _ => throw new ArgumentException($"{type} cannot be written; Float32, Float16 and BFloat16 can.", nameof(type)),
        };
        var header = new Dictionary<string, object>();
        if (metadata is { Count: > 0 })
            header["__metadata__"] = metadata;
        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var end = offset + tensor.numel() * size;
            header[name] = new { dtype, tensor.shape, data_offsets = new[] { offset, end } };
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var temporary = path + ".tmp";
        using (var file = File.Create(temporary))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
            file.Write(length);
            file.Write(json);
            foreach (var tensor in tensors.Values)
                WriteData(file, tensor, type);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void WriteData(FileStream file, Tensor tensor, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();

        // The raw bytes of the rounded numbers; this code and safetensors are both little-endian.
        file.Write(tensor.detach().cpu().to(type).contiguous().bytes);
    }

    private sealed record Entry(string Type, long[] Shape, long Begin, long End)
    {
        public int? Size => Type switch { "F32" => 4, "F16" or "BF16" => 2, "F64" => 8, _ => null };
    }
}
