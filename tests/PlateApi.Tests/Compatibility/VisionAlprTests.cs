using System.Net;
using System.Text.Json;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Compatibility;

public sealed class VisionAlprTests(SharedService shared)
{
    private static readonly byte[] Picture = TinyNetworks.Picture("ABE", 120, 30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/vision/alpr")]
    [InlineData("/v1/image/alpr")]
    public async Task VisionAlpr_Picture_IsReadAsBlueIrisAndTheFrigateAddOnDo(string path)
    {
        var (response, answer) = await PostAsync(Picture, path: path);

        Assert.Equal(["Plate: ABE 1.0 0,0 120,30"], KnownClients.BlueIris(answer));
        Assert.Equal("ABE", KnownClients.FrigateAddOnCodeProject(response, answer)?.Plate);
    }

    [Fact]
    public async Task VisionAlpr_Answer_HasTheWholeFormat()
    {
        var (response, answer) = await PostAsync(Picture);

        Assert.Equal(
            [
                "success", "message", "count", "predictions", "code", "command", "moduleId", "moduleName", "inferenceDevice", "executionProvider", "canUseGPU", "processMs",
                "inferenceMs", "analysisRoundTripMs", "processedBy", "timestampUTC", "requestId",
            ],
            answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Found Plate: ABE", answer.GetProperty("message").GetString());
        Assert.Equal(1, answer.GetProperty("count").GetInt32());
        Assert.Equal("CPU", answer.GetProperty("executionProvider").GetString());
        Assert.False(answer.GetProperty("canUseGPU").GetBoolean());
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), answer.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task VisionAlpr_PictureWithoutAPlate_IsASuccessWithNone()
    {
        var (response, answer) = await PostAsync(TinyNetworks.Picture("____"));

        Assert.Empty(KnownClients.BlueIris(answer));
        Assert.Null(KnownClients.FrigateAddOnCodeProject(response, answer));
        Assert.Equal("No plates found", answer.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("0.4", 1)]
    [InlineData("0", 1)]
    [InlineData("", 1)]
    [InlineData("1", 0)]
    public async Task VisionAlpr_MinConfidence_LeavesOutWhatIsLessSure(string threshold, int plates)
    {
        var (_, answer) = await PostAsync(Picture, threshold);

        Assert.Equal(plates, answer.GetProperty("predictions").GetArrayLength());
    }

    [Theory]
    [InlineData("high")]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("NaN")]
    public async Task VisionAlpr_MinConfidenceThatIsWrong_IsNoSuccess(string threshold)
    {
        var (response, answer) = await PostAsync(Picture, threshold);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("failed: min_confidence", Assert.Single(KnownClients.BlueIris(answer)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VisionAlpr_NoPicture_IsNoSuccessAndSaysWhy()
    {
        var (response, answer) = await PostAsync("no picture"u8.ToArray());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("failed: ", Assert.Single(KnownClients.BlueIris(answer)), StringComparison.Ordinal);
        Assert.Equal(422, answer.GetProperty("code").GetInt32());
        Assert.Null(KnownClients.FrigateAddOnCodeProject(response, answer));
    }

    [Fact]
    public async Task VisionAlpr_TwoPictures_IsNoSuccess()
    {
        using var form = Answers.Form(("upload", Picture), ("upload", Picture));

        using var response = await shared.Service.Client.PostAsync("/v1/vision/alpr", form, Stop);

        Assert.Contains("2 pictures", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private async Task<(HttpResponseMessage Response, JsonElement Answer)> PostAsync(byte[] picture, string? threshold = null, string path = "/v1/vision/alpr")
    {
        using var form = Answers.Form(("upload", picture));
        if (threshold is not null)
            form.Add(new StringContent(threshold), "min_confidence");
        var response = await shared.Service.Client.PostAsync(path, form, Stop);
        return (response, JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop)));
    }
}
