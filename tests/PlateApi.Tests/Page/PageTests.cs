using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace PlateApi.Tests.Page;

/// <summary>The page as it comes over the wire.</summary>
public sealed partial class PageTests(SharedService shared)
{
    private readonly HttpClient _client = shared.Service.Client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/page.js", "text/javascript")]
    [InlineData("/result.js", "text/javascript")]
    public async Task Page_EveryFile_ComesWithItsTypeAndAStrictPolicy(string path, string type)
    {
        using var response = await _client.GetAsync(path, Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        // The name of SVG's namespace is no address that is asked for.
        Assert.DoesNotContain("//", Comments().Replace(await response.Content.ReadAsStringAsync(Stop), "").Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_EverythingItNames_IsThere()
    {
        var page = await _client.GetStringAsync("/", Stop);

        var names = References().Matches(page).Select(match => match.Groups[1].Value).Where(name => !name.StartsWith("data:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["page.css", "page.js", "swagger"], names);
        foreach (var name in names)
            Assert.True((await _client.GetAsync($"/{name}", Stop)).IsSuccessStatusCode, name);
    }

    [Fact]
    public async Task Page_AskedForAgain_IsNotSentAgain()
    {
        using var first = await _client.GetAsync("/page.js", Stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page.js");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));

        using var second = await _client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Page_SwitchedOff_Is404()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:Page=false");

        using var response = await service.Client.GetAsync("/", Stop);

        await response.ReadProblemAsync(404, "NotFound");
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex References();

    [GeneratedRegex("^ *// .*$", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
