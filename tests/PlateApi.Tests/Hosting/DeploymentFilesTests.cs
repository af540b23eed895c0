using System.Globalization;
using System.Text.RegularExpressions;
using PlateApi.Hosting;

namespace PlateApi.Tests.Hosting;

/// <summary>The files of the deployment agree with the service's defaults; nothing builds or runs them where the tests run.</summary>
public sealed partial class DeploymentFilesTests
{
    private static readonly string Gateway = File.ReadAllText(RepositoryFiles.PathOf("docker/gateway/nginx.conf"));
    private static readonly string Compose = File.ReadAllText(RepositoryFiles.PathOf("docker-compose.yml"));
    private static readonly string Dockerfile = File.ReadAllText(RepositoryFiles.PathOf("docker/Dockerfile"));
    private static readonly PlateApiOptions Defaults = new();

    [Fact]
    public void Gateway_BodyLimit_IsAboveTheServices()
    {
        var megabytes = Number(Gateway, "client_max_body_size (\\d+)m;");

        Assert.InRange(megabytes * 1024L * 1024, Defaults.MaxRequestBytes + 1L, 2L * Defaults.MaxRequestBytes);
    }

    [Fact]
    public void Gateway_ReadTimeout_IsAboveTheServicesDeadline()
        => Assert.InRange(Number(Gateway, "proxy_read_timeout (\\d+)s;"), Defaults.DeadlineSeconds + 5, 60);

    [Fact]
    public void Gateway_OwnProblems_AreJson()
    {
        var problems = ProblemBody().Matches(Gateway.Replace("$request_id", "0123", StringComparison.Ordinal));

        Assert.Equal(2, problems.Count);
        foreach (Match problem in problems)
            Answers.AssertProblem(System.Text.Json.JsonElement.Parse(problem.Groups[2].Value), int.Parse(problem.Groups[1].Value, CultureInfo.InvariantCulture), CodeOf(problem.Groups[2].Value));
    }

    [Fact]
    public void Gateway_RequestId_IsPassedOn() => Assert.Contains("proxy_set_header X-Request-Id $request_id;", Gateway, StringComparison.Ordinal);

    [Fact]
    public void Compose_OnlyTheGateway_IsPublished()
    {
        Assert.Single(Regex.Matches(Compose, "^    ports:", RegexOptions.Multiline));
        Assert.InRange(Compose.IndexOf("    ports:", StringComparison.Ordinal), Compose.IndexOf("  gateway:", StringComparison.Ordinal), Compose.IndexOf("  service:", StringComparison.Ordinal));
        Assert.Contains("server service:8080;", Gateway, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_WithoutKeys_IsOpenToThisMachineAlone()
    {
        Assert.Contains("PlateApi__Open: \"true\"", Compose, StringComparison.Ordinal);
        Assert.Contains("- \"127.0.0.1:8080:8080\"", Compose, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_StopGracePeriod_CoversTheShutdown() => Assert.InRange(Number(Compose, "stop_grace_period: (\\d+)s"), Defaults.ShutdownSeconds + 1, 60);

    [Fact]
    public void Dockerfile_Service_RunsWithoutRootAndTelemetryWithItsModels()
    {
        var service = Dockerfile[Dockerfile.IndexOf(" AS service", StringComparison.Ordinal)..];

        Assert.Contains("USER $APP_UID", service, StringComparison.Ordinal);
        Assert.Contains("ORT_DISABLE_TELEMETRY=1", service, StringComparison.Ordinal);
        Assert.Contains("COPY models ./models", service, StringComparison.Ordinal);
        Assert.Contains("ENTRYPOINT [\"dotnet\", \"PlateApi.dll\"]", service, StringComparison.Ordinal);
    }

    private static int Number(string text, string pattern) => int.Parse(Regex.Match(text, pattern).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string CodeOf(string problem) => System.Text.Json.JsonElement.Parse(problem).GetProperty("code").GetString()!;

    [GeneratedRegex("return (\\d+) '(\\{.*\\})';")]
    private static partial Regex ProblemBody();
}
