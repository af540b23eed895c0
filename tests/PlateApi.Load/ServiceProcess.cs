using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using PlateApi.Load.Soak;

namespace PlateApi.Load;

/// <summary>The service in a process of its own at a free loopback port, for what is measured of a process.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    private ServiceProcess(Process process, Uri address, TimeSpan startToReady, Task reading)
        => (_process, Address, StartToReady, _reading) = (process, address, startToReady, reading);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>From the process's start to its being ready.</summary>
    public TimeSpan StartToReady { get; }

    /// <summary>Bytes of memory that it holds now.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Time of processors that it has taken.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">Arguments such as <c>--PlateApi:MaxFiles=2</c>.</param>
    /// <exception cref="InvalidDataException">It ended instead.</exception>
    public static Task<ServiceProcess> StartAsync(params string[] settings) => StartAsync([Beside("PlateApi.dll")], settings);

    /// <summary>Starts it within this program, with faults in its networks' runs, under the runtime settings of its own program.</summary>
    /// <param name="settings">Arguments such as <c>--PlateApi:MaxFiles=2</c>.</param>
    /// <exception cref="InvalidDataException">It ended instead.</exception>
    public static Task<ServiceProcess> StartChaoticAsync(params string[] settings)
        => StartAsync(["exec", "--runtimeconfig", Beside("PlateApi.runtimeconfig.json"), Beside("PlateApi.Load.dll"), SoakHost.Verb], settings);

    private static async Task<ServiceProcess> StartAsync(string[] program, string[] settings)
    {
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo("dotnet", [.. program, "--urls", "http://127.0.0.1:0", .. settings]) { RedirectStandardOutput = true })!;
        // Either line may come first.
        var (port, isReady) = (0, false);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Port().Match(line) is { Success: true } match)
                port = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            isReady |= line.Contains("golden samples passed", StringComparison.Ordinal);
            if (isReady && port > 0)
                return new ServiceProcess(process, new Uri($"http://127.0.0.1:{port}"), Stopwatch.GetElapsedTime(started), process.StandardOutput.BaseStream.CopyToAsync(Stream.Null));
        }

        await process.WaitForExitAsync();
        throw new InvalidDataException($"The service ended with {process.ExitCode} before it was ready.");
    }

    // Built beside this program, as every referenced program is.
    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:([0-9]+)")]
    private static partial Regex Port();
}
