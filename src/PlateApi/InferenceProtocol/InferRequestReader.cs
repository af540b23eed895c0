using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using PlateApi.Hosting;

namespace PlateApi.InferenceProtocol;

/// <summary>
/// Reads the body of an inference request: JSON, JSON followed by tensors as bytes, or one tensor's bytes alone. The input is
/// <c>image</c>, of datatype BYTES: encoded pictures as they are, or as base64 where they stand in JSON.
/// </summary>
internal static class InferRequestReader
{
    /// <summary>The input's name.</summary>
    public const string Input = "image";

    // A request has some fifty tokens and one for each picture. A document of millions would be memory for nothing.
    private const int MostTokens = 10_000, LongestId = 256;

    // An hour: no service waits for longer, and a span of time has an end.
    private const long LongestTimeout = 3_600_000_000;

    /// <summary>Reads a request.</summary>
    /// <param name="body">The whole body; the pictures may lie in it.</param>
    /// <param name="headerLength">The header Inference-Header-Content-Length: bytes of JSON before the tensors; null when all is JSON.</param>
    /// <param name="mostPictures">Most pictures of a request.</param>
    /// <exception cref="InvalidDataException">The body is no such request; the message says why in one line.</exception>
    public static InferRequest Read(ReadOnlyMemory<byte> body, string? headerLength, int mostPictures)
    {
        if (headerLength is null)
            return ReadJson(body, default, mostPictures);
        if (!int.TryParse(headerLength, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > body.Length)
            throw new InvalidDataException($"Inference-Header-Content-Length is '{ProblemAnswers.Echo(headerLength)}'; it must be a whole number from 0 to the body's {body.Length} bytes.");
        return length == 0 ? new InferRequest { Pictures = [Alone(body)] } : ReadJson(body[..length], body[length..], mostPictures);
    }

    private static InferRequest ReadJson(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> binary, int mostPictures)
    {
        try
        {
            CheckTokens(json.Span);
            using var document = JsonDocument.Parse(json);
            var root = Object(document.RootElement, "The request");
            var parameters = Member(root, "parameters");
            return new InferRequest
            {
                Id = Text(root, "id") is { Length: > LongestId } id ? throw new InvalidDataException($"id has {id.Length} characters; it may have {LongestId}.") : Text(root, "id"),
                Pictures = ReadPictures(root, binary, mostPictures),
                Mode = Text(parameters, "mode"),
                Detail = Text(parameters, "detail"),
                Regions = Text(parameters, "regions"),
                Timeout = Number(parameters, "timeout") is { } microseconds ? TimeSpan.FromMicroseconds(Math.Min(microseconds, LongestTimeout)) : null,
                Outputs = ReadOutputs(root),
                HasBinaryOutputs = Flag(parameters, "binary_data_output") ?? false,
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter for texts that are no Unicode: the parser notices only when they are taken.
            throw new InvalidDataException($"The request's JSON cannot be read: {ProblemAnswers.Echo(fault.Message)}", fault);
        }
    }

    private static List<ReadOnlyMemory<byte>> ReadPictures(JsonElement root, ReadOnlyMemory<byte> binary, int most)
    {
        if (Member(root, "inputs") is not { ValueKind: JsonValueKind.Array } inputs || inputs.GetArrayLength() != 1)
            throw new InvalidDataException($"inputs must be an array with the one input '{Input}'.");
        var input = Object(inputs[0], "inputs[0]");
        if (Text(input, "name") is var name && name != Input)
            throw new InvalidDataException($"There is no input '{ProblemAnswers.Echo(name)}'; there is '{Input}'.");
        if (Text(input, "datatype") is var datatype && datatype != "BYTES")
            throw new InvalidDataException($"The datatype of '{Input}' is '{ProblemAnswers.Echo(datatype)}'; it must be BYTES.");

        var count = CountOf(input, most);
        var pictures = new List<ReadOnlyMemory<byte>>(count);
        if (Number(Member(input, "parameters"), "binary_data_size") is { } size)
        {
            if (size != binary.Length)
                throw new InvalidDataException($"binary_data_size is {size}, and {binary.Length} bytes follow the JSON.");
            while (!binary.IsEmpty)
                pictures.Add(Next(ref binary));
        }
        else if (Member(input, "data") is { } data)
        {
            Flatten(data, pictures);
        }

        return pictures.Count == count ? pictures : throw new InvalidDataException($"'{Input}' has {pictures.Count} element(s), and its shape says {count}.");
    }

    // [2], [2, 1] and [1, 2] alike are two pictures.
    private static int CountOf(JsonElement input, int most)
    {
        if (Member(input, "shape") is not { ValueKind: JsonValueKind.Array } shape)
            throw new InvalidDataException($"'{Input}' has no shape; it must be an array of whole numbers.");
        var count = 1L;
        foreach (var size in shape.EnumerateArray())
        {
            if (size.ValueKind != JsonValueKind.Number || !size.TryGetInt32(out var number) || number < 0)
                throw new InvalidDataException($"The shape of '{Input}' has {ProblemAnswers.Echo(size.GetRawText())}; sizes must be whole numbers.");
            count = Math.Min(count * number, int.MaxValue);
        }

        if (count < 1 || count > most)
            throw new InvalidDataException($"The shape of '{Input}' says {count} pictures; 1 to {most} are taken ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.MaxFiles)}).");
        return (int)count;
    }

    private static List<(string Name, bool? IsBinary)>? ReadOutputs(JsonElement root)
    {
        if (Member(root, "outputs") is not { } outputs)
            return null;
        if (outputs.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException("outputs must be an array.");
        var wanted = new List<(string, bool?)>();
        foreach (var output in outputs.EnumerateArray())
            wanted.Add((Text(Object(output, "An output"), "name") ?? "", Flag(Member(output, "parameters"), "binary_data")));
        return wanted.Count == 0 ? null : wanted;
    }

    private static void Flatten(JsonElement data, List<ReadOnlyMemory<byte>> pictures)
    {
        if (data.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in data.EnumerateArray())
                Flatten(item, pictures);
        }
        else if (data.ValueKind == JsonValueKind.String && data.TryGetBytesFromBase64(out var picture))
        {
            pictures.Add(picture);
        }
        else
        {
            throw new InvalidDataException($"data of '{Input}' must be pictures as base64 texts; element {pictures.Count} is none.");
        }
    }

    private static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> binary)
    {
        const int Prefix = sizeof(uint);
        var length = binary.Length < Prefix ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(binary.Span);
        if (length > binary.Length - Prefix)
            throw new InvalidDataException($"The bytes of '{Input}' end within an element; each is its length in four bytes, little-endian, and its bytes.");
        var element = binary.Slice(Prefix, (int)length);
        binary = binary[(Prefix + (int)length)..];
        return element;
    }

    // With its length in front, or without: no format's first bytes are the length of what follows them.
    private static ReadOnlyMemory<byte> Alone(ReadOnlyMemory<byte> body)
        => body.Length > sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(body.Span) == body.Length - sizeof(uint) ? body[sizeof(uint)..] : body;

    private static void CheckTokens(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        for (var tokens = 0; reader.Read(); tokens++)
        {
            if (tokens == MostTokens)
                throw new InvalidDataException($"The request's JSON has more than {MostTokens} tokens.");
        }
    }

    private static JsonElement Object(JsonElement element, string what)
        => element.ValueKind == JsonValueKind.Object ? element : throw new InvalidDataException($"{what} must be a JSON object.");

    private static JsonElement? Member(JsonElement? parent, string name)
        => parent is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string? Text(JsonElement? parent, string name)
        => Member(parent, name) is not { } member ? null
            : member.ValueKind == JsonValueKind.String ? member.GetString()
            : throw new InvalidDataException($"{name} must be a text.");

    private static bool? Flag(JsonElement? parent, string name)
        => Member(parent, name) is not { } member ? null
            : member.ValueKind is JsonValueKind.True or JsonValueKind.False ? member.GetBoolean()
            : throw new InvalidDataException($"{name} must be true or false.");

    private static long? Number(JsonElement? parent, string name)
        => Member(parent, name) is not { } member ? null
            : member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number) && number >= 0 ? number
            : throw new InvalidDataException($"{name} must be a whole number from 0 to {long.MaxValue}.");
}
