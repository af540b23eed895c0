using System.Text;

namespace PlateApi.Fuzz.Requests;

/// <summary>A good request, in the parts that are damaged one by one.</summary>
/// <param name="Method">Method.</param>
/// <param name="Path">Path.</param>
/// <param name="Query">What stands behind the question mark; may be empty.</param>
/// <param name="Headers">Header lines without those of the body's length.</param>
/// <param name="Body">Body; may be empty.</param>
internal sealed record RequestSeed(string Method, string Path, string Query, string[] Headers, byte[] Body)
{
    /// <summary>The bytes on the connection.</summary>
    /// <param name="framing">Header lines that say how long the body is; null says it rightly.</param>
    public byte[] Write(string? framing = null)
    {
        framing ??= Method == "POST" ? $"Content-Length: {Body.Length}\r\n" : "";
        var head = $"{Method} {Path}{(Query.Length > 0 ? "?" : "")}{Query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{string.Concat(Headers.Select(header => header + "\r\n"))}{framing}\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. Body];
    }
}

/// <summary>Good requests of every endpoint.</summary>
internal static class RequestSeeds
{
    private const string Reader = "plate-reader";

    /// <summary>Makes them.</summary>
    /// <param name="pictures">Good pictures.</param>
    public static RequestSeed[] Make(byte[][] pictures)
    {
        var base64 = Convert.ToBase64String(pictures[0]);
        var inputs = $$"""{"name":"image","shape":[1],"datatype":"BYTES","data":["{{base64}}"]}""";
        byte[] packed = [.. BitConverter.GetBytes(pictures[0].Length), .. pictures[0], .. BitConverter.GetBytes(pictures[9].Length), .. pictures[9]];
        var header = Encoding.ASCII.GetBytes($$$"""{"inputs":[{"name":"image","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":{{{packed.Length}}} }}],"parameters":{"binary_data_output":true}}""");
        return
        [
            .. pictures.Select(picture => Post("/recognize", "mode=crop&topN=3", ["Content-Type: image/jpeg"], picture)),
            Post("/recognize", "mode=photo", ["Content-Type: image/png"], pictures[9]),
            Post("/recognize", "", ["Content-Type: application/octet-stream", "Accept: image/png"], pictures[1]),
            Form("/recognize", "regions=sk&regions=us-ca&topN=5", [], ("image", pictures[0]), ("upload", pictures[9])),
            Form("/recognize", "mode=crop", ["Accept: application/x-ndjson"], ("image", pictures[0]), ("file", pictures[1]), ("image", pictures[14])),
            Form("/recognize", "draw=true&detail=high", [], ("image", pictures[1])),
            Post($"/v2/models/{Reader}/infer", "", ["Content-Type: application/json"], Encoding.ASCII.GetBytes($$$"""{"id":"7","inputs":[{{{inputs}}}],"parameters":{"mode":"crop","regions":"sk,us-ca","timeout":5000000},"outputs":[{"name":"text"},{"name":"box","parameters":{"binary_data":true}}]}""")),
            Post($"/v2/models/{Reader}/versions/2/infer", "", ["Content-Type: application/octet-stream", $"Inference-Header-Content-Length: {header.Length}"], [.. header, .. packed]),
            Post($"/v2/models/{Reader}/infer", "", ["Content-Type: application/octet-stream", "Inference-Header-Content-Length: 0"], pictures[0]),
            Form("/v1/plate-reader/", "", ["Authorization: Token x"], ("upload", pictures[0]), ("regions", "sk"u8.ToArray()), ("config", """{"threshold_d":0.2,"mode":"fast"}"""u8.ToArray()), ("camera_id", "c"u8.ToArray())),
            Post("/v1/plate-reader/", "", ["Content-Type: application/json"], Encoding.ASCII.GetBytes($$"""{"upload":"{{base64}}","regions":["sk","us-ca"],"config":{"threshold_o":0.1},"timestamp":"2026-01-01T00:00:00Z"}""")),
            Post("/v1/plate-reader/", "", ["Content-Type: application/x-www-form-urlencoded"], Encoding.ASCII.GetBytes($"upload={Uri.EscapeDataString(base64)}&regions=sk&mmc=true")),
            Form("/v1/vision/alpr", "", [], ("upload", pictures[0]), ("min_confidence", "0.4"u8.ToArray())),
            Post("/v1/image/alpr", "", ["Content-Type: image/webp"], pictures[14]),
            .. new[] { "/", "/models", $"/models/{Reader}", "/v2", "/v2/models", $"/v2/models/{Reader}", $"/v2/models/{Reader}/versions/2/ready", "/health/live", "/health/ready", "/v2/health/ready", "/metrics", "/openapi/v1.json", "/swagger/index.html", "/recognize" }
                .Select(path => new RequestSeed("GET", path, "", [], [])),
        ];
    }

    private static RequestSeed Post(string path, string query, string[] headers, byte[] body) => new("POST", path, query, headers, body);

    private static RequestSeed Form(string path, string query, string[] headers, params (string Name, byte[] Value)[] fields)
    {
        using var body = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            var file = value.Length > 0 && value[0] > 127 || value.AsSpan().StartsWith("RIFF"u8) ? "; filename=\"a.jpg\"" : "";
            body.Write(Encoding.ASCII.GetBytes($"--b0und\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"));
            body.Write(value);
            body.Write("\r\n"u8);
        }

        body.Write("--b0und--\r\n"u8);
        return Post(path, query, [.. headers, "Content-Type: multipart/form-data; boundary=b0und"], body.ToArray());
    }
}
