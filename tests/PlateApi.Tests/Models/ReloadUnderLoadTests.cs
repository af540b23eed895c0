using System.Collections.Concurrent;
using PlateApi.Access;
using PlateRecognition.Tests.Detection;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Models;

/// <summary>Clients notice nothing of models that come and go.</summary>
public sealed class ReloadUnderLoadTests
{
    private const string AdminKey = "the operator's key";
    private const int Reloads = 50, Clients = 4;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reload_FiftyTimesUnderLoad_FailsNoRequest()
    {
        await using var service = await RunningService.StartAsync([$"--PlateApi:AdminKeys:ops={ApiKey.Hash(AdminKey)}", "--PlateApi:Open=true"], builder => { }, models =>
        {
            foreach (var version in new[] { 1, 2 })
            {
                models.Write(TinyNetworks.ColourReader(), Packages.Manifest(version: version));
                TinyFinder.Write(models, version);
            }
        });
        using var aside = new TemporaryFolder();
        var seen = new ConcurrentDictionary<string, int>();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => AskAsync(service, client, seen, done.Token), Stop)).ToArray();

        for (var reload = 0; reload < Reloads; reload++)
        {
            // The reader and the finder, one after the other, out and in again.
            var name = reload % 2 == 0 ? "colour-reader" : "cell-finder";
            var (inside, outside) = (service.Models.Folder(name, 2), Path.Combine(aside.Path, name));
            if (Directory.Exists(inside))
                Directory.Move(inside, outside);
            else
                Directory.Move(outside, inside);
            await ReloadAsync(service);
        }

        await done.CancelAsync();
        // What went wrong in a client, comes out here.
        await Task.WhenAll(clients);
        Assert.Equal(["cell-finder/1", "cell-finder/2", "colour-reader/1", "colour-reader/2"], seen.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(service.Log.Errors);
    }

    private static async Task AskAsync(RunningService service, int client, ConcurrentDictionary<string, int> seen, CancellationToken done)
    {
        var (photo, crop) = (TinyFinder.Photo(1, (1, 2, "FACE")), TinyNetworks.Picture("FACE"));
        for (var asked = client; !done.IsCancellationRequested; asked++)
        {
            var isPhoto = asked % 2 == 0;
            var answer = await (await service.Client.PostPictureAsync(isPhoto ? photo : crop, isPhoto ? "?mode=photo" : "?mode=crop")).ReadJsonAsync();
            Assert.Equal("FACE", Answers.TextOf(answer));
            foreach (var model in new[] { "recognizer", "detector" })
            {
                if (answer.GetProperty("model").GetProperty(model).GetString() is { } id)
                    seen.AddOrUpdate(id, 1, (_, count) => count + 1);
            }
        }
    }

    private static async Task ReloadAsync(RunningService service)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/models/reload");
        request.Headers.Add("X-Api-Key", AdminKey);
        var change = await (await service.Client.SendAsync(request, Stop)).ReadJsonAsync();
        Assert.Equal(1, change.GetProperty("served").GetArrayLength());
    }
}
