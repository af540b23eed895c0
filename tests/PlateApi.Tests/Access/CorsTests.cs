using System.Net;
using PlateApi.Access;

namespace PlateApi.Tests.Access;

public sealed class CorsTests
{
    [Fact]
    public async Task Origins_NoneSet_AreNotAllowed()
    {
        await using var service = await RunningService.StartAsync();

        Assert.False((await SendAsync(service, HttpMethod.Get, "https://plates.example")).Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Origins_Set_MayAskAndReadTheHeaders()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:CorsOrigins=https://plates.example");

        var allowed = await SendAsync(service, HttpMethod.Get, "https://plates.example");
        var other = await SendAsync(service, HttpMethod.Get, "https://elsewhere.example");

        Assert.Equal("https://plates.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("X-Request-Id", allowed.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Preflight_KeyNeeded_IsAnsweredWithoutOne()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:CorsOrigins=*", $"--PlateApi:Keys:page={ApiKey.Hash("key")}");

        var preflight = await SendAsync(service, HttpMethod.Options, "https://plates.example");
        var request = await SendAsync(service, HttpMethod.Get, "https://plates.example");

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("X-Api-Key", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single(), ignoreCase: true);
        // A page must be able to read that it lacks a key.
        Assert.Equal(HttpStatusCode.Unauthorized, request.StatusCode);
        Assert.Equal("*", request.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningService service, HttpMethod method, string origin)
    {
        using var request = new HttpRequestMessage(method, "/models");
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "x-api-key");
        }

        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
