using System.Diagnostics;
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

        Assert.Equal(4, problems.Count);
        foreach (Match problem in problems)
            Answers.AssertProblem(System.Text.Json.JsonElement.Parse(problem.Groups[2].Value), int.Parse(problem.Groups[1].Value, CultureInfo.InvariantCulture), CodeOf(problem.Groups[2].Value));
    }

    [Fact]
    public void Gateway_RequestId_IsPassedOn() => Assert.Contains("proxy_set_header X-Request-Id $request_id;", Gateway, StringComparison.Ordinal);

    [Fact]
    public void Compose_Services_ArePublishedToThisMachineAlone()
    {
        var services = Regex.Matches(Compose, "^  (\\w+):\n(?:    .*\n|\n)*", RegexOptions.Multiline);

        Assert.DoesNotContain("ports:", services.Single(service => service.Groups[1].Value == "service").Value, StringComparison.Ordinal);
        Assert.All(Regex.Matches(Compose, "ports:\n(?: +#.*\n)* +- (.*)").Select(match => match.Groups[1].Value), port => Assert.StartsWith("\"127.0.0.1:", port, StringComparison.Ordinal));
        Assert.Contains("server service:8080 ", File.ReadAllText(RepositoryFiles.PathOf("docker/gateway/upstream.conf")), StringComparison.Ordinal);
    }

    [Fact]
    public void Kubernetes_TimesAndLimits_AgreeWithTheService()
    {
        var deployment = File.ReadAllText(RepositoryFiles.PathOf("docker/kubernetes/base/deployment.yaml"));
        var ingress = File.ReadAllText(RepositoryFiles.PathOf("docker/kubernetes/base/ingress.yaml"));

        Assert.InRange(Number(deployment, "terminationGracePeriodSeconds: (\\d+)"), Defaults.ShutdownSeconds + 1, 2 * Defaults.ShutdownSeconds);
        Assert.Equal(Number(Gateway, "client_max_body_size (\\d+)m;"), Number(ingress, "proxy-body-size: (\\d+)m"));
        Assert.Equal(Number(Gateway, "proxy_read_timeout (\\d+)s;"), Number(ingress, "proxy-read-timeout: \"(\\d+)\""));
    }

    [Fact]
    public async Task Kubernetes_Overlay_IsPutTogether()
    {
        var kubectl = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(kubectl is null, "There is no kubectl in PATH.");
        using var process = Process.Start(new ProcessStartInfo(kubectl!, ["kustomize", RepositoryFiles.PathOf("docker/kubernetes/overlays/cpu")]) { RedirectStandardOutput = true })!;

        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(
            ["Deployment", "HorizontalPodAutoscaler", "Ingress", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceMonitor"],
            Regex.Matches(text, "^kind: (\\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("docker/observability/alerts.yml")]
    [InlineData("docker/observability/grafana/dashboards/plateapi.json")]
    [InlineData("docker/kubernetes/base/autoscaler.yaml")]
    public async Task Observability_FiguresThatAreAskedFor_AreThoseOfTheService(string file)
    {
        await using var program = await RunningProgram.StartAsync();
        await (await program.Client.PostPictureAsync(PlateRecognition.Tests.Inference.TinyNetworks.Picture("ABE"))).ReadJsonAsync();
        await (await program.Client.PostPictureAsync([1, 2, 3])).ReadProblemAsync(422, "NotAnImage");
        var figures = await program.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        var names = Regex.Matches(File.ReadAllText(RepositoryFiles.PathOf(file)), "(?:plateapi|http_server|dotnet)_\\w+").Select(match => match.Value).Distinct().ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches($"(?m)^{name}[{{ ]", figures));
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

    [Fact]
    public void Dockerfile_EverythingItCopies_IsThereAndNotIgnored()
    {
        var ignored = File.ReadAllLines(RepositoryFiles.PathOf(".dockerignore"));
        var sources = Regex.Matches(Dockerfile, "^COPY (?!--from)(.*) \\S+$", RegexOptions.Multiline).SelectMany(match => match.Groups[1].Value.Split(' ')).ToArray();

        Assert.NotEmpty(sources);
        Assert.All(sources, source =>
        {
            var path = RepositoryFiles.PathOf(source);
            Assert.True(File.Exists(path) || Directory.Exists(path), source);
            // A folder is ignored as folder/ or folder/*; a file of it comes back with an exclamation mark.
            var folder = source.Split('/')[0];
            Assert.True(!ignored.Contains($"{folder}/") && (!ignored.Contains($"{folder}/*") || ignored.Contains($"!{source}")), $"{source} is ignored.");
        });
    }

    private static int Number(string text, string pattern) => int.Parse(Regex.Match(text, pattern).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string CodeOf(string problem) => System.Text.Json.JsonElement.Parse(problem).GetProperty("code").GetString()!;

    [GeneratedRegex("return (\\d+) '(\\{.*\\})';")]
    private static partial Regex ProblemBody();
}
