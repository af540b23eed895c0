using System.Net;
using Microsoft.AspNetCore.Http;
using PlateApi.Access;

namespace PlateApi.Tests.Access;

public sealed class RateLimitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_OverTheLimit_Are429WithRetryAfter()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:RequestsPerMinute=2");

        var left = new List<string>();
        for (var i = 0; i < 2; i++)
            left.Add((await service.Client.GetAsync("/models", Stop)).Headers.GetValues("RateLimit").Single());
        var refused = await service.Client.GetAsync("/models", Stop);
        var probe = await service.Client.GetAsync("/health/live", Stop);

        Assert.Equal(["\"requests\";r=1", "\"requests\";r=0"], left);
        var problem = await refused.ReadProblemAsync(429, "TooManyRequests");
        Assert.Contains("2 requests came from address 127.0.0.1", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Contains("PlateApi:RequestsPerMinute", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        var seconds = refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        Assert.InRange(seconds, 1, 60);
        Assert.Equal($"\"requests\";r=0;t={seconds}", refused.Headers.GetValues("RateLimit").Single());
        Assert.Equal("\"requests\";q=2;w=60", refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.False(probe.Headers.Contains("RateLimit"));
    }

    [Fact]
    public async Task Requests_OfTwoKeys_AreCountedEach()
    {
        await using var service = await RunningService.StartAsync(
            "--PlateApi:RequestsPerMinute=1", $"--PlateApi:Keys:a={ApiKey.Hash("key a")}", $"--PlateApi:Keys:b={ApiKey.Hash("key b")}");

        var statuses = new List<HttpStatusCode>();
        foreach (var key in new[] { "key a", "key a", "key b", "guess", "guess" })
            statuses.Add((await SendAsync(service, "X-Api-Key", key)).StatusCode);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], statuses);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("", false)]
    public async Task Requests_ThroughAProxy_AreCountedByTheirAddressIfItIsTrusted(string trusted, bool separate)
    {
        await using var service = await RunningService.StartAsync("--PlateApi:RequestsPerMinute=1", $"--PlateApi:TrustedProxies={trusted}");

        var first = await SendAsync(service, "X-Forwarded-For", "203.0.113.1");
        var second = await SendAsync(service, "X-Forwarded-For", "203.0.113.2");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(separate ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, second.StatusCode);
    }

    [Fact]
    public async Task Requests_NoLimitSet_SayNothingOfIt()
    {
        await using var service = await RunningService.StartAsync();

        Assert.False((await service.Client.GetAsync("/models", Stop)).Headers.Contains("RateLimit"));
    }

    [Theory]
    [InlineData("203.0.113.9", "address 203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "address 203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "address 2001:db8:1:2::/64")]
    [InlineData(null, "address unknown")]
    public void ClientOf_Address_IsOneClientANetwork(string? address, string expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);

        Assert.Equal(expected, RateLimits.ClientOf(context));
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningService service, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/models");
        request.Headers.Add(header, value);
        return await service.Client.SendAsync(request, Stop);
    }
}
