using System.Text;

namespace PlateApi.Fuzz.Requests;

/// <summary>Damages requests where their readers look: the query, the headers, the framing, the tokens of a text, and anywhere.</summary>
internal static class RequestMutation
{
    private static readonly string[] Words =
    [
        "", "0", "1", "-1", "100", "101", "4294967296", "9223372036854775807", "99999999999999999999", "1e999", "NaN", "Infinity", "0.5", "null", "true", "false", "[]", "{}", "\"", "'", "\\", "\\u0000",
        "\\ud800", "%00", "%", "%2e%2e%2f", "../../etc/passwd", "crop", "photo", "auto", "high", "CROP", "plate-reader/5", "plate-finder/2", "plate-reader-fast", "sk", "us-ca", "us", "xx", "image", "upload",
        "data:image/png;base64,", "AAAA", "====", "image/jpeg", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"b0und\"", "application/json", "application/x-ndjson",
        "text/html, */*;q=0.1", "gzip", "chunked", "identity", "100-continue", "bytes=0-1", "Token x", "Bearer", "é", "日本", "\t", " ", "\r\n", "--b0und", "--b0und--", "boundary=b0und",
        "form-data; name=\"image\"", "filename*=UTF-8''%e2%82%ac", "BYTES", "FP32", "[2,2]", "[-1]", "[0]", "[99999999]", "binary_data_size", "shape", "mode", "topN", "regions", "model", "detail", "draw",
    ];

    private static readonly string[] HeaderNames =
    [
        "Content-Type", "Accept", "Content-Encoding", "Transfer-Encoding", "Content-Length", "Expect", "Range", "Authorization", "X-Api-Key", "X-Request-Id", "traceparent", "X-Forwarded-For", "Host",
        "Inference-Header-Content-Length", "Origin", "Access-Control-Request-Method", "Cookie", "Upgrade", "If-None-Match", "Content-Disposition",
    ];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "P0ST", "CONNECT"];

    /// <summary>Damages a request.</summary>
    public static byte[] Of(RequestSeed seed, Random chance, IReadOnlyList<byte[]> donors)
    {
        var damaged = seed;
        for (var hits = 1 + chance.Next(2); hits > 0; hits--)
            damaged = Hit(damaged, chance, donors);
        var bytes = damaged.Write(chance.Next(8) switch
        {
            0 => $"Content-Length: {Word(chance)}\r\n",
            1 => $"Content-Length: {Math.Max(0, damaged.Body.Length + chance.Next(-20, 20))}\r\n",
            2 => "Transfer-Encoding: chunked\r\n",
            _ => null,
        });
        return chance.Next(6) == 0 ? Mutation.Of(bytes, chance, donors) : bytes;
    }

    private static RequestSeed Hit(RequestSeed seed, Random chance, IReadOnlyList<byte[]> donors) => chance.Next(9) switch
    {
        0 or 1 or 2 => seed with { Body = Mutation.Of(seed.Body, chance, donors) },
        3 or 4 => seed with { Body = ReplaceToken(seed.Body, chance) },
        5 => seed with { Query = chance.Next(2) == 0 ? $"{seed.Query}&{Word(chance)}={Word(chance)}" : ReplaceToken(seed.Query, chance) },
        6 => seed with { Headers = [.. seed.Headers, $"{HeaderNames[chance.Next(HeaderNames.Length)]}: {Word(chance)}"] },
        7 => seed with { Headers = [.. seed.Headers.Select(header => chance.Next(2) == 0 ? ReplaceToken(header, chance) : header)] },
        _ => chance.Next(3) switch
        {
            0 => seed with { Method = Methods[chance.Next(Methods.Length)] },
            1 => seed with { Path = ReplaceToken(seed.Path, chance) },
            // As chunks, or as what looks like some.
            _ => seed with { Body = [.. Encoding.ASCII.GetBytes($"{seed.Body.Length:x}\r\n"), .. seed.Body, .. "\r\n0\r\n\r\n"u8] },
        },
    };

    private static string Word(Random chance)
    {
        var word = Words[chance.Next(Words.Length)];
        return chance.Next(20) == 0 ? string.Concat(Enumerable.Repeat(word, 500)) : word;
    }

    private static string ReplaceToken(string text, Random chance) => Encoding.Latin1.GetString(ReplaceToken(Encoding.Latin1.GetBytes(text), chance));

    // A token is a run of letters and digits, or one byte of anything else.
    private static byte[] ReplaceToken(byte[] text, Random chance)
    {
        var word = Encoding.UTF8.GetBytes(Word(chance));
        if (text.Length == 0)
            return word;
        var from = chance.Next(text.Length);
        var to = from + 1;
        if (char.IsAsciiLetterOrDigit((char)text[from]))
        {
            while (from > 0 && char.IsAsciiLetterOrDigit((char)text[from - 1]))
                from--;
            while (to < text.Length && char.IsAsciiLetterOrDigit((char)text[to]))
                to++;
        }

        return [.. text[..from], .. word, .. text[to..]];
    }
}
