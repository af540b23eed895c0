using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests;

/// <summary>The program in a process of its own, for what a process has but once: its figures, its signals, its end.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    private readonly Packages _models;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private RunningProgram(Packages models, Process process)
    {
        (_models, _process) = (models, process);
        _reading = ReadLogAsync();
    }

    public HttpClient Client { get; } = new();

    public Uri Address => Client.BaseAddress!;

    public int ExitCode => _process.ExitCode;

    /// <summary>Whether it is gone: whoever waits for a line of its log waits in vain then.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The lines of its log so far.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    /// <summary>Starts the program with a <see cref="TinyNetworks.ColourReader"/> at a free port and waits until it is ready.</summary>
    public static Task<RunningProgram> StartAsync(params string[] arguments) => StartAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Likewise, with environment variables.</summary>
    public static async Task<RunningProgram> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var models = new Packages();
        models.Write(TinyNetworks.ColourReader());
        var program = new RunningProgram(models, Launch([$"--PlateApi:ModelsFolder={models.Root}", "--urls", "http://127.0.0.1:0", .. arguments], environment));
        await program._ready.Task.WaitAsync(TestContext.Current.CancellationToken);
        program.Client.BaseAddress = await program._address.Task;
        return program;
    }

    /// <summary>Starts the program as it is, and leaves everything else to the caller.</summary>
    public static Process Launch(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Built beside the tests, as every referenced program is.
        var program = Path.Combine(AppContext.BaseDirectory, "PlateApi.dll");
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Its models folder.</summary>
    public Packages Models => _models;

    /// <summary>Asks for its metrics until a text is among them: a request is counted after its answer was sent, and the exporter answers scrapes that follow each other closely from memory.</summary>
    public async Task<string> ScrapeUntilAsync(string text)
    {
        while (true)
        {
            var figures = await Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            if (figures.Contains(text, StringComparison.Ordinal))
                return figures;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends SIGTERM, as orchestrators do.</summary>
    public void AskToStop() => Signal("TERM");

    /// <summary>Sends a signal.</summary>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"])!.Dispose();

    /// <summary>Ends it at once, without a good-bye, as a machine that fails does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until the process is gone and its log is read.</summary>
    public async Task EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
        _models.Dispose();
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _log.Enqueue(line);
            if (ListeningOn().Match(line) is { Success: true } found)
                _address.TrySetResult(new Uri(found.Value));
            if (line.Contains("golden samples passed", StringComparison.Ordinal))
                _ready.TrySetResult();
        }

        var ended = new InvalidOperationException($"The program ended: {await _process.StandardError.ReadToEndAsync(CancellationToken.None)}");
        _address.TrySetException(ended);
        _ready.TrySetException(ended);
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[1-9][0-9]*")]
    private static partial Regex ListeningOn();
}
