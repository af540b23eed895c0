using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Examples;

/// <summary>The programs of examples/, run against a service as a user runs them. Those that need a program that is missing are skipped.</summary>
public sealed class ExamplesTests(SharedService shared) : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory("examples-").FullName;

    private string Service => shared.Service.Address.ToString().TrimEnd('/');

    [Fact]
    public async Task Curl_Picture_PrintsTheAnswer()
    {
        Need("curl");

        var outcome = await Shell.RunAsync("bash", "examples/recognize.sh", Picture("plate.png"), Service);

        outcome.AssertSuccess();
        Assert.Equal("ABE", JsonElement.Parse(outcome.Output).GetProperty("plates")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Curl_FileThatIsNoPicture_FailsAndPrintsTheProblem()
    {
        Need("curl");

        var outcome = await Shell.RunAsync("bash", "examples/recognize.sh", Letter(), Service);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Equal("NotAnImage", JsonElement.Parse(outcome.Output).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Python_PicturesAndALetter_PrintsPlatesAndProblems()
    {
        Need("python3");
        var (picture, letter) = (Picture("plate.png"), Letter());

        var outcome = await Shell.RunAsync("python3", "examples/recognize.py", "--service", Service, "--mode", "crop", "--region", "sk", "--region", "us-ca", picture, letter, "missing.png");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal($"{picture}\tABE\t1.000\taccepted\n", outcome.Output);
        Assert.Contains($"{letter}: The 10 bytes are no JPEG, PNG or WebP picture.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("missing.png: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_ServiceWithKeys_SendsItsKey()
    {
        Need("python3");
        await using var service = await RunningService.StartAsync($"--PlateApi:Keys:script={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}");
        var picture = Picture("plate.png");

        var refused = await Shell.RunAsync("python3", "examples/recognize.py", "--service", service.Address.ToString().TrimEnd('/'), picture);
        var read = await Shell.RunAsync(new Dictionary<string, string> { ["PLATEAPI_KEY"] = Key }, "python3", "examples/recognize.py", "--service", service.Address.ToString().TrimEnd('/'), picture);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("key", refused.Error, StringComparison.Ordinal);
        read.AssertSuccess();
        Assert.Contains("\tABE\t", read.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_Picture_PrintsItsPlates()
    {
        Need("node");

        var outcome = await Shell.RunAsync("node", "examples/recognize.mjs", Picture("plate.png"), Service);

        outcome.AssertSuccess();
        Assert.Equal("ABE\t1.000\taccepted\n", outcome.Output);
    }

    [Fact]
    public async Task TypeScript_ClientGeneratedFromTheContract_CompilesAndReads()
    {
        Need("node");
        Need("npm");
        var (picture, letter) = (Picture("plate.png"), Letter());
        var install = await Shell.RunAsync("npm", "ci", "--prefix", "examples/typescript", "--no-audit", "--no-fund", "--prefer-offline");
        Assert.SkipWhen(install.ExitCode != 0, $"npm could not install what examples/typescript needs: {install.Error}");

        (await Shell.RunAsync("npm", "run", "build", "--prefix", "examples/typescript")).AssertSuccess();
        var one = await Shell.RunAsync("node", "examples/typescript/build/recognize.js", Service, picture);
        var several = await Shell.RunAsync("node", "examples/typescript/build/recognize.js", Service, picture, letter);

        one.AssertSuccess();
        Assert.Equal($"{picture}\tABE\t1.000\taccepted\n", one.Output);
        Assert.Equal(one.Output, several.Output);
        Assert.Contains($"{letter}\t422 Not a picture", several.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CSharp_ClientGeneratedFromTheContract_CompilesAndReads()
    {
        var (picture, letter) = (Picture("plate.png"), Letter());
        var restore = await Shell.RunAsync("dotnet", "tool", "restore");
        Assert.SkipWhen(restore.ExitCode != 0, $"the generator could not be restored: {restore.Output}{restore.Error}");

        (await Shell.RunAsync("dotnet", "build", "examples/csharp", "-c", "Release", "-v", "quiet", "-nologo", "-nodeReuse:false")).AssertSuccess();
        var outcome = await Shell.RunAsync("dotnet", "artifacts/bin/Recognize/release/Recognize.dll", Service, picture, letter);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal($"{picture}\tABE\t1.000\taccepted\n", outcome.Output);
        Assert.Contains($"{letter}\t422 Not a picture", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewLook_AskedForPlates_DrawsThemWithTheirLabels()
    {
        var outcome = await Shell.RunAsync("dotnet", "run", "examples/new-look/DotMatrixPlates.cs", "--", _folder, "5", "1");

        outcome.AssertSuccess();
        var labels = await File.ReadAllLinesAsync(Path.Combine(_folder, "labels.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("file,plate_text", labels[0]);
        Assert.Equal(5, labels.Skip(1).Count(label => label.Split(',') is [var file, { Length: >= 5 and <= 8 }] && new FileInfo(Path.Combine(_folder, file)).Length > 500));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Need(string program)
        => Assert.SkipUnless(Shell.Has(program), $"There is no {program} in PATH; scripts/install-test-programs.sh installs it on Debian.");

    private string Picture(string name) => Write(name, TinyNetworks.Picture("ABE", 240, 60));

    private string Letter() => Write("letter.png", "no picture"u8.ToArray());

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
