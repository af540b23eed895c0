using System.Text.Json;
using PlateRecognition.Tests.Detection;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Compatibility;

/// <summary>What these clients make of a photo with two plates.</summary>
public sealed class SeveralPlatesTests : IAsyncLifetime
{
    private static readonly byte[] Photo = TinyFinder.Photo(2, (0, 1, "FACE"), (2, 3, "BEAD"));

    private RunningService _service = null!;

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync([], _ => { }, packages =>
    {
        packages.Write(TinyNetworks.ColourReader());
        TinyFinder.Write(packages);
    });

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task PlateReader_TwoPlates_AreBothReadByTheirPlaces()
    {
        var (response, answer) = await PostAsync("/v1/plate-reader/");

        Assert.Equal(["bead 1.0  Unknown 80 112", "face 1.0  Unknown 16 48"], KnownClients.HomeAssistant(answer).Vehicles.Order(StringComparer.Ordinal));
        Assert.Equal(["alpr:bead 64,96 96,128", "alpr:face 0,32 32,64"], KnownClients.ZoneMinder(response, answer, 0, 0).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task VisionAlpr_TwoPlates_AreBothDrawnAndEitherMayBeWatched()
    {
        var (response, answer) = await PostAsync("/v1/image/alpr");

        Assert.Equal(["Plate: BEAD 1.0 64,96 96,128", "Plate: FACE 1.0 0,32 32,64"], KnownClients.BlueIris(answer).Order(StringComparer.Ordinal));
        Assert.Equal("BEAD", KnownClients.FrigateAddOnCodeProject(response, answer, watched: "bead")?.Plate);
        Assert.Equal("FACE", KnownClients.FrigateAddOnCodeProject(response, answer, watched: "face")?.Plate);
    }

    private async Task<(HttpResponseMessage Response, JsonElement Answer)> PostAsync(string path)
    {
        using var form = Answers.Form(("upload", Photo));
        var response = await _service.Client.PostAsync(path, form, TestContext.Current.CancellationToken);
        return (response, JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
