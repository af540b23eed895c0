using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Recognize;

/// <summary>What only a bare connection can do to the service.</summary>
public sealed class ConnectionTests(SharedService shared)
{
    private static readonly byte[] Good = TinyNetworks.Picture("ABE");

    [Fact]
    public async Task Recognize_BodyThatEndsEarly_IsLoggedAs400AndNoError()
    {
        // Who stops sending has hung up, for the server: the status is for its log alone.
        await using var service = await RunningService.StartAsync();
        using var connection = await RawConnection.OpenAsync(service.Address);
        await connection.SendAsync(Head("image/png", 10_000), Good);
        connection.EndSending();

        var line = await service.Log.WaitForAsync("/recognize");

        Assert.Contains("400", line, StringComparison.Ordinal);
        Assert.Empty(service.Log.Errors);
    }

    [Fact]
    public async Task Recognize_BrokenChunk_Is400()
    {
        using var connection = await RawConnection.OpenAsync(shared.Service.Address);
        await connection.SendAsync("POST /recognize HTTP/1.1\nHost: x\nConnection: close\nContent-Type: image/png\nTransfer-Encoding: chunked\n\nno length\n");

        var answer = await connection.ReadAllAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("UploadIncomplete", answer, StringComparison.Ordinal);
        await AssertStillReadsAsync();
    }

    [Fact]
    public async Task Recognize_HugeBodyAnnounced_Is413BeforeItIsSent()
    {
        using var connection = await RawConnection.OpenAsync(shared.Service.Address);
        await connection.SendAsync(Head("image/png", 5_000_000_000));

        var answer = await connection.ReadAllAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("5000000000", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recognize_NoLengthAtAll_Is400()
    {
        using var connection = await RawConnection.OpenAsync(shared.Service.Address);
        await connection.SendAsync("POST /recognize HTTP/1.1\nHost: x\nConnection: close\nContent-Type: image/png\n\n");

        var answer = await connection.ReadAllAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("EmptyUpload", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/png", "")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=image\r\n\r\n")]
    public async Task Recognize_ClientThatHangsUp_IsNoErrorOfOurs(string type, string start)
    {
        await using var service = await RunningService.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            using var connection = await RawConnection.OpenAsync(service.Address);
            await connection.SendAsync(Head(type, 1_000_000), [.. System.Text.Encoding.ASCII.GetBytes(start), .. Good]);
            await Task.Delay(50, TestContext.Current.CancellationToken);
            connection.Abort();
        }

        await service.Log.WaitForAsync("/recognize");
        var next = await (await service.Client.PostPictureAsync(Good)).ReadJsonAsync();
        Assert.Equal("ABE", Answers.TextOf(next));
        Assert.Empty(service.Log.Errors);
    }

    [Fact]
    public async Task Recognize_BodyThatTrickles_Is400()
    {
        await using var service = await RunningService.StartAsync([], builder => builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.1))));
        using var connection = await RawConnection.OpenAsync(service.Address);
        await connection.SendAsync(Head("image/png", 1_000_000), Good);

        var answer = await connection.ReadAllAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("UploadIncomplete", answer, StringComparison.Ordinal);
    }

    private static string Head(string type, long length) => string.Create(
        CultureInfo.InvariantCulture, $"POST /recognize HTTP/1.1\nHost: x\nConnection: close\nContent-Type: {type}\nContent-Length: {length}\n\n");

    private async Task AssertStillReadsAsync()
        => Assert.Equal("ABE", Answers.TextOf(await (await shared.Service.Client.PostPictureAsync(Good)).ReadJsonAsync()));
}
