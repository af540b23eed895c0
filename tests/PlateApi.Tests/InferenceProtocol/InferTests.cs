using System.Text;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests.InferenceProtocol;

public sealed class InferTests(SharedService shared)
{
    private const string Path = "/v2/models/colour-reader/infer";

    private static readonly byte[] Face = TinyNetworks.Picture("FACE"), Abe = TinyNetworks.Picture("ABE"), NoPlate = TinyNetworks.Picture("");

    private HttpClient Client => shared.Service.Client;

    [Fact]
    public async Task Infer_PictureInJson_AnswersAllTensorsInJson()
    {
        var json = $$"""{"id":"7","inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Convert.ToBase64String(Face)}}"]}]}""";

        var answer = await (await Client.PostJsonAsync(Path, json)).ReadJsonAsync();

        Assert.Equal("colour-reader", answer.GetProperty("model_name").GetString());
        Assert.Equal("1", answer.GetProperty("model_version").GetString());
        Assert.Equal("7", answer.GetProperty("id").GetString());
        Assert.Equal("""["FACE"]""", ProtocolClient.Output(answer, "text").GetProperty("data").GetRawText());
        Assert.Equal("[0]", ProtocolClient.Output(answer, "picture").GetProperty("data").GetRawText());
        Assert.Equal("[true]", ProtocolClient.Output(answer, "accepted").GetProperty("data").GetRawText());
        Assert.Equal("[1,4]", ProtocolClient.Output(answer, "box").GetProperty("shape").GetRawText());
        Assert.Equal("[0,0,64,24]", ProtocolClient.Output(answer, "box").GetProperty("data").GetRawText());
        Assert.Equal("[1,4,2]", ProtocolClient.Output(answer, "polygon").GetProperty("shape").GetRawText());
    }

    [Fact]
    public async Task Infer_PicturesAsBytes_AnswersARowForEachPlate()
    {
        var tensor = ProtocolClient.Pack(Face, NoPlate, Abe);

        var answer = await (await Client.PostBinaryAsync(Path, ProtocolClient.BinaryHeader(3, tensor.Length), tensor)).ReadJsonAsync();

        Assert.Equal("""["FACE","ABE"]""", ProtocolClient.Output(answer, "text").GetProperty("data").GetRawText());
        Assert.Equal("[0,2]", ProtocolClient.Output(answer, "picture").GetProperty("data").GetRawText());
        Assert.Equal("[2]", ProtocolClient.Output(answer, "text").GetProperty("shape").GetRawText());
    }

    [Fact]
    public async Task Infer_OutputsAsBytes_ComeBehindTheJsonAsAskedFor()
    {
        var tensor = ProtocolClient.Pack(Face, Abe);
        var header = ProtocolClient.BinaryHeader(
            2, tensor.Length, ""","parameters":{"binary_data_output":true},"outputs":[{"name":"accepted"},{"name":"text"},{"name":"confidence","parameters":{"binary_data":false}},{"name":"picture"},{"name":"box"}]""");

        var (json, tensors) = await (await Client.PostBinaryAsync("/v2/models/colour-reader/versions/1/infer", header, tensor)).ReadBinaryAsync();

        Assert.Equal(["accepted", "text", "confidence", "picture", "box"], json.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()));
        Assert.Equal(ProtocolClient.Pack(Encoding.UTF8.GetBytes("FACE"), Encoding.UTF8.GetBytes("ABE")), tensors["text"]);
        Assert.Equal([1, 1], tensors["accepted"]);
        Assert.Equal([0, 1], Enumerable.Range(0, 2).Select(i => BitConverter.ToInt32(tensors["picture"], i * 4)));
        Assert.Equal([0f, 0, 64, 24], Enumerable.Range(0, 4).Select(i => BitConverter.ToSingle(tensors["box"], i * 4)));
        Assert.InRange(ProtocolClient.Output(json, "confidence").GetProperty("data")[0].GetDouble(), 0.5, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Infer_BareBytes_AreOnePicture(bool withLength)
    {
        var answer = await (await Client.PostBinaryAsync(Path, "", withLength ? ProtocolClient.Pack(Face) : Face)).ReadJsonAsync();

        Assert.Equal("""["FACE"]""", ProtocolClient.Output(answer, "text").GetProperty("data").GetRawText());
        Assert.False(answer.TryGetProperty("id", out _));
    }

    [Fact]
    public async Task Infer_SamePictureAsRecognize_AnswersTheSame()
    {
        var recognized = await (await Client.PostPictureAsync(Face, "?mode=crop")).ReadJsonAsync();

        var answer = await (await Client.PostBinaryAsync(Path, "", Face)).ReadJsonAsync();

        Assert.Equal(recognized.GetProperty("plates")[0].GetProperty("confidence").GetDouble(), ProtocolClient.Output(answer, "confidence").GetProperty("data")[0].GetDouble(), 1e-5);
    }

    [Theory]
    [InlineData("not json", "JSON cannot be read")]
    [InlineData("[]", "The request must be a JSON object")]
    [InlineData("{}", "inputs must be an array")]
    [InlineData("""{"inputs":[1]}""", "inputs[0] must be a JSON object")]
    [InlineData("""{"inputs":[{"name":"pixels","shape":[1],"datatype":"BYTES","data":[""]}]}""", "There is no input 'pixels'; there is 'image'")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"FP32","data":[1]}]}""", "'FP32'; it must be BYTES")]
    [InlineData("""{"inputs":[{"name":"image","datatype":"BYTES","data":[""]}]}""", "has no shape")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1.5],"datatype":"BYTES","data":[""]}]}""", "has 1.5; sizes must be whole numbers")]
    [InlineData("""{"inputs":[{"name":"image","shape":[5],"datatype":"BYTES","data":[""]}]}""", "says 5 pictures; 1 to 4 are taken (PlateApi:MaxFiles)")]
    [InlineData("""{"inputs":[{"name":"image","shape":[2147483647,2147483647],"datatype":"BYTES","data":[""]}]}""", "1 to 4 are taken")]
    [InlineData("""{"inputs":[{"name":"image","shape":[0],"datatype":"BYTES","data":[]}]}""", "says 0 pictures")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["no-base64!"]}]}""", "element 0 is none")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":[7]}]}""", "element 0 is none")]
    [InlineData("""{"inputs":[{"name":"image","shape":[2],"datatype":"BYTES","data":["AAAA"]}]}""", "has 1 element(s), and its shape says 2")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AAAA"]}],"outputs":[{"name":"plate"}]}""", "There is no output 'plate'; there are picture, text,")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AAAA"]}],"parameters":{"mode":"car"}}""", "mode is 'car'")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AAAA"]}],"parameters":{"detail":"fine"}}""", "detail is 'fine'")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AAAA"]}],"parameters":{"regions":"sk, Slovakia"}}""", "regions has 'Slovakia'")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AAAA"]}],"parameters":{"timeout":"soon"}}""", "timeout must be a whole number")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AAAA"]}],"parameters":{"binary_data_output":1}}""", "binary_data_output must be true or false")]
    public async Task Infer_WrongRequest_Is400AndSaysWhy(string json, string expected)
        => Assert.Contains(expected, await (await Client.PostJsonAsync(Path, json)).ReadErrorAsync(400), StringComparison.Ordinal);

    [Theory]
    [InlineData("99999", "must be a whole number from 0 to the body's")]
    [InlineData("-1", "must be a whole number")]
    [InlineData("many", "'many'")]
    public async Task Infer_WrongHeaderLength_Is400(string length, string expected)
        => Assert.Contains(expected, await (await Client.PostBinaryAsync(Path, "{}", Face, length)).ReadErrorAsync(400), StringComparison.Ordinal);

    [Fact]
    public async Task Infer_BytesThatEndWithinAnElement_Is400()
    {
        var tensor = ProtocolClient.Pack(Face)[..^1];

        var error = await (await Client.PostBinaryAsync(Path, ProtocolClient.BinaryHeader(1, tensor.Length), tensor)).ReadErrorAsync(400);

        Assert.Contains("end within an element", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_JsonOfMillionsOfTokens_Is400BeforeItIsKept()
    {
        var error = await (await Client.PostJsonAsync(Path, $"[{string.Join(',', Enumerable.Repeat("[]", 1_000_000))}]")).ReadErrorAsync(400);

        Assert.Contains("more than 10000 tokens", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_BadPicture_Is422WithItsNumber()
    {
        var tensor = ProtocolClient.Pack(Face, "broken"u8.ToArray());

        var error = await (await Client.PostBinaryAsync(Path, ProtocolClient.BinaryHeader(2, tensor.Length), tensor)).ReadErrorAsync(422);

        Assert.StartsWith("Picture 1: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_TooManyBytesAnnounced_Is413BeforeTheyAreSent()
    {
        using var connection = await RawConnection.OpenAsync(shared.Service.Address);
        await connection.SendAsync($"POST {Path} HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 4000001\n\n");

        var answer = await connection.ReadAllAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("{\"error\":\"The request has more bytes than 4000000 (PlateApi:MaxRequestBytes).\"}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ClientThatWaitsLessThanTheService_Is504()
    {
        await using var service = await RunningService.StartAsync(["--PlateApi:DeadlineSeconds=3600"], builder => { }, models =>
        {
            var (network, manifest) = (TinyNetworks.HangsUnlessBlack(), Packages.Manifest());
            var black = PlateRecognition.Tests.Imaging.Pictures.Encode(32, 16, (_, _) => SkiaSharp.SKColors.Black, SkiaSharp.SKEncodedImageFormat.Png);
            PlateRecognition.Models.ModelPackage.Write(models.Folder(manifest.Name, manifest.Version), manifest, network, [Packages.Golden(network, manifest, black)]);
        });
        var tensor = ProtocolClient.Pack(Face);

        var response = await service.Client.PostBinaryAsync(Path, ProtocolClient.BinaryHeader(1, tensor.Length, ""","parameters":{"timeout":300000}"""), tensor);

        await response.ReadErrorAsync(504);
    }
}
