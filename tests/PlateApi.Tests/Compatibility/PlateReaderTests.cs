using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PlateRecognition.Tests.Inference;
using SkiaSharp;

namespace PlateApi.Tests.Compatibility;

public sealed class PlateReaderTests(SharedService shared)
{
    private static readonly byte[] Picture = TinyNetworks.Picture("ABE", 120, 30, SKEncodedImageFormat.Jpeg);
    private static readonly string Base64 = Convert.ToBase64String(Picture);

    private readonly HttpClient _client = shared.Service.Client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/plate-reader/")]
    [InlineData("/v1/plate-reader")]
    public async Task PlateReader_FileAsHomeAssistantSendsIt_IsReadAsItReads(string path)
    {
        using var form = Form(Picture, ("regions", "sk"), ("regions", "us-ca"), ("camera_id", "front"), ("mmc", "false"));

        var (response, answer) = await PostAsync(form, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var (vehicles, callsLeft) = KnownClients.HomeAssistant(answer);
        Assert.Equal(["abe 1.0  Unknown 60 15"], vehicles);
        Assert.InRange(callsLeft, 1, int.MaxValue - 1);
    }

    [Fact]
    public async Task PlateReader_FileAsTheFrigateAddOnSendsIt_IsReadAsItReads()
    {
        using var form = Form(Picture);

        var (response, answer) = await PostAsync(form);

        Assert.Equal("abe", KnownClients.FrigateAddOn(response, answer)?.Plate);
        var candidate = answer.GetProperty("results")[0].GetProperty("candidates")[3];
        Assert.Equal(candidate.GetProperty("score").GetDouble(), KnownClients.FrigateAddOn(response, answer, candidate.GetProperty("plate").GetString())?.Score);
    }

    [Theory]
    [InlineData(0.5, 0.5, new[] { "alpr:abe 0,0 120,30" })]
    [InlineData(0.5, 1.1, new string[0])]
    [InlineData(1.1, 0.5, new string[0])]
    public async Task PlateReader_FileAsZoneMinderSendsIt_IsReadAsItReads(double leastDscore, double leastScore, string[] plates)
    {
        // Asked for as the cloud's, without the slash at the end; regions and configuration as its examples have them.
        using var form = Form(Picture, ("regions", "sk"), ("config", """{"region":"strict","mode":"fast"}"""));

        var (response, answer) = await PostAsync(form, "/v1/plate-reader");

        Assert.Equal(plates, KnownClients.ZoneMinder(response, answer, leastDscore, leastScore));
    }

    [Fact]
    public async Task PlateReader_PictureWithoutAPlate_IsASuccessWithNone()
    {
        using var form = Form(TinyNetworks.Picture("____"));

        var (response, answer) = await PostAsync(form);

        Assert.Null(KnownClients.FrigateAddOn(response, answer));
        Assert.Empty(KnownClients.HomeAssistant(answer).Vehicles);
        Assert.Empty(KnownClients.ZoneMinder(response, answer, leastDscore: 0, leastScore: 0));
    }

    [Fact]
    public async Task PlateReader_Answer_HasTheWholeFormat()
    {
        using var form = Form(Picture, ("camera_id", "front"), ("timestamp", "2020-10-12T16:17:27Z"));

        var (_, answer) = await PostAsync(form);

        Assert.Equal(["processing_time", "results", "filename", "version", "camera_id", "timestamp", "usage"], Names(answer));
        Assert.Equal("car.jpg", answer.GetProperty("filename").GetString());
        Assert.Equal("front", answer.GetProperty("camera_id").GetString());
        Assert.Equal("2020-10-12T16:17:27Z", answer.GetProperty("timestamp").GetString());
        Assert.Equal(1, answer.GetProperty("version").GetInt32());
        var plate = answer.GetProperty("results")[0];
        Assert.Equal(["box", "plate", "region", "score", "candidates", "dscore", "vehicle"], Names(plate));
        Assert.Equal("""{"xmin":0,"ymin":0,"xmax":120,"ymax":30}""", plate.GetProperty("box").GetRawText());
        Assert.Equal(5, plate.GetProperty("candidates").GetArrayLength());
        Assert.Equal(plate.GetProperty("plate").GetString(), plate.GetProperty("candidates")[0].GetProperty("plate").GetString());
        Assert.Equal("max_calls", Names(answer.GetProperty("usage"))[1]);
    }

    [Fact]
    public async Task PlateReader_WithoutTimestamp_GivesItsOwn()
    {
        using var form = Form(Picture);

        var (_, answer) = await PostAsync(form);

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", answer.GetProperty("timestamp").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("camera_id").ValueKind);
    }

    public static TheoryData<string> TextBodies => ["form", "form with data url", "url-encoded", "json", "json with spaces", "json escaped"];

    [Theory]
    [MemberData(nameof(TextBodies))]
    public async Task PlateReader_Base64_IsUnpacked(string kind)
    {
        using HttpContent content = kind switch
        {
            "form" => new MultipartFormDataContent { { new StringContent(Base64), "upload" } },
            "form with data url" => new MultipartFormDataContent { { new StringContent($"data:image/jpeg;base64,{Base64}"), "upload" } },
            "url-encoded" => new FormUrlEncodedContent([new("upload", Base64), new("regions", "sk"), new("camera_id", "front gate")]),
            "json" => Json($$"""{"upload":"{{Base64}}","regions":["sk","us-ca"],"config":{"mode":"fast"},"mmc":true,"nothing":null,"camera_id":"front gate"}"""),
            "json with spaces" => Json(JsonSerializer.Serialize(new { upload = string.Join("\n", Base64.Chunk(76).Select(line => new string(line))) })),
            _ => Json($$"""{"upload":"{{Base64.Replace("/", @"\/", StringComparison.Ordinal)}}"}"""),
        };

        var (response, answer) = await PostAsync(content);

        Assert.Equal("abe", KnownClients.FrigateAddOn(response, answer)?.Plate);
        if (kind is "url-encoded" or "json")
            Assert.Equal("front gate", answer.GetProperty("camera_id").GetString());
    }

    [Theory]
    [InlineData("""{"threshold_d":0.5,"threshold_o":0.5}""", 1)]
    [InlineData("""{"threshold_o":1.1}""", 0)]
    [InlineData("""{"threshold_d":1.1,"region":"strict"}""", 0)]
    [InlineData("""{"mode":"fast","threshold_o":"high"}""", 1)]
    public async Task PlateReader_ConfiguredThresholds_LeaveOutWhatIsLessSure(string config, int plates)
    {
        using var form = Form(Picture, ("config", config));

        var (_, answer) = await PostAsync(form);

        Assert.Equal(plates, answer.GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData("config", "{", "config is '{'")]
    [InlineData("config", "[]", "JSON object")]
    [InlineData("config", """{"detection_mode":"vehicle"}""", "detection_mode")]
    [InlineData("regions", "slovakia!", "regions has 'slovakia!'")]
    [InlineData("camera_id", "long", "camera_id")]
    public async Task PlateReader_FieldThatIsWrong_Is400WithItsName(string field, string value, string detail)
    {
        using var form = Form(Picture, (field, value == "long" ? new string('x', 201) : value));

        await AssertErrorAsync(form, 400, detail);
    }

    public static TheoryData<string, int, string> BadBodies => new()
    {
        { "no picture", 400, "upload" },
        { "address", 400, "upload_url" },
        { "address in json", 400, "upload_url" },
        { "two pictures", 400, "2 pictures" },
        { "two pictures in json", 400, "2 pictures" },
        { "no json", 400, "JSON object" },
        { "cut json", 400, "JSON object" },
        { "json that is no unicode", 400, "JSON object" },
        { "json list", 400, "JSON object" },
        { "deep json", 400, "JSON object" },
        { "many json fields", 400, "32 fields" },
        { "long url-encoded field", 400, "16384 bytes" },
        { "no base64", 422, "JPEG" },
        { "base64 of a text", 422, "JPEG" },
        { "empty body", 400, "no body" },
        { "text", 415, "application/json" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task PlateReader_BodyThatIsWrong_IsAnErrorOfTheFormat(string kind, int status, string detail)
    {
        using HttpContent content = kind switch
        {
            "no picture" => new MultipartFormDataContent { { new StringContent("sk"), "regions" } },
            "address" => new MultipartFormDataContent { { new StringContent("http://localhost/x.jpg"), "upload_url" } },
            "address in json" => Json("""{"upload_url":"http://localhost/x.jpg"}"""),
            "two pictures" => Answers.Form(("upload", Picture), ("upload", Picture)),
            "two pictures in json" => Json($$"""{"upload":"{{Base64}}","upload":"{{Base64}}"}"""),
            "no json" => Json("upload"),
            "cut json" => Json("""{"upload":"AAAA","""),
            "json that is no unicode" => Bytes([.. "{\"upload\":\""u8, 0xFF, 0xFE, .. "\"}"u8]),
            "json list" => Json("[1]"),
            "deep json" => Json($$"""{"config":{{new string('[', 100)}}{{new string(']', 100)}}}"""),
            "many json fields" => Json($$"""{"upload":"{{Base64}}","regions":[{{string.Join(',', Enumerable.Repeat("\"sk\"", 33))}}]}"""),
            "long url-encoded field" => new FormUrlEncodedContent([new("upload", Base64), new("config", new string('x', 16_385))]),
            "no base64" => new MultipartFormDataContent { { new StringContent("not base64!"), "upload" } },
            "base64 of a text" => new MultipartFormDataContent { { new StringContent("bm8gcGljdHVyZQ=="), "upload" } },
            "empty body" => new ByteArrayContent([]),
            _ => new StringContent("upload"),
        };

        await AssertErrorAsync(content, status, detail);
    }

    [Fact]
    public async Task PlateReader_HugeBodyAnnounced_Is413BeforeItIsSent()
    {
        using var connection = await RawConnection.OpenAsync(shared.Service.Address);
        await connection.SendAsync("POST /v1/plate-reader/ HTTP/1.1\nHost: x\nConnection: close\nContent-Type: application/json\nContent-Length: 5000000000\n\n");

        var answer = await connection.ReadAllAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("PlateApi:MaxRequestBytes", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlateReader_SuccessStatus_IsAsSet()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:PlateReaderSuccessStatus=201");
        using var form = Form(Picture);

        using var response = await service.Client.PostAsync("/v1/plate-reader/", form, Stop);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task PlateReader_SwitchedOff_Is404()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:PlateReaderApi=false", "--PlateApi:VisionAlprApi=false");
        using var form = Form(Picture);

        using var reader = await service.Client.PostAsync("/v1/plate-reader/", form, Stop);
        using var vision = await service.Client.PostAsync("/v1/vision/alpr", null, Stop);

        await reader.ReadProblemAsync(404, "NotFound");
        await vision.ReadProblemAsync(404, "NotFound");
    }

    [Fact]
    public async Task PlateReader_ServiceWithKeys_TakesTheClientsToken()
    {
        const string Key = "0123456789abcdef0123456789abcdef";
        await using var service = await RunningService.StartAsync($"--PlateApi:Keys:camera={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}");
        using (var refused = await service.Client.PostAsync("/v1/plate-reader/", Form(Picture), Stop))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        service.Client.DefaultRequestHeaders.Authorization = new("Token", Key);
        using var response = await service.Client.PostAsync("/v1/plate-reader/", Form(Picture), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task PlateReader_Usage_CountsThePicturesRead()
    {
        await using var service = await RunningService.StartAsync();
        for (var call = 1; call <= 3; call++)
        {
            using var form = Form(Picture);
            using var response = await service.Client.PostAsync("/v1/plate-reader/", form, Stop);
            Assert.Equal(call, (await ReadAsync(response)).GetProperty("usage").GetProperty("calls").GetInt32());
        }
    }

    [Fact]
    public async Task PlateReader_Log_HasNeitherPlateNorFileName()
    {
        await using var service = await RunningService.StartAsync();
        using var form = Form(Picture, ("camera_id", "SECRET-CAMERA"));
        using var response = await service.Client.PostAsync("/v1/plate-reader/", form, Stop);

        await service.Log.WaitForAsync("/v1/plate-reader/");

        // As a word: a random identifier may have these letters among its digits.
        Assert.DoesNotContain(service.Log.All, line => Regex.IsMatch(line, @"\babe\b", RegexOptions.IgnoreCase) || line.Contains("car.jpg", StringComparison.Ordinal) || line.Contains("SECRET", StringComparison.Ordinal));
    }

    private async Task AssertErrorAsync(HttpContent content, int status, string detail)
    {
        var (response, answer) = await PostAsync(content);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["detail", "status_code"], Names(answer));
        Assert.Equal(status, answer.GetProperty("status_code").GetInt32());
        Assert.Contains(detail, answer.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    private async Task<(HttpResponseMessage Response, JsonElement Answer)> PostAsync(HttpContent content, string path = "/v1/plate-reader/")
    {
        var response = await _client.PostAsync(path, content, Stop);
        return (response, await ReadAsync(response));
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop));

    private static MultipartFormDataContent Form(byte[] picture, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { Answers.Body(picture, "image/jpeg"), "upload", "car.jpg" } };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }

    private static ByteArrayContent Bytes(byte[] json) => new(json) { Headers = { ContentType = new("application/json") } };

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
