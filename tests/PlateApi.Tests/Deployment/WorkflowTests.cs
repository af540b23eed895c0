using System.Text.RegularExpressions;

namespace PlateApi.Tests.Deployment;

/// <summary>What runs for each change does what this repository says it does.</summary>
public sealed class WorkflowTests
{
    private static readonly string Text = File.ReadAllText(RepositoryFiles.PathOf(".github/workflows/ci.yml"));
    private static readonly System.Text.Json.Nodes.JsonNode Jobs = YamlFile.Read(".github/workflows/ci.yml")["jobs"]!;

    [Fact]
    public void Tests_AreThoseOfTheCiScript()
        => Assert.Contains(".ci/run", Jobs["test"]!["steps"]!.AsArray().Select(step => (string?)step!["run"]));

    [Fact]
    public void Images_AllOfThem_AreBuilt()
        => Assert.All(Directory.EnumerateFiles(RepositoryFiles.PathOf("docker"), "Dockerfile*"), file => Assert.Contains($"docker/{Path.GetFileName(file)}", Text, StringComparison.Ordinal));

    [Fact]
    public void Service_OnBothProcessors_IsBuiltAndAskedForAPicture()
    {
        Assert.Equal(["ubuntu-24.04", "ubuntu-24.04-arm"], Jobs["service"]!["strategy"]!["matrix"]!["runner"].Texts());
        Assert.Contains("platforms: linux/amd64,linux/arm64", Text, StringComparison.Ordinal);
        Assert.Contains("/recognize?mode=crop", Text, StringComparison.Ordinal);
        // The text of the README's example.
        var expected = Regex.Match(Text, "= ([A-Z0-9]+)\n").Groups[1].Value;
        Assert.Contains($"\"text\": \"{expected}\"", File.ReadAllText(RepositoryFiles.PathOf("README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Updates_OfEverythingThatHasVersions_AreProposed()
        => Assert.Equal(
            ["docker", "docker-compose", "github-actions", "npm", "nuget"],
            YamlFile.Read(".github/dependabot.yml")["updates"]!.AsArray().Select(update => update!["package-ecosystem"]!.ToString()).Order(StringComparer.Ordinal));
}
