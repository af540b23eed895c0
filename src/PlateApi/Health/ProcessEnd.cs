using System.Diagnostics;

namespace PlateApi.Health;

/// <summary>How this process ends. Thread-safe.</summary>
internal sealed class ProcessEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What the process gives back to whoever started it: 0, unless something of it failed.</summary>
    public int Code { get; set; }

    /// <summary>Ends the process at once, whatever still runs in it.</summary>
    public Action<int> Force { get; init; } = static code =>
    {
        // A run that hangs in native code may hold up even this.
        new Thread(static () =>
        {
            Thread.Sleep(Patience);
            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true }.Start();
        Environment.Exit(code);
    };
}
