using System.Collections.Concurrent;
using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace PlateApi.Tests;

/// <summary>Keeps what is logged, each event as the compact JSON that production writes.</summary>
internal sealed class LogLines : ILogEventSink
{
    private static readonly RenderedCompactJsonFormatter Formatter = new();

    private readonly ConcurrentQueue<(LogEventLevel Level, string Line)> _lines = new();

    public IReadOnlyList<string> All => [.. _lines.Select(entry => entry.Line)];

    public IReadOnlyList<string> Errors => [.. _lines.Where(entry => entry.Level >= LogEventLevel.Error).Select(entry => entry.Line)];

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        Formatter.Format(logEvent, line);
        _lines.Enqueue((logEvent.Level, line.ToString()));
    }

    /// <summary>Waits until a line holds a text; the request's line is written after its answer is sent.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        while (true)
        {
            if (All.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                return found;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
