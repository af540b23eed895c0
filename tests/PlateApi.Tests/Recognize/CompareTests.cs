using System.Text.Json;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.Recognize;

/// <summary>One picture, several models; among them such as the study's, of another alphabet and size.</summary>
public sealed class CompareTests(CompareTests.SeveralModels several) : IClassFixture<CompareTests.SeveralModels>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compare_ModelsOfOneAlphabet_AgreeInTheirOrder()
    {
        var answer = await (await PostAsync(TinyNetworks.Picture("FACE"), "mode=crop&model=second&model=first/1")).ReadJsonAsync();

        Assert.True(answer.GetProperty("agree").GetBoolean());
        Assert.Equal(["second/1 FACE", "first/1 FACE"], Texts(answer));
        Assert.Equal(32, answer.GetProperty("requestId").GetString()!.Length);
    }

    [Fact]
    public async Task Compare_ModelsOfDifferentAlphabets_AnswerEachTheirOwn()
    {
        var answer = await (await PostAsync(StudyReader.Picture("RK959AF"), "mode=crop&model=study-b0&model=first&model=study-flat&topN=2")).ReadJsonAsync();

        Assert.False(answer.GetProperty("agree").GetBoolean());
        var texts = Texts(answer).ToArray();
        Assert.Equal(("study-b0/1 RK959AF", "study-flat/1 RK959AF"), (texts[0], texts[2]));
        Assert.StartsWith("first/2 ", texts[1], StringComparison.Ordinal);
        Assert.Equal(2, answer.GetProperty("results")[0].GetProperty("plates")[0].GetProperty("candidates").GetArrayLength());
    }

    [Theory]
    [InlineData("study-b0")]
    [InlineData("study-flat")]
    public async Task Recognize_StudyModel_ReadsSevenSymbolsWithoutAPad(string model)
    {
        var listed = await (await several.Service.Client.GetAsync($"/models/{model}", Stop)).ReadJsonAsync();
        var answer = await (await several.Service.Client.PostPictureAsync(StudyReader.Picture("K94UM7Z"), $"?mode=crop&model={model}")).ReadJsonAsync();

        Assert.Equal((StudyReader.Alphabet, 7), (listed.GetProperty("alphabet").GetString(), listed.GetProperty("longestText").GetInt32()));
        Assert.Equal("K94UM7Z", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Compare_ModelThatCannotBeUsed_DoesNotFailTheOthers()
    {
        var answer = await (await PostAsync(TinyNetworks.Picture("FACE"), "mode=crop&model=first&model=broken")).ReadJsonAsync();

        Assert.False(answer.GetProperty("agree").GetBoolean());
        Assert.Equal("FACE", Answers.TextOf(answer.GetProperty("results")[0]));
        Answers.AssertProblem(answer.GetProperty("results")[1], 503, "ModelNotReady");
    }

    [Fact]
    public async Task Compare_NoPicture_IsTheSameProblemAsElsewhere()
        => await (await PostAsync("no picture"u8.ToArray(), "model=first&model=second")).ReadProblemAsync(422, "NotAnImage");

    [Theory]
    [InlineData("", "model is given 0 times; 2 to 8")]
    [InlineData("model=first", "model is given 1 times; 2 to 8")]
    [InlineData("model=a&model=b&model=c&model=d&model=e&model=f&model=g&model=h&model=i", "model is given 9 times; 2 to 8")]
    [InlineData("model=first&model=first/2", "'first' and 'first/2', which are the same")]
    [InlineData("model=first&model=Second", "model is 'Second'")]
    [InlineData("model=first&model=second&mode=x", "mode is 'x'")]
    public async Task Compare_WrongQuery_SaysWhatIsTaken(string query, string expected)
    {
        var problem = await (await PostAsync(TinyNetworks.Picture("FACE"), query)).ReadProblemAsync(400, "InvalidQuery");

        Assert.Contains(expected, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_UnknownModelOrSeveralFiles_IsRefused()
    {
        await (await PostAsync(TinyNetworks.Picture("FACE"), "model=first&model=third")).ReadProblemAsync(400, "ModelNotFound");
        using var form = Answers.Form(("image", TinyNetworks.Picture("FACE")), ("image", TinyNetworks.Picture("ABE")));
        await (await several.Service.Client.PostAsync("/recognize/compare?model=first&model=second", form, Stop)).ReadProblemAsync(400, "TooManyFiles");
    }

    private Task<HttpResponseMessage> PostAsync(byte[] picture, string query)
        => several.Service.Client.PostAsync($"/recognize/compare?{query}", Answers.Body(picture, "image/png"), Stop);

    private static IEnumerable<string> Texts(JsonElement answer)
        => answer.GetProperty("results").EnumerateArray().Select(result => $"{result.GetProperty("model").GetProperty("recognizer").GetString()} {Answers.TextOf(result)}");

    /// <summary>The service.</summary>
    public sealed class SeveralModels : IAsyncLifetime
    {
        private RunningService? _service;

        internal RunningService Service => _service!;

        public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(["--PlateApi:DefaultModel=first"], builder => { }, models =>
        {
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest("first", 1));
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest("first", 2));
            models.Write(TinyNetworks.ColourReader(), Packages.Manifest("second"));
            models.WriteWrongGolden("broken");
            StudyReader.Write(models, "study-b0", 224, 224);
            StudyReader.Write(models, "study-flat", 64, 192);
        });

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }
}
