using System.Net.Sockets;
using System.Text;

namespace PlateApi.Tests;

/// <summary>A bare connection, for what no HTTP client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();
    private NetworkStream? _stream;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    public Task SendAsync(string head, byte[]? body = null) => SendAsync([.. Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n")), .. body ?? []]);

    public async Task SendAsync(byte[] bytes) => await _stream!.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Says that nothing more comes, and still listens.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Hangs up at once, without a good-bye.</summary>
    public void Abort() => _client.Client.Close(timeout: 0);

    /// <summary>What comes, up to and with a text.</summary>
    public async Task<string> ReadToAsync(string text)
    {
        var read = new StringBuilder();
        var one = new byte[1];
        while (!read.ToString().EndsWith(text, StringComparison.Ordinal))
        {
            await _stream!.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            read.Append((char)one[0]);
        }

        return read.ToString();
    }

    /// <summary>Everything that comes until the service closes the connection.</summary>
    public async Task<string> ReadAllAsync()
    {
        using var reader = new StreamReader(_stream!, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What comes until a text is in it; the connection stays open.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var (read, buffer) = (new StringBuilder(), new byte[4096]);
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await _stream!.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(count > 0, $"The service closed the connection after: {read}");
            read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return read.ToString();
    }

    public void Dispose() => _client.Dispose();
}
