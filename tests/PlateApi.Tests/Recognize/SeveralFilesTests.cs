using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Recognize;

public sealed class SeveralFilesTests(SharedService shared)
{
    private readonly HttpClient _client = shared.Service.Client;

    [Fact]
    public async Task Recognize_SeveralFiles_AreAnsweredInTheirOrder()
    {
        var answer = await (await _client.PostFilesAsync("image", TinyNetworks.Picture("A"), TinyNetworks.Picture("B"), TinyNetworks.Picture("C"))).ReadJsonAsync();

        Assert.Equal(["A", "B", "C"], answer.GetProperty("results").EnumerateArray().Select(Answers.TextOf));
    }

    [Fact]
    public async Task Recognize_TwoFilesOneBad_AnswersTheGoodOne()
    {
        var response = await _client.PostFilesAsync("upload", "no picture"u8.ToArray(), TinyNetworks.Picture("FED"));

        var results = (await response.ReadJsonAsync()).GetProperty("results");
        Assert.Equal(2, results.GetArrayLength());
        Answers.AssertProblem(results[0], 422, "NotAnImage");
        Assert.Equal("FED", Answers.TextOf(results[1]));
        Assert.All(results.EnumerateArray(), result => Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), result.GetProperty("requestId").GetString()));
    }

    [Fact]
    public async Task Recognize_ThreeFilesAllBad_SaysOfEachWhy()
    {
        var whole = TinyNetworks.Picture("ABE");

        var response = await _client.PostFilesAsync("file", [], whole[..(whole.Length / 2)], "GIF89a"u8.ToArray());

        var results = (await response.ReadJsonAsync()).GetProperty("results");
        Answers.AssertProblem(results[0], 400, "EmptyUpload");
        Answers.AssertProblem(results[1], 422, "ImageCutShort");
        Answers.AssertProblem(results[2], 422, "NotAnImage");
    }

    [Fact]
    public async Task Recognize_FilesInDifferentFields_AreAllRead()
    {
        using var form = Answers.Form(("image", TinyNetworks.Picture("A")), ("upload", TinyNetworks.Picture("B")), ("file", TinyNetworks.Picture("C")));

        var answer = await (await _client.PostAsync("/recognize", form, TestContext.Current.CancellationToken)).ReadJsonAsync();

        Assert.Equal(["A", "B", "C"], answer.GetProperty("results").EnumerateArray().Select(Answers.TextOf));
    }
}
