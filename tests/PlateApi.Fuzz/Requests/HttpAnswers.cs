using System.Globalization;
using System.Text;

namespace PlateApi.Fuzz.Requests;

/// <summary>An answer as it came over the connection.</summary>
internal sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>A header's value, or nothing.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name, "");
}

/// <summary>Reads answers out of everything that came over a connection, and insists that they are whole.</summary>
internal static class HttpAnswers
{
    /// <summary>Reads them; those before the last one (100 Continue) included.</summary>
    /// <exception cref="InvalidDataException">What came is no HTTP, or not all of it.</exception>
    public static List<HttpAnswer> Read(ReadOnlySpan<byte> bytes)
    {
        var answers = new List<HttpAnswer>();
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf("\r\n\r\n"u8);
            if (end < 0)
                throw new InvalidDataException($"The answer ends in its head: {Encoding.Latin1.GetString(bytes)}");
            var lines = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
            if (!lines[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || !int.TryParse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
                throw new InvalidDataException($"The answer begins with '{lines[0]}'.");
            var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase)
                .ToDictionary(group => group.Key, group => group.First().ElementAtOrDefault(1) ?? "", StringComparer.OrdinalIgnoreCase);
            bytes = bytes[(end + 4)..];
            answers.Add(new HttpAnswer(status, headers, status is >= 100 and < 200 or 204 or 304 ? [] : ReadBody(headers, ref bytes)));
        }

        return answers;
    }

    private static byte[] ReadBody(Dictionary<string, string> headers, ref ReadOnlySpan<byte> bytes)
    {
        if (headers.ContainsKey("Transfer-Encoding"))
            return ReadChunks(ref bytes);
        var length = headers.TryGetValue("Content-Length", out var said) ? int.Parse(said, CultureInfo.InvariantCulture) : bytes.Length;
        if (length > bytes.Length)
            throw new InvalidDataException($"The answer has {bytes.Length} of the {length} bytes that it announces.");
        var body = bytes[..length].ToArray();
        bytes = bytes[length..];
        return body;
    }

    private static byte[] ReadChunks(ref ReadOnlySpan<byte> bytes)
    {
        var body = new List<byte>();
        while (true)
        {
            var end = bytes.IndexOf("\r\n"u8);
            if (end < 0 || !int.TryParse(bytes[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size) || bytes.Length < end + 4 + size)
                throw new InvalidDataException($"The answer ends within its chunks, after {body.Count} bytes.");
            body.AddRange(bytes.Slice(end + 2, size));
            bytes = bytes[(end + 4 + size)..];
            if (size == 0)
                return [.. body];
        }
    }
}
