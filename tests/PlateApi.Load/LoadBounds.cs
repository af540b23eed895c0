using System.Globalization;

namespace PlateApi.Load;

/// <summary>How long a load is kept up, and when it ends in any case.</summary>
/// <param name="Window">Length of a window.</param>
/// <param name="Share">How much windows may differ and agree, 0.1 for a tenth.</param>
/// <param name="MostWindows">Windows after which it ends unsettled.</param>
/// <param name="MostRequests">Requests after which it ends.</param>
/// <param name="Longest">Time after which it ends.</param>
internal sealed record LoadBounds(TimeSpan Window, double Share, int MostWindows, int MostRequests, TimeSpan Longest)
{
    /// <summary>What is wrong with them, in one line; null when nothing is.</summary>
    public string? Fault
        => Out(Window.TotalSeconds, 0.05, 60, "--window") ?? Out(Share, 0.01, 1, "--stability") ?? Out(MostWindows, Stability.Windows, 100, "--max-windows")
            ?? Out(MostRequests, 1, 10_000_000, "--max-requests") ?? Out(Longest.TotalSeconds, 0.1, 3600, "--max-seconds");

    private static string? Out(double value, double least, double most, string option)
        => value >= least && value <= most ? null : string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it must be {least} to {most}.");
}
