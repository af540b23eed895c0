using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Gateway;

/// <summary>The gateway's configuration in nginx, in front of real services.</summary>
public sealed class GatewayTests(SharedService shared)
{
    private static readonly byte[] Picture = TinyNetworks.Picture("ABE");

    // An address where connections are refused.
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gateway_Picture_IsReadAndKeepsItsRequestId()
    {
        await using var gateway = await RunningGateway.StartAsync([shared.Service.Address]);

        using var response = await gateway.Client.PostPictureAsync(Picture, "?topN=2");

        var answer = await response.ReadJsonAsync();
        Assert.Equal("ABE", Answers.TextOf(answer));
        Assert.Equal(2, answer.GetProperty("plates")[0].GetProperty("candidates").GetArrayLength());
        Assert.Matches("^[0-9a-f]{32}$", answer.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task Gateway_ProblemOfTheService_ComesThroughAsItIs()
    {
        await using var gateway = await RunningGateway.StartAsync([shared.Service.Address]);

        using var response = await gateway.Client.PostPictureAsync([1, 2, 3]);

        await response.ReadProblemAsync(422, "NotAnImage");
    }

    [Fact]
    public async Task Gateway_DeadlineOfTheService_ComesThroughAsItIs()
    {
        await using var service = await HangingServiceAsync("--PlateApi:DeadlineSeconds=1");
        await using var gateway = await RunningGateway.StartAsync([service.Address, service.Address]);

        using var response = await gateway.Client.PostPictureAsync(Picture);

        await response.ReadProblemAsync(504, "DeadlineExceeded");
    }

    [Fact]
    public async Task Gateway_BodyOverItsLimit_Is413AsTheServiceSaysIt()
    {
        await using var gateway = await RunningGateway.StartAsync([shared.Service.Address]);
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        await connection.SendAsync("POST /recognize HTTP/1.1\nHost: x\nConnection: close\nContent-Type: image/png\nContent-Length: 40000000\n\n");

        var answer = await connection.ReadAllAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("client_max_body_size", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_PictureLargerThanItsBuffer_ArrivesWhole()
    {
        await using var gateway = await RunningGateway.StartAsync([shared.Service.Address]);
        var padded = new byte[3_000_000];
        Picture.CopyTo(padded, 0);

        Assert.Equal("ABE", Answers.TextOf(await (await gateway.Client.PostPictureAsync(padded)).ReadJsonAsync()));
    }

    [Fact]
    public async Task Gateway_NoServiceAtAll_Is503WithRetryAfter()
    {
        await using var gateway = await RunningGateway.StartAsync([Nobody, Nobody]);

        using var response = await gateway.Client.PostPictureAsync(Picture);

        await response.ReadProblemAsync(503, "NoService");
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Gateway_OneReplicaNotThere_ReadsWithTheOther()
    {
        await using var gateway = await RunningGateway.StartAsync([Nobody, shared.Service.Address]);

        for (var i = 0; i < 10; i++)
            Assert.Equal("ABE", Answers.TextOf(await (await gateway.Client.PostPictureAsync(Picture)).ReadJsonAsync()));
    }

    [Fact]
    public async Task Gateway_OneReplicaNotReady_ReadsWithTheOther()
    {
        await using var unready = await RunningService.StartAsync([], builder => { }, models =>
        {
            var (network, manifest) = (TinyNetworks.ColourReader(), Packages.Manifest());
            var golden = Packages.Golden(network, manifest, "ABC");
            PlateRecognition.Models.ModelPackage.Write(
                models.Folder(manifest.Name, manifest.Version), manifest, network, [golden with { Answer = golden.Answer with { Text = "BAD" } }]);
        }, waitUntilReady: false);
        await using var gateway = await RunningGateway.StartAsync([unready.Address, shared.Service.Address]);

        for (var i = 0; i < 10; i++)
            Assert.Equal("ABE", Answers.TextOf(await (await gateway.Client.PostPictureAsync(Picture)).ReadJsonAsync()));
    }

    [Fact]
    public async Task Gateway_ReplicaKilledUnderLoad_FailsNoRequest()
    {
        const int Clients = 8, Requests = 60;
        await using var doomed = await RunningProgram.StartAsync();
        await using var steady = await RunningProgram.StartAsync();
        await using var gateway = await RunningGateway.StartAsync([doomed.Address, steady.Address], Unlimited);
        var answered = 0;

        var texts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            var read = new List<string>();
            for (var i = 0; i < Requests; i++)
            {
                using var response = await gateway.Client.PostPictureAsync(Picture);
                read.Add(Answers.TextOf(await response.ReadJsonAsync()));
                if (Interlocked.Increment(ref answered) == Clients * Requests / 4)
                    doomed.Kill();
            }

            return read;
        })));

        Assert.Equal(Clients * Requests, texts.Sum(read => read.Count));
        Assert.All(texts.SelectMany(read => read), text => Assert.Equal("ABE", text));
    }

    [Fact]
    public async Task Gateway_TooManyRequestsOfAnAddress_Is429AsAProblem()
    {
        await using var gateway = await RunningGateway.StartAsync(
            [shared.Service.Address], text => text.Replace("rate=100r/s", "rate=1r/m", StringComparison.Ordinal).Replace("burst=200", "burst=2", StringComparison.Ordinal));
        for (var i = 0; i < 3; i++)
            await (await gateway.Client.PostPictureAsync(Picture)).ReadJsonAsync();

        using var response = await gateway.Client.PostPictureAsync(Picture);

        await response.ReadProblemAsync(429, "TooManyRequests");
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Gateway_Clients_AreKnownToTheServiceByTheirAddresses()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:TrustedProxies=127.0.0.1", "--PlateApi:RequestsPerMinute=1");
        await using var gateway = await RunningGateway.StartAsync([service.Address]);
        gateway.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        await (await gateway.Client.PostPictureAsync(Picture)).ReadJsonAsync();

        using var response = await gateway.Client.PostPictureAsync(Picture);

        // 127.0.0.1 is trusted for its word, so that the address before it is the client's.
        var problem = await response.ReadProblemAsync(429, "TooManyRequests");
        Assert.Contains("203.0.113.7", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_Metrics_AreNotPassedOn()
    {
        await using var gateway = await RunningGateway.StartAsync([shared.Service.Address]);

        using var response = await gateway.Client.GetAsync("/metrics", Stop);

        await response.ReadProblemAsync(404, "NotFound");
    }

    [Fact]
    public async Task Gateway_StreamOfFiles_IsAnsweredLineByLine()
    {
        await using var gateway = await RunningGateway.StartAsync([shared.Service.Address]);
        var letters = string.Concat(Enumerable.Repeat("ABCDEF", 10));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/recognize?topN=2")
        {
            Content = Answers.Form([.. letters.Select(letter => ("image", TinyNetworks.Picture($"{letter}")))]),
            Headers = { { "Accept", "application/x-ndjson" } },
        };

        using var response = await gateway.Client.SendAsync(request, Stop);

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync(Stop)).TrimEnd().Split('\n').Select(line => System.Text.Json.JsonElement.Parse(line)).ToArray();
        Assert.Equal(letters, string.Concat(lines.Select(Answers.TextOf)));
        Assert.All(lines, line => Assert.Equal(2, line.GetProperty("plates")[0].GetProperty("candidates").GetArrayLength()));
    }

    [Fact]
    public async Task Gateway_FilesThatStillArrive_AreAnsweredMeanwhile()
    {
        await using var service = await RunningService.StartAsync([], builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null));
        await using var gateway = await RunningGateway.StartAsync([service.Address]);
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        await connection.SendAsync("POST /recognize HTTP/1.1\nHost: x\nConnection: close\nAccept: application/x-ndjson\nContent-Type: multipart/form-data; boundary=b\nTransfer-Encoding: chunked\n\n");
        await connection.SendAsync(Chunk("--b\r\n"u8.ToArray()));

        foreach (var text in new[] { "AB", "CD" })
        {
            await connection.SendAsync(Chunk([.. PartHead, .. TinyNetworks.Picture(text), .. "\r\n--b\r\n"u8]));
            Assert.Contains($"\"text\":\"{text}\"", await connection.ReadUntilAsync("totalMs"), StringComparison.Ordinal);
        }

        await connection.SendAsync([.. Chunk([.. PartHead, .. Picture, .. "\r\n--b--\r\n"u8]), .. "0\r\n\r\n"u8]);
        Assert.Contains("\"text\":\"ABE\"", await connection.ReadAllAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_CertificateMounted_ServesTls()
    {
        using var key = RSA.Create(2048);
        var subject = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = subject.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var gateway = await RunningGateway.StartAsync([shared.Service.Address], servesTls: true, addFiles: folder =>
        {
            File.WriteAllText(Path.Combine(folder, "tls", "tls.crt"), certificate.ExportCertificatePem());
            File.WriteAllText(Path.Combine(folder, "tls", "tls.key"), key.ExportPkcs8PrivateKeyPem());
        });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint };
        using var client = new HttpClient(handler) { BaseAddress = gateway.HttpsAddress };

        Assert.Equal("ABE", Answers.TextOf(await (await client.PostPictureAsync(Picture)).ReadJsonAsync()));
    }

    private static byte[] PartHead => "Content-Disposition: form-data; name=image; filename=x\r\n\r\n"u8.ToArray();

    private static byte[] Chunk(byte[] bytes) => [.. System.Text.Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8];

    private static string Unlimited(string configuration) => configuration.Replace("rate=100r/s", "rate=100000r/s", StringComparison.Ordinal);

    private static Task<RunningService> HangingServiceAsync(params string[] settings) => RunningService.StartAsync(settings, builder => { }, models =>
    {
        var (network, manifest) = (TinyNetworks.HangsUnlessBlack(), Packages.Manifest());
        var black = PlateRecognition.Tests.Imaging.Pictures.Encode(32, 16, (_, _) => SkiaSharp.SKColors.Black, SkiaSharp.SKEncodedImageFormat.Png);
        PlateRecognition.Models.ModelPackage.Write(models.Folder(manifest.Name, manifest.Version), manifest, network, [Packages.Golden(network, manifest, black)]);
    });
}
