using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PlateApi.Tests.InferenceProtocol;

/// <summary>Speaks the protocol as Triton's own client does: JSON, and tensors as bytes behind it.</summary>
internal static class ProtocolClient
{
    private const string LengthHeader = "Inference-Header-Content-Length";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The bytes of a BYTES tensor.</summary>
    public static byte[] Pack(params byte[][] elements)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var element in elements)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, element.Length);
            bytes.Write(length);
            bytes.Write(element);
        }

        return bytes.ToArray();
    }

    /// <summary>A request with pictures as bytes.</summary>
    public static string BinaryHeader(int pictures, int bytes, string more = "")
        => $$$"""{"id":"42","inputs":[{"name":"image","shape":[{{{pictures}}}],"datatype":"BYTES","parameters":{"binary_data_size":{{{bytes}}} }}]{{{more}}} }""";

    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, string json)
        => client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Stop);

    /// <summary>Posts JSON and bytes behind it.</summary>
    public static Task<HttpResponseMessage> PostBinaryAsync(this HttpClient client, string path, string json, byte[] tensors, string? headerLength = null)
    {
        var head = Encoding.UTF8.GetBytes(json);
        var content = new ByteArrayContent([.. head, .. tensors]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.TryAddWithoutValidation(LengthHeader, headerLength ?? $"{head.Length}");
        return client.PostAsync(path, content, Stop);
    }

    /// <summary>An answer's JSON and, by tensor, the bytes behind it.</summary>
    public static async Task<(JsonElement Json, Dictionary<string, byte[]> Tensors)> ReadBinaryAsync(this HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsByteArrayAsync(Stop);
        var length = int.Parse(response.Headers.GetValues(LengthHeader).Single(), System.Globalization.CultureInfo.InvariantCulture);
        var json = JsonElement.Parse(Encoding.UTF8.GetString(body, 0, length));
        var tensors = new Dictionary<string, byte[]>();
        foreach (var output in json.GetProperty("outputs").EnumerateArray())
        {
            if (!output.TryGetProperty("parameters", out var parameters))
                continue;
            var size = parameters.GetProperty("binary_data_size").GetInt32();
            tensors[output.GetProperty("name").GetString()!] = body[length..(length + size)];
            length += size;
        }

        Assert.Equal(body.Length, length);
        return (json, tensors);
    }

    /// <summary>The line of an error, which is all that the protocol has.</summary>
    public static async Task<string> ReadErrorAsync(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.Contains("X-Request-Id"));
        var member = Assert.Single(JsonElement.Parse(text).EnumerateObject());
        Assert.Equal("error", member.Name);
        return member.Value.GetString()!;
    }

    /// <summary>The values of one output in JSON.</summary>
    public static JsonElement Output(JsonElement answer, string name)
        => answer.GetProperty("outputs").EnumerateArray().Single(output => output.GetProperty("name").GetString() == name);
}
