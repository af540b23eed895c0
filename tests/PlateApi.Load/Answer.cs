using System.Globalization;

namespace PlateApi.Load;

/// <summary>What came of one request.</summary>
/// <param name="Latency">Milliseconds from when it was due to when its answer was whole.</param>
/// <param name="Status">The HTTP status; 0 when there was none.</param>
/// <param name="Split">What the service says it took.</param>
internal readonly record struct Answer(double Latency, int Status, ServerSplit Split)
{
    /// <summary>Whether it is what was asked for.</summary>
    public bool IsGood => Status == 200;
}

/// <summary>A service's own times, from <c>Server-Timing</c>, in milliseconds.</summary>
internal readonly record struct ServerSplit(double Decode, double Detect, double Queue, double Read, double Total)
{
    /// <summary>The header's times; those that are not in it are 0.</summary>
    public static ServerSplit Parse(string header)
    {
        var split = default(ServerSplit);
        foreach (var metric in header.Split(','))
        {
            var parts = metric.Split(";dur=", 2);
            if (parts.Length != 2 || !double.TryParse(parts[1].Split(';')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds))
                continue;
            split = parts[0].Trim() switch
            {
                "decode" => split with { Decode = milliseconds },
                "detect" => split with { Detect = milliseconds },
                "queue" => split with { Queue = milliseconds },
                "read" => split with { Read = milliseconds },
                "total" => split with { Total = milliseconds },
                _ => split,
            };
        }

        return split;
    }
}
