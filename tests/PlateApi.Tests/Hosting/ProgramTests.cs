using Microsoft.ML.OnnxRuntime;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Hosting;

/// <summary>The program itself, in a process of its own.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Program_WrongSettings_SaysAllOfThemAndFails()
    {
        var (exitCode, _, errors) = await RunAsync("--PlateApi:MaxFiles=0", "--PlateApi:Deadline=3");

        Assert.Equal(2, exitCode);
        Assert.Contains("PlateApi cannot start: PlateApi:MaxFiles is '0'", errors, StringComparison.Ordinal);
        Assert.Contains("PlateApi:Deadline is no setting", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_NoModelsFolder_SaysSoInOneLineAndFails()
    {
        var (exitCode, _, errors) = await RunAsync("--PlateApi:ModelsFolder=/nowhere");

        Assert.Equal(2, exitCode);
        Assert.Equal("PlateApi cannot start: There is no models folder '/nowhere'.", errors.Trim());
    }

    [Fact]
    public async Task Program_DamagedModel_SaysSoAndFails()
    {
        using var models = new Packages();
        var package = models.Write(TinyNetworks.ColourReader());
        await File.AppendAllTextAsync(package.ModelPath, "x", TestContext.Current.CancellationToken);

        var (exitCode, _, errors) = await RunAsync($"--PlateApi:ModelsFolder={models.Root}");

        Assert.Equal(2, exitCode);
        Assert.Contains("SHA-256", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Program_UnknownDefaultModel_NamesThoseThatAreThere()
    {
        using var models = new Packages();
        models.Write(TinyNetworks.ColourReader());

        var (exitCode, _, errors) = await RunAsync($"--PlateApi:ModelsFolder={models.Root}", "--PlateApi:DefaultModel=plate-raeder");

        Assert.Equal(2, exitCode);
        Assert.Contains("'plate-raeder'", errors, StringComparison.Ordinal);
        Assert.Contains("colour-reader/1", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_CudaInABuildForCpus_SaysHowToBuildItAndFails()
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "This build carries CUDA.");
        using var models = new Packages();
        models.Write(TinyNetworks.ColourReader());

        var (exitCode, _, errors) = await RunAsync($"--PlateApi:ModelsFolder={models.Root}", "--PlateApi:Device=Cuda");

        Assert.Equal(2, exitCode);
        Assert.Contains("-p:Accelerator=cuda", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Program_PortThatIsTaken_SaysSoInOneLineAndFails()
    {
        await using var service = await RunningService.StartAsync();
        using var models = new Packages();
        models.Write(TinyNetworks.ColourReader());

        var (exitCode, output, errors) = await RunAsync($"--PlateApi:ModelsFolder={models.Root}", "--urls", service.Address.ToString());

        Assert.Equal(2, exitCode);
        Assert.Contains($":{service.Address.Port}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Program_NoKeysBeyondLoopback_SaysWhatToSetAndFails()
    {
        using var models = new Packages();
        models.Write(TinyNetworks.ColourReader());

        var (exitCode, _, errors) = await RunAsync($"--PlateApi:ModelsFolder={models.Root}", "--urls", "http://0.0.0.0:0");

        Assert.Equal(2, exitCode);
        Assert.Contains("http://0.0.0.0:", errors, StringComparison.Ordinal);
        Assert.Contains("PlateApi:Keys:NAME", errors, StringComparison.Ordinal);
        Assert.Contains("PlateApi:Open=true", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Program_AskedForHealth_AsksTheServiceAndSaysWhatItHeard()
    {
        await using var service = await RunningService.StartAsync();

        var (well, answer, _) = await RunAsync("health", service.Address.ToString());
        var (gone, _, errors) = await RunAsync("health", "http://127.0.0.1:1");

        Assert.Equal(0, well);
        Assert.Contains("\"ready\"", answer, StringComparison.Ordinal);
        Assert.Equal(1, gone);
        Assert.Contains("does not answer", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_AskedToStop_EndsCleanly()
    {
        await using var program = await RunningProgram.StartAsync("--PlateApi:LogFormat=Json");

        program.AskToStop();
        await program.EndAsync();

        Assert.Equal(0, program.ExitCode);
        Assert.All(program.Log, line => System.Text.Json.JsonElement.Parse(line));
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var program = RunningProgram.Launch(arguments);
        var output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (program.ExitCode, await output, await errors);
    }
}
