using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PlateApi.Hosting;

namespace PlateApi.Access;

/// <summary>
/// Says once at the start who may read plates. Without keys that is whoever reaches the service, so that it must not be reached
/// from elsewhere unless someone wanted that: then the start fails.
/// </summary>
internal sealed partial class LoopbackCheck(IServer server, AccessOptions options, ILogger<LoopbackCheck> logger) : IHostedLifecycleService
{
    /// <inheritdoc/>
    /// <exception cref="InvalidSettingsException">The service listens beyond this machine, has no keys, and nobody opened it.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Only now is it known where: settings, arguments, variables and code may have said so.
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var listed = string.Join(", ", addresses);
        if (options.NeedsKey)
            LogKeys(options.Keys.Count);
        else if (addresses.All(IsLoopback))
            LogLoopback(listed);
        else if (options.Open)
            LogOpen(listed);
        else
            throw new InvalidSettingsException($"The service listens on {listed} and has no keys; set {PlateApiOptions.SectionName}:Keys:NAME, or {PlateApiOptions.SectionName}:{nameof(AccessOptions.Open)}=true when all who reach it may use it, or let it listen on localhost.");
        return Task.CompletedTask;
    }

    /// <summary>Whether an address of the server is reached from this machine alone.</summary>
    public static bool IsLoopback(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding.IsUnixPipe || binding.IsNamedPipe
            || binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(binding.Host, out var ip) && IPAddress.IsLoopback(ip));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Access: {Keys} key(s) are set; every request needs one, health and documentation aside")]
    private partial void LogKeys(int keys);

    [LoggerMessage(Level = LogLevel.Information, Message = "Access: no key is needed; only this machine reaches {Addresses}")]
    private partial void LogLoopback(string addresses);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Access: no key is needed; all who reach {Addresses} may read plates")]
    private partial void LogOpen(string addresses);
}
