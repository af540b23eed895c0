using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PlateApi.Benchmarks.Bulk;

/// <summary>What a streamed request took.</summary>
/// <param name="Rate">Pictures a second.</param>
/// <param name="FirstTenth">The service's working set in bytes after a tenth of the pictures.</param>
/// <param name="Most">The most of it after that.</param>
/// <param name="Last">At the end.</param>
internal sealed record StreamMeasure(double Rate, long FirstTenth, long Most, long Last);

/// <summary>One request of many files to a service in a process of its own, over a bare connection that reads while it sends.</summary>
internal static partial class StreamedRequest
{
    /// <summary>Sends the pictures again and again until there were <paramref name="count"/>.</summary>
    public static async Task<StreamMeasure> MeasureAsync(IReadOnlyList<byte[]> pictures, int count, string models)
    {
        using var service = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "PlateApi.dll"), "--urls", "http://127.0.0.1:0", $"--PlateApi:ModelsFolder={models}", $"--PlateApi:MaxStreamedFiles={count}"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var port = await WaitUntilReadyAsync(service);
            using var connection = new TcpClient("127.0.0.1", port);
            var stream = connection.GetStream();
            var clock = Stopwatch.StartNew();
            var sending = SendAsync(stream, pictures, count);
            var (firstTenth, most, last) = (0L, 0L, 0L);
            var (answers, buffer, previous) = (0, new byte[64 * 1024], (byte)0);
            while (answers < count)
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0)
                    throw new InvalidDataException($"The service ended its answer after {answers} of {count} lines.");
                for (var i = 0; i < read; i++)
                {
                    // A line of JSON ends so, and nothing else does.
                    if (buffer[i] == '\n' && previous == '}')
                        answers++;
                    previous = buffer[i];
                }

                service.Refresh();
                last = service.WorkingSet64;
                if (answers < count / 10)
                    firstTenth = last;
                else
                    most = Math.Max(most, last);
            }

            var rate = count / clock.Elapsed.TotalSeconds;
            await sending;
            return new StreamMeasure(rate, firstTenth, most, last);
        }
        finally
        {
            service.Kill();
        }
    }

    private static async Task SendAsync(NetworkStream stream, IReadOnlyList<byte[]> pictures, int count)
    {
        var (head, tail) = ("--b\r\nContent-Disposition: form-data; name=image; filename=x\r\n\r\n"u8.ToArray(), "\r\n"u8.ToArray());
        var end = "--b--\r\n"u8.ToArray();
        var length = end.Length + Enumerable.Range(0, count).Sum(i => (long)head.Length + pictures[i % pictures.Count].Length + tail.Length);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /recognize?mode=crop HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n")));
        for (var i = 0; i < count; i++)
        {
            await stream.WriteAsync(head);
            await stream.WriteAsync(pictures[i % pictures.Count]);
            await stream.WriteAsync(tail);
        }

        await stream.WriteAsync(end);
    }

    private static async Task<int> WaitUntilReadyAsync(Process service)
    {
        // Either line may come first.
        var (port, isReady) = (0, false);
        while (await service.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Port().Match(line) is { Success: true } match)
                port = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            isReady |= line.Contains("golden samples passed", StringComparison.Ordinal);
            if (isReady && port > 0)
                return port;
        }

        throw new InvalidDataException("The service ended before it was ready.");
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:([0-9]+)")]
    private static partial Regex Port();
}
