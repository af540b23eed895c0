namespace PlateApi.Tests.Hosting;

public sealed class RequestIdTests(SharedService shared)
{
    [Theory]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("My_gateway-1.2")]
    public async Task Request_WithAnIdOfItsOwn_KeepsIt(string id) => Assert.Equal(id, await IdOfAnswerAsync(id));

    [Theory]
    [InlineData(null)]
    [InlineData("with space")]
    [InlineData("{\"json\":1}")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Request_WithoutAUsableId_GetsOne(string? id)
    {
        var given = await IdOfAnswerAsync(id);

        Assert.Matches("^[0-9a-f]{32}$", given);
    }

    [Fact]
    public async Task Requests_WithoutIds_GetDifferentOnes() => Assert.NotEqual(await IdOfAnswerAsync(null), await IdOfAnswerAsync(null));

    private async Task<string> IdOfAnswerAsync(string? id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        if (id is not null)
            request.Headers.Add("X-Request-Id", id);
        using var response = await shared.Service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.GetValues("X-Request-Id").Single();
    }
}
