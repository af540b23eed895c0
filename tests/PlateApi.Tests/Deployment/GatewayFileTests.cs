using System.Globalization;
using System.Text.RegularExpressions;
using PlateApi.Hosting;

namespace PlateApi.Tests.Deployment;

/// <summary>The gateway's configuration agrees with the service's defaults; GatewayTests runs it.</summary>
public sealed partial class GatewayFileTests
{
    private static readonly string Gateway = File.ReadAllText(RepositoryFiles.PathOf("docker/gateway/nginx.conf"));
    private static readonly PlateApiOptions Defaults = new();

    [Fact]
    public void BodyLimit_IsAboveTheServices()
    {
        var megabytes = Number(Gateway, "client_max_body_size (\\d+)m;");

        Assert.InRange(megabytes * 1024L * 1024, Defaults.MaxRequestBytes + 1L, 2L * Defaults.MaxRequestBytes);
    }

    [Fact]
    public void ReadTimeout_IsAboveTheServicesDeadline()
        => Assert.InRange(Number(Gateway, "proxy_read_timeout (\\d+)s;"), Defaults.DeadlineSeconds + 5, 60);

    [Fact]
    public void OwnProblems_AreJson()
    {
        var problems = ProblemBody().Matches(Gateway.Replace("$request_id", "0123", StringComparison.Ordinal));

        Assert.Equal(4, problems.Count);
        foreach (Match problem in problems)
            Answers.AssertProblem(System.Text.Json.JsonElement.Parse(problem.Groups[2].Value), int.Parse(problem.Groups[1].Value, CultureInfo.InvariantCulture), CodeOf(problem.Groups[2].Value));
    }

    [Fact]
    public void RequestId_IsPassedOn() => Assert.Contains("proxy_set_header X-Request-Id $request_id;", Gateway, StringComparison.Ordinal);

    private static int Number(string text, string pattern) => int.Parse(Regex.Match(text, pattern).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string CodeOf(string problem) => System.Text.Json.JsonElement.Parse(problem).GetProperty("code").GetString()!;

    [GeneratedRegex("return (\\d+) '(\\{.*\\})';")]
    private static partial Regex ProblemBody();
}
