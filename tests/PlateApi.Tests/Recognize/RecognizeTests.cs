using System.Net.Http.Headers;
using System.Text.Json;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using SkiaSharp;

namespace PlateApi.Tests.Recognize;

public sealed class RecognizeTests(SharedService shared)
{
    private readonly HttpClient _client = shared.Service.Client;

    [Theory]
    [InlineData("ABE", SKEncodedImageFormat.Png, "image/png")]
    [InlineData("DEFA", SKEncodedImageFormat.Jpeg, "image/jpeg")]
    [InlineData("EC", SKEncodedImageFormat.Webp, "image/webp")]
    [InlineData("F", SKEncodedImageFormat.Webp, "application/octet-stream")]
    [InlineData("BA", SKEncodedImageFormat.Jpeg, "image/jpg")]
    [InlineData("EA", SKEncodedImageFormat.Jpeg, "image/png")]
    [InlineData("C", SKEncodedImageFormat.Png, "IMAGE/PNG; name=x")]
    public async Task Recognize_PictureAsBody_IsRead(string text, SKEncodedImageFormat format, string type)
    {
        var answer = await (await _client.PostPictureAsync(TinyNetworks.Picture(text, format: format), type: type)).ReadJsonAsync();

        Assert.Equal(text, Answers.TextOf(answer));
    }

    [Theory]
    [InlineData("image")]
    [InlineData("upload")]
    [InlineData("file")]
    [InlineData("Image")]
    public async Task Recognize_OneFileOfAForm_GetsThePlainAnswer(string field)
    {
        var answer = await (await _client.PostFilesAsync(field, TinyNetworks.Picture("CAB"))).ReadJsonAsync();

        Assert.Equal("CAB", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Recognize_Picture_AnswersWithTheWholeContract()
    {
        var response = await _client.PostPictureAsync(TinyNetworks.Picture("ABE", 120, 30), "?mode=crop&topN=3");

        var answer = await response.ReadJsonAsync();
        Assert.Equal(["requestId", "model", "image", "plates", "timings"], Names(answer));
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), answer.GetProperty("requestId").GetString());
        Assert.Equal("""{"recognizer":"colour-reader/1","detector":null,"executionProvider":"cpu"}""", answer.GetProperty("model").GetRawText());
        Assert.Equal("""{"width":120,"height":30}""", answer.GetProperty("image").GetRawText());
        var plate = answer.GetProperty("plates")[0];
        Assert.Equal(
            ["text", "confidence", "accepted", "characters", "candidates", "region", "lines", "box", "polygon", "detectionConfidence"], Names(plate));
        Assert.True(plate.GetProperty("accepted").GetBoolean());
        Assert.Equal(JsonValueKind.Null, plate.GetProperty("region").ValueKind);
        Assert.Equal("""{"x":0,"y":0,"width":120,"height":30}""", plate.GetProperty("box").GetRawText());
        Assert.Equal("""[{"x":0,"y":0},{"x":120,"y":0},{"x":120,"y":30},{"x":0,"y":30}]""", plate.GetProperty("polygon").GetRawText());
        Assert.Equal(["decodeMs", "detectMs", "queueMs", "readMs", "totalMs"], Names(answer.GetProperty("timings")));
        Assert.All(answer.GetProperty("timings").EnumerateObject(), timing => Assert.InRange(timing.Value.GetDouble(), 0, 60_000));
        Assert.Contains("total;dur=", response.Headers.GetValues("Server-Timing").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recognize_Answer_IsSentInOnePieceWithItsLength()
    {
        // Of chunks, a service that is killed might send some: half an answer, which a gateway cannot ask for again.
        using var one = await _client.PostPictureAsync(TinyNetworks.Picture("ABE"));
        using var several = await _client.PostFilesAsync("image", TinyNetworks.Picture("A"), TinyNetworks.Picture("B"));

        Assert.All([one, several], response => Assert.NotEqual(true, response.Headers.TransferEncodingChunked));
    }

    [Fact]
    public async Task Recognize_TopN_GivesThatManyTextsLikeliestFirst()
    {
        var answer = await (await _client.PostPictureAsync(TinyNetworks.Picture("ABE"), "?topN=5")).ReadJsonAsync();

        var plate = answer.GetProperty("plates")[0];
        var candidates = plate.GetProperty("candidates").EnumerateArray().ToArray();
        Assert.Equal(5, candidates.Length);
        Assert.Equal("ABE", candidates[0].GetProperty("text").GetString());
        Assert.Equal(plate.GetProperty("confidence").GetDouble(), candidates[0].GetProperty("confidence").GetDouble());
        var confidences = candidates.Select(candidate => candidate.GetProperty("confidence").GetDouble()).ToArray();
        Assert.Equal(confidences.OrderDescending(), confidences);
        Assert.All(confidences, confidence => Assert.InRange(confidence, 0, 1));
        Assert.Equal(5, candidates.Select(candidate => candidate.GetProperty("text").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Recognize_Picture_NamesEachCharacterWithItsAlternatives()
    {
        var answer = await (await _client.PostPictureAsync(TinyNetworks.Picture("ABE"))).ReadJsonAsync();

        var characters = answer.GetProperty("plates")[0].GetProperty("characters").EnumerateArray().ToArray();
        Assert.Equal(["A", "B", "E"], characters.Select(character => character.GetProperty("char").GetString()));
        Assert.All(characters, character =>
        {
            Assert.InRange(character.GetProperty("confidence").GetDouble(), 0.5, 1);
            var alternative = character.GetProperty("alternatives")[0];
            Assert.Equal(1, alternative.GetProperty("char").GetString()!.Length);
            Assert.InRange(alternative.GetProperty("confidence").GetDouble(), 0, character.GetProperty("confidence").GetDouble());
        });
    }

    [Fact]
    public async Task Recognize_PictureWithoutAPlate_IsASuccessWithNone()
    {
        var answer = await (await _client.PostPictureAsync(TinyNetworks.Picture("____"))).ReadJsonAsync();

        Assert.Empty(answer.GetProperty("plates").EnumerateArray());
    }

    [Theory]
    [InlineData("?mode=auto")]
    [InlineData("?mode=crop&regions=sk&regions=us-ca&regions=GB-ENG&regions=ar-mercosur&regions=xx")]
    [InlineData("?model=colour-reader")]
    [InlineData("?model=colour-reader/1&topN=20")]
    [InlineData("?unheard=of")]
    public async Task Recognize_QueryThatIsRight_IsRead(string query)
    {
        var answer = await (await _client.PostPictureAsync(TinyNetworks.Picture("BAD"), query)).ReadJsonAsync();

        Assert.Equal("BAD", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Recognize_EmptyFileFieldBesideAFile_IsPassedOver()
    {
        using var form = Answers.Form(("image", TinyNetworks.Picture("ACE")));
        form.Add(new StringContent("sk"), "comment");
        form.Add(new ByteArrayContent([]), "upload");

        var answer = await (await _client.PostAsync("/recognize", form, TestContext.Current.CancellationToken)).ReadJsonAsync();

        Assert.Equal("ACE", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Recognize_ChunkedBody_IsRead()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/recognize") { Content = Answers.Body(TinyNetworks.Picture("FAD"), "image/png") };
        request.Headers.TransferEncodingChunked = true;

        var answer = await (await _client.SendAsync(request, TestContext.Current.CancellationToken)).ReadJsonAsync();

        Assert.Equal("FAD", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Recognize_LargeFileOfAForm_ArrivesWhole()
    {
        // Far over the 64 KB from which the framework would go to disk, and over every buffer on the way.
        var picture = TinyNetworks.Picture("DCEA");
        var padded = new byte[2_000_000];
        picture.CopyTo(padded, 0);

        var answer = await (await _client.PostFilesAsync("image", padded)).ReadJsonAsync();

        Assert.Equal("DCEA", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Recognize_AnimatedWebP_ReadsItsFirstFrame()
    {
        var animation = WebPBytes.Animation(
            64, 24, TinyNetworks.Picture("FACE", format: SKEncodedImageFormat.Webp), TinyNetworks.Picture("BAD", format: SKEncodedImageFormat.Webp));

        var answer = await (await _client.PostPictureAsync(animation)).ReadJsonAsync();

        Assert.Equal("FACE", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Recognize_AnimatedPng_ReadsItsFirstFrame()
    {
        var (red, lime) = (Row(255, 0, 0), Row(0, 255, 0));
        byte[] control = [0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0];
        var animation = new PngBytes().Header(8, 1, 8, 2)
            .Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0)
            .Chunk("fcTL", control)
            .Rows(red)
            .Chunk("fcTL", [0, 0, 0, 1, .. control[4..]])
            .Chunk("fdAT", [0, 0, 0, 2, .. PngBytes.Deflate(lime)])
            .End();

        var answer = await (await _client.PostPictureAsync(animation)).ReadJsonAsync();

        Assert.Equal("AAAA", Answers.TextOf(answer));

        static byte[] Row(byte r, byte g, byte b) => [.. Enumerable.Repeat(new[] { r, g, b }, 8).SelectMany(pixel => pixel)];
    }

    [Theory]
    [InlineData(new byte[] { 0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xFF, 0xFF, 1, 2, 3 })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x4D, 0x4D, 0, 42, 0xFF, 0xFF, 0xFF, 0xFF })]
    public async Task Recognize_CorruptExif_IsStillRead(byte[] tiff)
    {
        var picture = Exif.In(TinyNetworks.Picture("BADE", format: SKEncodedImageFormat.Jpeg), tiff);

        var answer = await (await _client.PostPictureAsync(picture)).ReadJsonAsync();

        Assert.Equal("BADE", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Recognize_ExifUpsideDown_IsReadUpright()
    {
        var picture = Exif.In(TinyNetworks.Picture("ABCD", format: SKEncodedImageFormat.Jpeg), Exif.Tiff(3));

        var answer = await (await _client.PostPictureAsync(picture)).ReadJsonAsync();

        Assert.Equal("DCBA", Answers.TextOf(answer));
    }

    [Fact]
    public async Task Recognize_AcceptHeaderWithoutJson_IsAnsweredAllTheSame()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/recognize") { Content = Answers.Body([1, 2, 3], "image/png") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ReadProblemAsync(422, "NotAnImage");
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
