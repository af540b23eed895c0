using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using PlateApi.Load;

namespace PlateApi.Benchmarks.Bulk;

/// <summary>What a streamed request took.</summary>
/// <param name="Rate">Pictures a second.</param>
/// <param name="Milliseconds">The service's processor time a picture, after a tenth of the pictures.</param>
/// <param name="FirstTenth">The service's working set in bytes after a tenth of the pictures.</param>
/// <param name="Most">The most of it after that.</param>
/// <param name="Last">At the end.</param>
internal sealed record StreamMeasure(double Rate, double Milliseconds, long FirstTenth, long Most, long Last);

/// <summary>One request of many files to a service in a process of its own, over a bare connection that reads while it sends.</summary>
internal static class StreamedRequest
{
    /// <summary>Sends the pictures again and again until there were <paramref name="count"/>.</summary>
    public static async Task<StreamMeasure> MeasureAsync(IReadOnlyList<byte[]> pictures, int count, string models, params string[] settings)
    {
        await using var service = await ServiceProcess.StartAsync([$"--PlateApi:ModelsFolder={models}", $"--PlateApi:MaxStreamedFiles={count}", "--PlateApi:ReadsPerPlate=1", .. settings]);
        using var connection = new TcpClient(service.Address.Host, service.Address.Port);
        var stream = connection.GetStream();
        var clock = Stopwatch.StartNew();
        var sending = SendAsync(stream, pictures, count);
        var (firstTenth, most, last) = (0L, 0L, 0L);
        var (warmed, warm) = (0, TimeSpan.Zero);
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

            last = service.ResidentBytes;
            if (answers < count / 10)
            {
                firstTenth = last;
                (warmed, warm) = (answers, service.ProcessorTime);
                continue;
            }

            most = Math.Max(most, last);
        }

        var rate = count / clock.Elapsed.TotalSeconds;
        var processor = (service.ProcessorTime - warm).TotalMilliseconds / (count - warmed);
        await sending;
        return new StreamMeasure(rate, processor, firstTenth, most, last);
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
}
