using System.Text.Json;
using PlateApi.Access;
using PlateRecognition.Models;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Models;

/// <summary>Models are reloaded, pinned and rolled back over HTTP and by signal.</summary>
public sealed class ModelAdminTests
{
    private const string Key = "the camera's key", AdminKey = "the operator's key";

    private static readonly byte[] Picture = TinyNetworks.Picture("FACE");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reload_NewVersion_AnswersFromThenOn()
    {
        await using var service = await StartAsync();
        Write(service.Models, 2);

        var change = await (await SendAsync(service, HttpMethod.Post, "/reload")).ReadJsonAsync();

        Assert.Equal("""["colour-reader/2"]""", change.GetProperty("added").GetRawText());
        Assert.Equal("""["colour-reader/2"]""", change.GetProperty("served").GetRawText());
        Assert.Equal(["colour-reader/2 True", "colour-reader/1 False"], change.GetProperty("models").EnumerateArray().Select(model => $"{model.GetProperty("id")} {model.GetProperty("isServed")}"));
        Assert.Equal("colour-reader/2", await ReaderAsync(service));
        var list = await (await service.Client.GetAsync("/models", Stop)).ReadJsonAsync();
        Assert.Equal(2, list.GetProperty("models").GetArrayLength());
        await service.Log.WaitForAsync("reload by ops");
    }

    [Fact]
    public async Task Reload_FaultyPackages_Is422WithALineAFaultAndTheOldOneReads()
    {
        await using var service = await StartAsync();
        service.Models.WriteWrongGolden("colour-reader", 2);
        service.Models.WriteUnlikeItsManifest("other");

        var problem = await (await SendAsync(service, HttpMethod.Post, "/reload")).ReadProblemAsync(422, "FaultyModels");

        var faults = problem.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()!).ToArray();
        Assert.Equal(2, faults.Length);
        Assert.Contains("read 'AB', expected 'AA'", faults[0], StringComparison.Ordinal);
        Assert.Contains("no input 'image'", faults[1], StringComparison.Ordinal);
        Assert.Equal("colour-reader/1", await ReaderAsync(service));
    }

    [Fact]
    public async Task Reload_DuringAnother_Is409AndStoppingEndsBoth()
    {
        await using var service = await StartAsync();
        var (hangs, manifest) = (TinyNetworks.HangsUnlessBlack(), Packages.Manifest(version: 2));
        var golden = Packages.Golden(TinyNetworks.ColourReader(), manifest, "AB");
        ModelPackage.Write(service.Models.Folder("colour-reader", 2), manifest, hangs, [golden]);

        // Either may come first: it hangs, so the one that is answered was the second.
        var both = new[] { SendAsync(service, HttpMethod.Post, "/reload"), SendAsync(service, HttpMethod.Post, "/reload") };
        var second = await await Task.WhenAny(both);

        await second.ReadProblemAsync(409, "ModelChangeUnderWay");
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        Assert.Equal("colour-reader/1", await ReaderAsync(service));
        await service.StopAsync();
        Assert.All(await Task.WhenAll(both), response => Assert.False(response.IsSuccessStatusCode));
    }

    [Fact]
    public async Task PinAndRollBack_Versions_AnswerToTheName()
    {
        await using var service = await StartAsync();
        Write(service.Models, 2);
        Write(service.Models, 3);
        await (await SendAsync(service, HttpMethod.Post, "/reload")).ReadJsonAsync();

        await (await SendAsync(service, HttpMethod.Post, "/colour-reader/rollback")).ReadJsonAsync();
        Assert.Equal("colour-reader/2", await ReaderAsync(service));
        await (await SendAsync(service, HttpMethod.Put, "/colour-reader/pin?version=1")).ReadJsonAsync();
        Assert.Equal("colour-reader/1", await ReaderAsync(service));
        Assert.Equal("colour-reader/1", (await (await service.Client.GetAsync("/models/colour-reader", Stop)).ReadJsonAsync()).GetProperty("id").GetString());
        Assert.Equal("colour-reader/3", await ReaderAsync(service, "?model=colour-reader/3"));
        var states = await (await SendAsync(service, HttpMethod.Get, "")).ReadJsonAsync();
        Assert.Equal("colour-reader/1", Assert.Single(states.GetProperty("models").EnumerateArray(), model => model.GetProperty("isPinned").GetBoolean()).GetProperty("id").GetString());
        await (await SendAsync(service, HttpMethod.Delete, "/colour-reader/pin")).ReadJsonAsync();
        Assert.Equal("colour-reader/3", await ReaderAsync(service));
    }

    [Theory]
    [InlineData("PUT", "/colour-reader/pin", 400, "InvalidQuery")]
    [InlineData("PUT", "/colour-reader/pin?version=0", 400, "InvalidQuery")]
    [InlineData("PUT", "/colour-reader/pin?version=7", 404, "ModelNotFound")]
    [InlineData("PUT", "/other/pin?version=1", 404, "ModelNotFound")]
    [InlineData("DELETE", "/other/pin", 404, "ModelNotFound")]
    [InlineData("POST", "/colour-reader/rollback", 404, "ModelNotFound")]
    public async Task Pin_WhatIsNotThere_IsRefused(string method, string path, int status, string code)
    {
        await using var service = await StartAsync();

        await (await SendAsync(service, new HttpMethod(method), path)).ReadProblemAsync(status, code);

        Assert.Equal("colour-reader/1", await ReaderAsync(service));
    }

    [Fact]
    public async Task Admin_WithoutAnAdminKey_IsRefused()
    {
        await using var service = await StartAsync();

        await (await SendAsync(service, HttpMethod.Post, "/reload", Key)).ReadProblemAsync(403, "AdminKeyNeeded");
        await (await SendAsync(service, HttpMethod.Get, "", key: null)).ReadProblemAsync(401, "KeyNeeded");
    }

    [Fact]
    public async Task PinnedModels_Setting_HoldsFromTheStart()
    {
        await using var service = await RunningService.StartAsync(["--PlateApi:PinnedModels=colour-reader/1"], builder => { }, models =>
        {
            Write(models, 1);
            Write(models, 2);
        });

        Assert.Equal("colour-reader/1", await ReaderAsync(service));
        Assert.Equal("""{"name":"colour-reader","ready":true}""", await service.Client.GetStringAsync("/v2/models/colour-reader/ready", Stop));
    }

    [Fact]
    public async Task Sighup_NewVersion_IsServedAndTheProgramGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGHUP.");
        Assert.SkipWhen(IgnoresHangUp(), "SIGHUP is ignored here, as under nohup, and a program that is started inherits that.");
        await using var program = await RunningProgram.StartAsync();
        Write(program.Models, 2);

        program.Signal("HUP");
        while (!program.Log.Any(line => line.Contains("reload by SIGHUP", StringComparison.Ordinal)))
        {
            Assert.False(program.HasEnded);
            await Task.Delay(20, Stop);
        }

        var answer = await (await program.Client.PostPictureAsync(Picture)).ReadJsonAsync();
        Assert.Equal("colour-reader/2", Reader(answer));
    }

    // The first bit of the mask is signal 1.
    private static bool IgnoresHangUp()
    {
        const string Status = "/proc/self/status", Mask = "SigIgn:";
        return File.Exists(Status) && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Mask, StringComparison.Ordinal)) is { } line
            && (Convert.ToUInt64(line[Mask.Length..].Trim(), 16) & 1) == 1;
    }

    private static Task<RunningService> StartAsync()
        => RunningService.StartAsync($"--PlateApi:AdminKeys:ops={ApiKey.Hash(AdminKey)}", $"--PlateApi:Keys:camera={ApiKey.Hash(Key)}", "--PlateApi:Open=true");

    private static void Write(Packages models, int version) => models.Write(TinyNetworks.ColourReader(), Packages.Manifest(version: version));

    private static async Task<string?> ReaderAsync(RunningService service, string query = "")
        => Reader(await (await service.Client.PostPictureAsync(Picture, query)).ReadJsonAsync());

    private static string? Reader(JsonElement answer) => answer.GetProperty("model").GetProperty("recognizer").GetString();

    private static async Task<HttpResponseMessage> SendAsync(RunningService service, HttpMethod method, string path, string? key = AdminKey)
    {
        using var request = new HttpRequestMessage(method, $"/admin/models{path}");
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        return await service.Client.SendAsync(request, Stop);
    }
}
