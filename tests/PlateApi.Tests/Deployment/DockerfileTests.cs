using System.Text.RegularExpressions;

namespace PlateApi.Tests.Deployment;

/// <summary>The Dockerfiles, as far as they can be checked without an engine.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Ignored = [.. File.ReadAllLines(RepositoryFiles.PathOf(".dockerignore")).Where(line => line is not "" && line[0] != '#')];

    public static TheoryData<string> Files => ["docker/Dockerfile", "docker/Dockerfile.cuda", "docker/Dockerfile.training"];

    [Theory]
    [InlineData("docker/Dockerfile", "USER $APP_UID")]
    [InlineData("docker/Dockerfile.cuda", "USER 1654:1654")]
    public void Service_Always_RunsWithoutRootAndTelemetryWithItsModels(string file, string user)
    {
        var service = LastStage(file);

        Assert.Contains($"\n{user}\n", service, StringComparison.Ordinal);
        Assert.Contains("ORT_DISABLE_TELEMETRY=1", service, StringComparison.Ordinal);
        Assert.Contains("\nCOPY models ./models\n", service, StringComparison.Ordinal);
        Assert.Contains("CMD [\"dotnet\", \"PlateApi.dll\", \"health\"]", service, StringComparison.Ordinal);
        Assert.Contains("\nENTRYPOINT [\"dotnet\", \"PlateApi.dll\"]\n", service, StringComparison.Ordinal);
    }

    [Fact]
    public void Service_OnACpu_HasNoShellAndBothProcessors()
    {
        Assert.Matches("^FROM mcr\\.microsoft\\.com/dotnet/aspnet:10\\.0-noble-chiseled AS service", LastStage("docker/Dockerfile"));
        Assert.DoesNotMatch("(?m)^RUN ", LastStage("docker/Dockerfile"));
        Assert.Contains("FROM --platform=$BUILDPLATFORM ", Read("docker/Dockerfile"), StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(Read("docker/Dockerfile"), "(?m)^RUN dotnet .* -a \\$TARGETARCH"));
    }

    [Fact]
    public void Cuda_RestoreAndPublish_AskForTheGpuPackage()
    {
        Assert.Equal(2, Regex.Count(Read("docker/Dockerfile.cuda"), "(?m)^RUN dotnet (restore|publish) .*-p:Accelerator=cuda"));
        Assert.Matches("^FROM nvidia/cuda:13\\.[0-9.]+-cudnn-runtime-ubuntu24\\.04 AS service", LastStage("docker/Dockerfile.cuda"));
        Assert.Contains("PlateApi__Device=Cuda", Read("docker/Dockerfile.cuda"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Files))]
    public void Any_Stage_StandsOnAVersion(string file)
    {
        var bases = Regex.Matches(Read(file), "(?m)^(?:FROM (?:--platform=\\S+ )?|COPY --from=)(\\S+:\\S*|\\S+/\\S+) ").Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(bases);
        Assert.All(bases, name => Assert.Matches(":[0-9]+\\.[0-9]", name));
    }

    [Theory, MemberData(nameof(Files))]
    public void Any_Restore_IsALayerBeforeTheSources(string file)
    {
        var text = Read(file);
        var restore = text.IndexOf("RUN dotnet restore ", StringComparison.Ordinal);
        var projects = Regex.Matches(text[..restore], "(?m)^COPY (src/\\S+\\.csproj) ").Select(match => match.Groups[1].Value).ToArray();
        var sources = Regex.Matches(text[restore..], "(?m)^COPY (src/\\S+) ").Select(match => match.Groups[1].Value).ToArray();

        Assert.Equal(sources, projects.Select(project => Path.GetDirectoryName(project)!));
        Assert.Contains("--no-restore", text[restore..], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Files))]
    public void Any_EverythingItCopies_IsThereAndNotIgnored(string file)
    {
        var sources = CopyFromContext().Matches(Read(file)).SelectMany(match => match.Groups[1].Value.Split(' ')).ToArray();

        Assert.NotEmpty(sources);
        Assert.All(sources, source =>
        {
            var path = RepositoryFiles.PathOf(source);
            Assert.True(Path.Exists(path), $"{source} is not there.");
            foreach (var sent in Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(name => !name.Contains("/bin/", StringComparison.Ordinal) && !name.Contains("/obj/", StringComparison.Ordinal)) : [path])
                Assert.False(IsIgnored(Path.GetRelativePath(RepositoryFiles.PathOf("."), sent)), $"{sent} is ignored.");
        });
    }

    [Theory]
    [InlineData("src/PlateApi/obj/project.assets.json")]
    [InlineData("src/PlateApi/bin/x.dll")]
    [InlineData("tests/PlateApi.Tests/TemporaryFolder.cs")]
    [InlineData("artifacts/x")]
    [InlineData(".git/config")]
    [InlineData("docs/security.md")]
    public void Ignore_WhatNoImageNeeds_IsNotSent(string name) => Assert.True(IsIgnored(name));

    [Theory, MemberData(nameof(Files))]
    public void Any_Image_CarriesLabelsAndLicences(string file)
    {
        foreach (var label in new[] { "title", "description", "version", "revision" })
            Assert.Contains($"org.opencontainers.image.{label}=", LastStage(file), StringComparison.Ordinal);
        Assert.Contains("org.opencontainers.image.licenses=\"Apache-2.0\"", LastStage(file), StringComparison.Ordinal);
        Assert.Matches("\nCOPY LICENSE docs/licences\\.md ", LastStage(file));
    }

    private static string Read(string file) => File.ReadAllText(RepositoryFiles.PathOf(file));

    private static string LastStage(string file) => Read(file)[Read(file).LastIndexOf("\nFROM ", StringComparison.Ordinal)..].TrimStart();

    // As Docker reads .dockerignore: a pattern matches a path or a folder above it, and the last that matches decides.
    private static bool IsIgnored(string path)
    {
        var last = Array.FindLast(Ignored, line => Regex.IsMatch(path, $"^{Regex.Escape(line.TrimStart('!').TrimEnd('/')).Replace("\\*\\*/", "(.*/)?", StringComparison.Ordinal).Replace("\\*", "[^/]*", StringComparison.Ordinal)}(/|$)"));
        return last is not null && last[0] != '!';
    }

    [GeneratedRegex("^COPY (?!--from)(.*) \\S+$", RegexOptions.Multiline)]
    private static partial Regex CopyFromContext();
}
