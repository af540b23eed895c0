using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PlateApi.Load.Soak;

/// <summary>A request of the soak, and what must come of it.</summary>
/// <param name="Kind">Its name in the report.</param>
/// <param name="Share">How often it is sent, among all of them.</param>
/// <param name="Path">Where to.</param>
/// <param name="Make">Makes its body.</param>
/// <param name="Expected">The status.</param>
/// <param name="Plates">Takes what must not change out of the answer's text, a part a picture; null for a picture that failed. Null where there is nothing to read.</param>
internal sealed record SoakRequest(string Kind, int Share, string Path, Func<HttpContent> Make, int Expected, Func<string, IReadOnlyList<string?>>? Plates);

/// <summary>The mix: crops, photos, forms, streams, the inference protocol, and bad pictures.</summary>
internal static class SoakRequests
{
    // Of a hundred requests. Five are bad.
    private const int Crop = 52, Photo = 14, Form = 10, Infer = 12, Stream = 7, Bad = 5;

    /// <summary>Makes them.</summary>
    public static IReadOnlyList<SoakRequest> Make(byte[][] crops, byte[] photo)
    {
        byte[][] bad = [crops[0][..(crops[0].Length / 2)], "this is no picture"u8.ToArray(), [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], photo[..(photo.Length / 3)]];
        return
        [
            .. Spread(Crop, crops, "crop", "/recognize?mode=crop&topN=2", 200, PlatesOf),
            new SoakRequest("photo", Photo, "/recognize?mode=photo", () => Body(photo), 200, PlatesOf),
            new SoakRequest("form of three", Form, "/recognize", () => FormOf(crops[0], photo, crops[1]), 200, ResultsOf),
            .. Spread(Infer, crops, "inference protocol", "/v2/models/plate-reader/infer", 200, OutputsOf, InferBody),
            new SoakRequest("stream of four", Stream, "/recognize?mode=crop", () => StreamOf(crops), 200, LinesOf),
            .. Spread(Bad, bad, "bad picture", "/recognize", 422, null),
        ];
    }

    // As whole shares of twelve, so that the parts of a kind are sent alike.
    private static IEnumerable<SoakRequest> Spread(int share, byte[][] pictures, string kind, string path, int expected, Func<string, IReadOnlyList<string?>>? plates, Func<byte[], HttpContent>? body = null)
        => pictures.Select((picture, at) => new SoakRequest(kind, share / pictures.Length + (at < share % pictures.Length ? 1 : 0), path, () => (body ?? Body)(picture), expected, plates));

    private static ByteArrayContent Body(byte[] picture) => new(picture) { Headers = { ContentType = new("application/octet-stream") } };

    private static MultipartFormDataContent FormOf(params byte[][] pictures)
    {
        var form = new MultipartFormDataContent();
        foreach (var picture in pictures)
            form.Add(Body(picture), "image", "picture.jpg");
        return form;
    }

    private static MultipartFormDataContent StreamOf(byte[][] crops) => FormOf([.. Enumerable.Range(0, 4).Select(at => crops[at % crops.Length])]);

    private static ByteArrayContent InferBody(byte[] picture)
    {
        var header = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":{{{picture.Length + 4}}} } }],"parameters":{"mode":"crop"} }"""));
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, picture.Length);
        var content = new ByteArrayContent([.. header, .. length, .. picture]) { Headers = { ContentType = new("application/octet-stream") } };
        content.Headers.TryAddWithoutValidation("Inference-Header-Content-Length", header.Length.ToString(CultureInfo.InvariantCulture));
        return content;
    }

    private static IReadOnlyList<string?> PlatesOf(string answer) => Read(answer, root => [PlatesOf(root)]);

    private static IReadOnlyList<string?> ResultsOf(string answer) => Read(answer, root => [.. root.GetProperty("results").EnumerateArray().Select(PlatesOf)]);

    private static IReadOnlyList<string?> OutputsOf(string answer) => Read(answer, root => [root.GetProperty("outputs").GetRawText()]);

    private static IReadOnlyList<string?> LinesOf(string answer) => [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(PlatesOf)];

    // Any other problem than that of a network is a text of its own, which differs from the plates of the first answer.
    private static string? PlatesOf(JsonElement result)
        => result.TryGetProperty("plates", out var plates) ? plates.GetRawText()
            : result.GetProperty("status").GetInt32() == StatusCodes.Status503ServiceUnavailable ? null
            : result.GetRawText();

    private static IReadOnlyList<string?> Read(string answer, Func<JsonElement, IReadOnlyList<string?>> parts)
    {
        using var document = JsonDocument.Parse(answer);
        return parts(document.RootElement);
    }
}
