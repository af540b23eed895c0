using System.Globalization;
using System.Text;

namespace PlateApi.Fuzz.Requests;

/// <summary>Tells whether a server can have all of a request.</summary>
internal static class RequestFraming
{
    /// <summary>Whether the head ends, and as much follows as it says. What a head says that is no number is for the server to refuse at once.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> request)
    {
        var end = request.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var body = request[(end + 4)..];
        var length = 0L;
        foreach (var line in Encoding.Latin1.GetString(request[..end]).Split('\n'))
        {
            if (line.StartsWith("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                return body.IndexOf("0\r\n\r\n"u8) >= 0;
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) && long.TryParse(line.AsSpan(15).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var said))
                length = Math.Max(length, said);
        }

        return body.Length >= length;
    }
}
