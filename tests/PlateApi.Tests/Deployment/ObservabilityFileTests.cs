using System.Diagnostics;
using System.Text.RegularExpressions;
using PlateRecognition;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Deployment;

/// <summary>What Prometheus, Grafana and the autoscaler ask for is what the service says.</summary>
public sealed class ObservabilityFileTests
{
    [Theory]
    [InlineData("docker/observability/alerts.yml")]
    [InlineData("docker/observability/prometheus-adapter.yml")]
    [InlineData("docker/observability/grafana/dashboards/plateapi.json")]
    [InlineData("docker/kubernetes/base/autoscaler.yaml")]
    public async Task Figures_ThatAreAskedFor_AreThoseOfTheService(string file)
    {
        await using var program = await RunningProgram.StartAsync();
        await (await program.Client.PostPictureAsync(TinyNetworks.Picture("ABE"))).ReadJsonAsync();
        await (await program.Client.PostPictureAsync([1, 2, 3])).ReadProblemAsync(422, "NotAnImage");
        var figures = await program.ScrapeUntilAsync("http_response_status_code=\"422\"");

        var names = Regex.Matches(File.ReadAllText(RepositoryFiles.PathOf(file)), "(?:plateapi|http_server|dotnet)_\\w+").Select(match => match.Value).Distinct().ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches($"(?m)^{name}[{{ ]", figures));
    }

    [Fact]
    public void Alerts_Each_SaysWhenHowBadAndWhatToDo()
    {
        var rules = Assert.Single(YamlFile.Read("docker/observability/alerts.yml")["groups"]!.AsArray())!["rules"]!.AsArray();
        var operations = File.ReadAllText(RepositoryFiles.PathOf("docs/operations.md"));

        Assert.All(rules, rule =>
        {
            Assert.Matches("^[0-9]+[smh]$", rule!["for"]!.ToString());
            Assert.Contains(rule["labels"]!["severity"]!.ToString(), new[] { "page", "ticket" });
            Assert.NotEmpty(rule["annotations"]!["summary"]!.ToString());
            // The table of alerts has a row for it.
            Assert.Contains($"| `{rule["alert"]}` |", operations, StringComparison.Ordinal);
        });
        Assert.Equal(rules.Count, rules.Select(rule => rule!["alert"]!.ToString()).Distinct().Count());
    }

    [Fact]
    public void Alerts_Reasons_AreCodesOfTheService()
    {
        var known = Enum.GetNames<RecognitionFailure>().Append("Unexpected").ToArray();
        var asked = Regex.Matches(File.ReadAllText(RepositoryFiles.PathOf("docker/observability/alerts.yml")), "reason=~\"([^\"]+)\"").SelectMany(match => match.Groups[1].Value.Split('|'));

        Assert.All(asked, reason => Assert.Contains(reason, known));
    }

    [Fact]
    public async Task Alerts_ByPrometheusOwnTests_FireWhenTheyShould()
    {
        var promtool = ProgramInPath.Find("promtool");
        Assert.SkipWhen(promtool is null, "There is no promtool in PATH.");

        using var process = Process.Start(new ProcessStartInfo(promtool!, ["test", "rules", RepositoryFiles.PathOf("docker/observability/alerts-test.yml")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var words = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, words);
    }

    [Fact]
    public void Alerts_All_HaveATestThatMakesThemFire()
    {
        var tests = YamlFile.Read("docker/observability/alerts-test.yml")["tests"]!.AsArray().SelectMany(test => test!["alert_rule_test"]!.AsArray());
        var fired = tests.Where(test => test!["exp_alerts"]!.AsArray().Count > 0).Select(test => (string?)test!["alertname"]).Order(StringComparer.Ordinal);

        Assert.Equal(YamlFile.Read("docker/observability/alerts.yml")["groups"]![0]!["rules"]!.AsArray().Select(rule => (string?)rule!["alert"]).Order(StringComparer.Ordinal), fired);
    }

    [Fact]
    public void Prometheus_AsksTheReplicasThatComposeStarts()
    {
        var scrape = Assert.Single(YamlFile.Read("docker/observability/prometheus.yml")["scrape_configs"]!.AsArray())!;
        var target = Assert.Single(scrape["dns_sd_configs"]!.AsArray())!;

        Assert.Contains(Assert.Single(target["names"].Texts()), YamlFile.Read("docker-compose.yml")["services"]!.AsObject().Select(service => service.Key));
        Assert.Equal(8080, (int)target["port"]!);
        // The alert on a replica that is gone looks for this name.
        Assert.Contains($"up{{job=\"{scrape["job_name"]}\"}}", File.ReadAllText(RepositoryFiles.PathOf("docker/observability/alerts.yml")), StringComparison.Ordinal);
    }
}
