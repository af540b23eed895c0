using System.Text.Json.Nodes;
using PlateApi.Hosting;

namespace PlateApi.Tests.Deployment;

/// <summary>docker-compose.yml, as far as it can be checked without an engine.</summary>
public sealed class ComposeFileTests
{
    private static readonly JsonObject Services = YamlFile.Read("docker-compose.yml")["services"]!.AsObject();

    public static TheoryData<string> Names => [.. Services.Select(service => service.Key)];

    [Theory, MemberData(nameof(Names))]
    public void Service_Any_IsBoundedAndHardened(string name)
    {
        var service = Services[name]!;
        var limits = service["deploy"]!["resources"]!["limits"]!;

        Assert.NotNull(limits["cpus"]);
        Assert.Matches("^[0-9]+[mg]$", limits["memory"]!.ToString());
        Assert.True((bool)service["read_only"]!);
        Assert.Equal(["ALL"], service["cap_drop"].Texts());
        Assert.Equal(["no-new-privileges:true"], service["security_opt"].Texts());
        Assert.Equal("unless-stopped", (string?)service["restart"]);
        Assert.NotNull(service["logging"]!["options"]!["max-size"]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Service_Any_SaysWhetherItIsWell(string name)
    {
        var service = Services[name]!;

        // What is built here has a health check in its image.
        if (service["build"] is { } build)
            Assert.Contains("\nHEALTHCHECK ", File.ReadAllText(RepositoryFiles.PathOf(build["dockerfile"]!.ToString())), StringComparison.Ordinal);
        else
            Assert.Equal("CMD", service["healthcheck"]!["test"].Texts()[0]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Service_Any_IsPublishedToThisMachineAloneOrNotAtAll(string name)
    {
        var ports = Services[name]!["ports"]?.Texts() ?? [];

        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.True(ports.Length == 0 || name == "gateway" || Services[name]!["profiles"] is not null, $"{name} is published.");
    }

    [Theory, MemberData(nameof(Names))]
    public void Service_Any_MountsFilesThatAreThereReadOnly(string name)
    {
        foreach (var parts in (Services[name]!["volumes"]?.Texts() ?? []).Where(volume => volume.StartsWith("./", StringComparison.Ordinal)).Select(volume => volume.Split(':')))
        {
            Assert.True(Path.Exists(RepositoryFiles.PathOf(parts[0])), parts[0]);
            Assert.Equal("ro", parts[2]);
        }
    }

    [Fact]
    public void Default_TwoReplicasBehindTheGateway_AndNothingElse()
    {
        Assert.Equal(["gateway", "service"], Services.Where(service => service.Value!["profiles"] is null).Select(service => service.Key));
        Assert.Equal(2, (int)Services["service"]!["deploy"]!["replicas"]!);
        Assert.Equal("service_healthy", (string?)Services["gateway"]!["depends_on"]!["service"]!["condition"]);
        Assert.Contains("server service:8080 ", File.ReadAllText(RepositoryFiles.PathOf("docker/gateway/upstream.conf")), StringComparison.Ordinal);
    }

    [Fact]
    public void Gpu_Replica_AnswersUnderTheNameThatTheGatewayAsksFor()
    {
        var service = Services["service-gpu"]!;
        var device = Assert.Single(service["deploy"]!["resources"]!["reservations"]!["devices"]!.AsArray())!;

        Assert.Equal(["gpu"], service["profiles"].Texts());
        Assert.Contains("service", service["networks"]!["default"]!["aliases"].Texts());
        Assert.Equal("nvidia", (string?)device["driver"]);
        Assert.Equal(["gpu"], device["capabilities"].Texts());
    }

    [Theory]
    [InlineData("service")]
    [InlineData("service-gpu")]
    public void Replica_Any_BelievesItsGatewayAndHasTimeToStop(string name)
    {
        var compose = YamlFile.Read("docker-compose.yml");
        var service = Services[name]!;
        var network = Assert.Single(compose["networks"]!["default"]!["ipam"]!["config"]!.AsArray())!;

        Assert.Equal("true", (string?)service["environment"]!["PlateApi__Open"]);
        Assert.Equal((string?)network["subnet"], (string?)service["environment"]!["PlateApi__TrustedProxies"]);
        Assert.InRange(int.Parse(service["stop_grace_period"]!.ToString().TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture), new PlateApiOptions().ShutdownSeconds + 1, 60);
    }

    [Fact]
    public void Tls_Override_AddsAPortAndWhatNginxReads()
    {
        var gateway = YamlFile.Read("docker-compose.tls.yml")["services"]!["gateway"]!;
        var https = File.ReadAllText(RepositoryFiles.PathOf("docker/gateway/tls/https.conf"));

        Assert.Equal(["127.0.0.1:8443:8443"], gateway["ports"].Texts());
        foreach (var volume in gateway["volumes"].Texts())
        {
            Assert.EndsWith(":ro", volume, StringComparison.Ordinal);
            Assert.True(volume.Contains("/etc/nginx/tls/https.conf", StringComparison.Ordinal) || https.Contains($"tls/{Path.GetFileName(volume[..^3])};", StringComparison.Ordinal), volume);
        }

        Assert.Contains("listen 8443 ssl;", https, StringComparison.Ordinal);
    }
}
