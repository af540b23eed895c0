using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace PlateApi.Tests.Gateway;

/// <summary>nginx with the repository's configuration, but for its ports and folders, in front of services of a test.</summary>
internal sealed partial class RunningGateway : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx"];

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private RunningGateway(TemporaryFolder folder, Process process, int port, int httpsPort)
    {
        (_folder, _process) = (folder, process);
        Address = new Uri($"http://127.0.0.1:{port}/");
        HttpsAddress = new Uri($"https://127.0.0.1:{httpsPort}/");
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>Where it serves TLS, if it does.</summary>
    public Uri HttpsAddress { get; }

    public HttpClient Client { get; }

    /// <summary>Starts a gateway and waits until it listens.</summary>
    /// <param name="replicas">The services.</param>
    /// <param name="change">What to change in the configuration.</param>
    /// <param name="servesTls">Whether it serves TLS, too, with the files that <paramref name="addFiles"/> adds.</param>
    /// <param name="addFiles">Puts files beside the configuration.</param>
    public static async Task<RunningGateway> StartAsync(Uri[] replicas, Func<string, string>? change = null, bool servesTls = false, Action<string>? addFiles = null)
    {
        var program = Array.Find(Places, File.Exists);
        Assert.SkipWhen(program is null, "There is no nginx; scripts/install-test-programs.sh installs it on Debian.");

        // Another process may take the port before nginx does; then there are others.
        for (var attempt = 1; ; attempt++)
        {
            var (folder, port, httpsPort) = (new TemporaryFolder(), FreePort(), FreePort());
            await WriteConfigurationAsync(folder.Path, port, replicas, change, servesTls ? httpsPort : null);
            addFiles?.Invoke(folder.Path);
            var start = new ProcessStartInfo(program!, ["-p", folder.Path, "-c", "nginx.conf", "-g", "daemon off;"]);
            // As root, its workers would change to a user who may not enter the test's folder.
            if (Environment.UserName == "root")
                start.ArgumentList[^1] += " user root;";
            // What it says before it has read its configuration; an error log follows.
            start.RedirectStandardError = true;
            var gateway = new RunningGateway(folder, Process.Start(start)!, port, httpsPort);
            if (await gateway.ListensAsync())
                return gateway;
            var words = await gateway._process.StandardError.ReadToEndAsync(CancellationToken.None);
            await gateway.DisposeAsync();
            Assert.True(attempt < 10 && words.Contains("bind()", StringComparison.Ordinal), words);
        }
    }

    /// <summary>A port that nobody listens at.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            // SIGTERM, for nginx to take its workers along.
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync(CancellationToken.None);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task WriteConfigurationAsync(string folder, int port, Uri[] replicas, Func<string, string>? change, int? httpsPort)
    {
        // Folders that nginx makes where it was built for, which is no place for tests.
        var folders = string.Concat(new[] { "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $" {name}_temp_path {folder}/{name};"));
        var configuration = (await ReadAsync("nginx.conf"))
            .Replace("pid /run/", $"pid {folder}/", StringComparison.Ordinal)
            .Replace("error_log stderr", $"error_log {folder}/error.log", StringComparison.Ordinal)
            .Replace("/run/nginx-bodies", $"{folder}/bodies", StringComparison.Ordinal)
            .Replace("http {", $"http {{{folders}", StringComparison.Ordinal)
            .Replace("listen 8080;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal);
        await WriteAsync("nginx.conf", change?.Invoke(configuration) ?? configuration);

        // The replicas of a test do not stand behind a name that only nginx 1.27.3 asks for again.
        var servers = string.Join('\n', replicas.Select(replica => $"server {replica.Authority} max_fails=0;"));
        await WriteAsync("upstream.conf", ServerLine().Replace(ResolverLine().Replace(await ReadAsync("upstream.conf"), ""), servers));

        Directory.CreateDirectory(Path.Combine(folder, "tls"));
        if (httpsPort is not null)
            await WriteAsync("tls/https.conf", (await ReadAsync("tls/https.conf")).Replace("8443", $"127.0.0.1:{httpsPort}", StringComparison.Ordinal));

        static Task<string> ReadAsync(string name) => File.ReadAllTextAsync(RepositoryFiles.PathOf($"docker/gateway/{name}"), TestContext.Current.CancellationToken);

        Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);
    }

    private async Task<bool> ListensAsync()
    {
        while (!_process.HasExited)
        {
            // Somebody else may listen at the port, which nginx tries for some seconds; it writes this file when it has all its ports.
            if (File.Exists(Path.Combine(_folder.Path, "nginx.pid")))
                return true;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return false;
    }

    [GeneratedRegex("^resolver .*$", RegexOptions.Multiline)]
    private static partial Regex ResolverLine();

    [GeneratedRegex("server service:8080 resolve max_fails=0;")]
    private static partial Regex ServerLine();
}
