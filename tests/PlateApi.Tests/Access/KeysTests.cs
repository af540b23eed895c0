using System.Net;
using Microsoft.AspNetCore.Builder;
using PlateApi.Access;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Access;

/// <summary>A service with a key and an admin key, asked by all kinds of clients.</summary>
public sealed class KeysTests(KeysTests.LockedService locked) : IClassFixture<KeysTests.LockedService>
{
    private const string Key = "the camera's key", AdminKey = "the operator's key";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-Api-Key", Key)]
    [InlineData("X-Api-Key", AdminKey)]
    [InlineData("Authorization", $"Bearer {Key}")]
    [InlineData("Authorization", $"bearer {Key}")]
    [InlineData("Authorization", $"Token {Key}")]
    public async Task Recognize_WithAKey_Answers(string header, string value)
    {
        var response = await SendAsync(HttpMethod.Post, "/recognize", (header, value));

        Assert.Equal("FACE", Answers.TextOf(await response.ReadJsonAsync()));
    }

    [Theory]
    [InlineData(null, null, "needs a key, in the header X-Api-Key")]
    [InlineData("X-Api-Key", "guess", "none of this service's")]
    [InlineData("X-Api-Key", "the camera's keys", "none of this service's")]
    [InlineData("Authorization", "Bearer guess", "none of this service's")]
    [InlineData("Authorization", $"Basic {Key}", "needs a key")]
    [InlineData("Authorization", Key, "needs a key")]
    public async Task Recognize_WithoutAKnownKey_Is401(string? header, string? value, string expected)
    {
        var response = await SendAsync(HttpMethod.Post, "/recognize", header is null ? null : (header, value!));

        var problem = await response.ReadProblemAsync(401, "KeyNeeded");
        Assert.Contains(expected, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("guess", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("/models")]
    [InlineData("/metrics")]
    [InlineData("/nowhere")]
    public async Task Everything_WithoutAKey_Is401(string path)
        => await (await SendAsync(HttpMethod.Get, path, null)).ReadProblemAsync(401, "KeyNeeded");

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi/v1.yaml")]
    [InlineData("/swagger/index.html")]
    public async Task HealthAndDocumentation_WithoutAKey_Answer(string path)
        => Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, path, null)).StatusCode);

    [Fact]
    public async Task Admin_ByRole_IsRefusedOrServed()
    {
        await (await SendAsync(HttpMethod.Get, "/admin/test", null)).ReadProblemAsync(401, "KeyNeeded");
        var problem = await (await SendAsync(HttpMethod.Get, "/admin/test", ("X-Api-Key", Key))).ReadProblemAsync(403, "AdminKeyNeeded");
        var served = await SendAsync(HttpMethod.Get, "/admin/test", ("X-Api-Key", AdminKey));

        Assert.Contains("camera", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Log_RequestWithAKey_HasItsNameAndNotTheKey()
    {
        var response = await SendAsync(HttpMethod.Post, "/recognize", ("X-Api-Key", Key));

        var id = response.Headers.GetValues("X-Request-Id").Single();
        var line = await locked.Service.Log.WaitForAsync(id);
        Assert.Contains("\"Key\":\"camera\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain(locked.Service.Log.All, entry => entry.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Admin_NoKeysSet_IsRefusedEvenOnLoopback()
    {
        await using var service = await RunningService.StartAsync([], builder => { }, map: MapAdmin);

        var problem = await (await service.Client.GetAsync("/admin/test", Stop)).ReadProblemAsync(401, "KeyNeeded");

        Assert.Contains("PlateApi:AdminKeys", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithAnUnknownKey_Answers()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:Open=true", $"--PlateApi:AdminKeys:ops={ApiKey.Hash(AdminKey)}");
        service.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Token whatever");

        var response = await service.Client.PostPictureAsync(TinyNetworks.Picture("FACE"));

        await response.ReadJsonAsync();
    }

    [Fact]
    public async Task Open_BeyondLoopback_IsSaidInTheLog()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:Open=true", "--urls", "http://0.0.0.0:0");

        Assert.Contains(service.Log.All, line => line.Contains("all who reach", StringComparison.Ordinal) && line.Contains("http://0.0.0.0:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_SetToNeedNoKey_Answer()
    {
        await using var service = await RunningService.StartAsync($"--PlateApi:Keys:camera={ApiKey.Hash(Key)}", "--PlateApi:MetricsNeedKey=false");

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/metrics", Stop)).StatusCode);
        await (await service.Client.GetAsync("/models", Stop)).ReadProblemAsync(401, "KeyNeeded");
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://127.8.9.10:8080", true)]
    [InlineData("https://[::1]:8080", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://unix:/run/plateapi.sock", true)]
    [InlineData("http://[::]:8080", false)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://10.0.0.1:8080", false)]
    [InlineData("http://plates.example:8080", false)]
    public void IsLoopback_Address_IsReachedFromThisMachineAlone(string address, bool expected) => Assert.Equal(expected, LoopbackCheck.IsLoopback(address));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, (string Name, string Value)? header)
    {
        using var request = new HttpRequestMessage(method, path);
        if (header is { } given)
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        if (method == HttpMethod.Post)
            request.Content = Answers.Body(TinyNetworks.Picture("FACE"), "image/png");
        return await locked.Service.Client.SendAsync(request, Stop);
    }

    private static void MapAdmin(WebApplication app) => app.MapGet("/admin/test", () => "done").RequireAuthorization(AccessSetup.AdminPolicy);

    /// <summary>The service.</summary>
    public sealed class LockedService : IAsyncLifetime
    {
        private RunningService? _service;

        internal RunningService Service => _service!;

        public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(
            [$"--PlateApi:Keys:camera={ApiKey.Hash(Key)}", $"--PlateApi:AdminKeys:ops={ApiKey.Hash(AdminKey)}"], builder => { }, map: MapAdmin);

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }
}
