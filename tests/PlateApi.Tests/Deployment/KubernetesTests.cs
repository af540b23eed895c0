using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using PlateApi.Access;
using PlateApi.Hosting;

namespace PlateApi.Tests.Deployment;

/// <summary>The cluster's files, as they are written and, where kubectl is there, as it puts them together.</summary>
public sealed class KubernetesTests
{
    private const string Folder = "docker/kubernetes";
    private static readonly PlateApiOptions Defaults = new();
    private static readonly JsonNode Deployment = YamlFile.Read($"{Folder}/base/deployment.yaml");
    private static readonly JsonNode Pod = Deployment["spec"]!["template"]!["spec"]!;
    private static readonly JsonNode Container = Assert.Single(Pod["containers"]!.AsArray())!;

    [Theory]
    [InlineData("startupProbe", "/health/ready")]
    [InlineData("readinessProbe", "/health/ready")]
    [InlineData("livenessProbe", "/health/live")]
    public async Task Probe_Each_AsksForAPathThatAnswers(string probe, string path)
    {
        await using var service = await RunningService.StartAsync();
        var asked = (string?)Container[probe]!["httpGet"]!["path"];

        Assert.Equal(path, asked);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await service.Client.GetAsync(asked, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal((string?)Container["ports"]![0]!["name"], (string?)Container[probe]!["httpGet"]!["port"]);
    }

    [Fact]
    public void GracePeriod_CoversTheHookAndTheShutdown()
    {
        var sleep = (int)Container["lifecycle"]!["preStop"]!["sleep"]!["seconds"]!;

        Assert.InRange(sleep, 1, 30);
        Assert.InRange((int)Pod["terminationGracePeriodSeconds"]!, sleep + Defaults.ShutdownSeconds + 1, 2 * Defaults.ShutdownSeconds);
    }

    [Fact]
    public void Pod_Always_KeepsTheRulesOfTheRestrictedStandard()
    {
        Assert.True((bool)Pod["securityContext"]!["runAsNonRoot"]!);
        Assert.Equal("RuntimeDefault", (string?)Pod["securityContext"]!["seccompProfile"]!["type"]);
        Assert.False((bool)Container["securityContext"]!["allowPrivilegeEscalation"]!);
        Assert.True((bool)Container["securityContext"]!["readOnlyRootFilesystem"]!);
        Assert.Equal(["ALL"], Container["securityContext"]!["capabilities"]!["drop"].Texts());
        Assert.False((bool)Pod["automountServiceAccountToken"]!);
        Assert.NotNull(Pod["volumes"]![0]!["emptyDir"]!["sizeLimit"]);
    }

    [Fact]
    public void Pods_Many_AreSpreadOverZonesAndNodes()
        => Assert.Equal(["topology.kubernetes.io/zone", "kubernetes.io/hostname"], Pod["topologySpreadConstraints"]!.AsArray().Select(rule => (string?)rule!["topologyKey"]));

    [Fact]
    public void Environment_Names_AreSettingsOfTheService()
    {
        var names = Container["env"]!.AsArray().Concat(Overlays().SelectMany(Variables)).Select(variable => variable!["name"]!.ToString());
        var settings = typeof(PlateApiOptions).GetProperties().Concat(typeof(AccessOptions).GetProperties()).Select(property => $"PlateApi__{property.Name}").ToArray();

        Assert.All(names, name => Assert.Contains(name, settings));
    }

    [Fact]
    public void Autoscaler_FollowsTheCpuAndThePicturesThatWait()
    {
        var metrics = YamlFile.Read($"{Folder}/base/autoscaler.yaml")["spec"]!["metrics"]!.AsArray();
        var adapter = YamlFile.Read("docker/observability/prometheus-adapter.yml")["rules"]!["custom"]![0]!["seriesQuery"]!.ToString();

        Assert.Equal("cpu", (string?)metrics[0]!["resource"]!["name"]);
        Assert.StartsWith($"{metrics[1]!["pods"]!["metric"]!["name"]}{{", adapter, StringComparison.Ordinal);
    }

    [Fact]
    public void Budget_AndScrape_ChooseThePodsOfTheDeployment()
    {
        var label = YamlFile.Read($"{Folder}/base/kustomization.yaml")["labels"]![0]!["pairs"]!.ToJsonString();

        Assert.Equal(label, YamlFile.Read($"{Folder}/base/disruption-budget.yaml")["spec"]!["selector"]!["matchLabels"]!.ToJsonString());
        Assert.Equal(label, YamlFile.Read($"{Folder}/base/service-monitor.yaml")["spec"]!["selector"]!["matchLabels"]!.ToJsonString());
        Assert.Equal(label, YamlFile.Read($"{Folder}/base/network-policy.yaml")["spec"]!["podSelector"]!["matchLabels"]!.ToJsonString());
    }

    [Fact]
    public void Metrics_BehindTheIngress_NeedAKey()
    {
        Assert.DoesNotContain("MetricsNeedKey", File.ReadAllText(RepositoryFiles.PathOf($"{Folder}/base/deployment.yaml")), StringComparison.Ordinal);
        Assert.NotNull(YamlFile.Read($"{Folder}/base/service-monitor.yaml")["spec"]!["endpoints"]![0]!["authorization"]!["credentials"]!["key"]);
    }

    [Fact]
    public void Ingress_Limits_AreThoseOfTheGateway()
    {
        var gateway = File.ReadAllText(RepositoryFiles.PathOf("docker/gateway/nginx.conf"));
        var annotations = YamlFile.Read($"{Folder}/base/ingress.yaml")["metadata"]!["annotations"]!;
        var route = YamlFile.Read($"{Folder}/components/gateway-api/route.yaml")["spec"]!["rules"]!.AsArray();

        Assert.Contains($"\n    client_max_body_size {annotations["nginx.ingress.kubernetes.io/proxy-body-size"]};", gateway, StringComparison.Ordinal);
        Assert.Contains($"\n    proxy_read_timeout {annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]}s;", gateway, StringComparison.Ordinal);
        Assert.Contains($"\n    proxy_read_timeout {route[^1]!["timeouts"]!["request"]};", gateway, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("overlays/cpu", "Ingress")]
    [InlineData("overlays/gpu", "Ingress")]
    [InlineData("overlays/with-gateway-api", "HTTPRoute")]
    public async Task Overlay_PutTogether_HasAllKindsAndResources(string overlay, string entrance)
    {
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(RepositoryFiles.PathOf(Folder), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Path, Path.GetRelativePath(RepositoryFiles.PathOf(Folder), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Directory.CreateDirectory(Path.Combine(copy.Path, "overlays/with-gateway-api"));
        await File.WriteAllTextAsync(Path.Combine(copy.Path, "overlays/with-gateway-api/kustomization.yaml"),
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: plateapi\nresources: [../cpu]\ncomponents: [../../components/gateway-api]\n", TestContext.Current.CancellationToken);

        var text = await KustomizeAsync(Path.Combine(copy.Path, overlay));
        var objects = YamlFile.Parse(text);
        var container = objects.Single(made => (string?)made["kind"] == "Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!;

        Assert.Equal(
            new[] { "Deployment", entrance, "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceMonitor" }.Order(StringComparer.Ordinal),
            objects.Select(made => made["kind"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Single(objects.Select(made => (string?)made["metadata"]!["namespace"]).Distinct());
        Assert.NotNull(container["resources"]!["requests"]!["cpu"]);
        Assert.NotNull(container["resources"]!["limits"]!["memory"]);
        if (overlay == "overlays/gpu")
            Assert.Equal("1", container["resources"]!["limits"]!["nvidia.com/gpu"]!.ToString());
        Assert.Equal(6, text.Split("\n---\n").Count(IsOfKubernetes) + (entrance == "HTTPRoute" ? 1 : 0));
        Assert.DoesNotContain(objects, made => Regex.IsMatch(made.ToJsonString(), "\"image\":\"plateapi\""));
    }

    [Fact]
    public void Files_OfTheBase_HaveNoMemberThatKubernetesDoesNotKnow()
        => Assert.Equal(6, Directory.EnumerateFiles(RepositoryFiles.PathOf($"{Folder}/base"), "*.yaml").Count(file => IsOfKubernetes(File.ReadAllText(file))));

    // Whether it is of a kind that Kubernetes has itself; its client then reads it and throws at a member that it does not know.
    private static bool IsOfKubernetes(string document) => YamlFile.Parse(document).Single()["kind"]!.ToString() switch
    {
        "Deployment" => KubernetesYaml.Deserialize<V1Deployment>(document, strict: true) is not null,
        "Service" => KubernetesYaml.Deserialize<V1Service>(document, strict: true) is not null,
        "Ingress" => KubernetesYaml.Deserialize<V1Ingress>(document, strict: true) is not null,
        "NetworkPolicy" => KubernetesYaml.Deserialize<V1NetworkPolicy>(document, strict: true) is not null,
        "PodDisruptionBudget" => KubernetesYaml.Deserialize<V1PodDisruptionBudget>(document, strict: true) is not null,
        "HorizontalPodAutoscaler" => KubernetesYaml.Deserialize<V2HorizontalPodAutoscaler>(document, strict: true) is not null,
        _ => false,
    };

    private static IEnumerable<JsonNode> Overlays() => new[] { "cpu", "gpu" }.Select(name => YamlFile.Read($"{Folder}/overlays/{name}/kustomization.yaml"));

    // The variables that an overlay's patches add.
    private static IEnumerable<JsonNode?> Variables(JsonNode overlay)
        => overlay["patches"]!.AsArray().SelectMany(patch => YamlFile.Parse(patch!["patch"]!.ToString())).SelectMany(steps => steps.AsArray())
            .Where(step => step!["path"]!.ToString().EndsWith("/env/-", StringComparison.Ordinal)).Select(step => step!["value"]);

    private static async Task<string> KustomizeAsync(string folder)
    {
        var kubectl = ProgramInPath.Find("kubectl");
        Assert.SkipWhen(kubectl is null, "There is no kubectl in PATH.");
        using var process = Process.Start(new ProcessStartInfo(kubectl!, ["kustomize", folder]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return text;
    }
}
