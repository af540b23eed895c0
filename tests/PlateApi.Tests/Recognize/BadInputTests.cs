using System.Text;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using SkiaSharp;

namespace PlateApi.Tests.Recognize;

/// <summary>What is wrong gets its status, a code, and a sentence that names the cause; and the service reads on.</summary>
public sealed class BadInputTests(SharedService shared)
{
    private static readonly byte[] Good = TinyNetworks.Picture("ABE", 200, 100, SKEncodedImageFormat.Jpeg);

    private static readonly Dictionary<string, BadRequest> Requests = new()
    {
        ["empty body"] = new(400, "EmptyUpload", "no body", Raw([])),
        ["empty chunked body"] = new(400, "EmptyUpload", "empty", () => Chunked([])),
        ["form without parts"] = new(400, "NoFile", "image, upload or file", Raw("--b--\r\n"u8.ToArray(), "multipart/form-data; boundary=b")),
        ["form of one empty part"] = new(400, "MalformedForm", "Content-Disposition", () => new MultipartFormDataContent()),
        ["form with other fields only"] = new(400, "NoFile", "picture, comment", () => OtherFields()),
        ["form with an unfilled file field"] = new(400, "NoFile", "no file", () => Unfilled()),
        ["form with too many other fields"] = new(400, "MalformedForm", "32", () => ManyFields()),
        ["form with too many unfilled file fields"] = new(400, "MalformedForm", "32", () => UnfilledFields()),
        ["gzip"] = new(415, "UnsupportedMediaType", "Content-Encoding is 'gzip'", () => Gzip()),
        ["file of no bytes"] = new(400, "EmptyUpload", "no bytes", () => Answers.Form(("image", []))),
        ["too many files"] = new(400, "TooManyFiles", "PlateApi:MaxFiles", () => Answers.Form([.. Enumerable.Repeat(("image", Good), 5)])),
        ["form without boundary"] = new(400, "MalformedForm", "boundary", Raw(Good, "multipart/form-data")),
        ["form with a boundary too long"] = new(400, "MalformedForm", "boundary", Raw(Good, $"multipart/form-data; boundary={new string('x', 71)}")),
        ["form cut in a file"] = new(400, "UploadIncomplete", "boundary", Raw([.. Part("image"), .. Good], "multipart/form-data; boundary=b")),
        ["form cut in a part's header"] = new(400, "MalformedForm", "Content-Disp", Raw("--b\r\nContent-Disp"u8.ToArray(), "multipart/form-data; boundary=b")),
        ["form with a part that names no field"] = new(400, "MalformedForm", "Content-Disposition", Raw([.. "--b\r\nX: y\r\n\r\n"u8, .. Good, .. "\r\n--b--\r\n"u8], "multipart/form-data; boundary=b")),
        ["form with endless headers"] = new(400, "MalformedForm", "limit", Raw([.. "--b\r\nX: "u8, .. new byte[40_000], .. "\r\n\r\n--b--\r\n"u8], "multipart/form-data; boundary=b")),
        ["form with a header of two lines"] = new(400, "MalformedForm", "X?Y", Raw([.. "--b\r\nX\nY\r\n\r\n"u8, .. Good, .. "\r\n--b--\r\n"u8], "multipart/form-data; boundary=b")),
        ["text said to be a picture"] = new(422, "NotAnImage", "JPEG, PNG or WebP", Raw("hello, I am no picture"u8.ToArray(), "image/jpeg")),
        ["text as a file"] = new(422, "NotAnImage", "JPEG, PNG or WebP", () => Answers.Form(("file", "hello"u8.ToArray()))),
        ["text as text"] = new(415, "UnsupportedMediaType", "text/plain", Raw("hello"u8.ToArray(), "text/plain")),
        ["JSON"] = new(415, "UnsupportedMediaType", "application/json", Raw("{}"u8.ToArray(), "application/json")),
        ["curl's --data-binary"] = new(415, "UnsupportedMediaType", "application/x-www-form-urlencoded", Raw(Good, "application/x-www-form-urlencoded")),
        ["no media type"] = new(415, "UnsupportedMediaType", "no Content-Type", Raw(Good, null)),
        ["GIF"] = new(415, "UnsupportedMediaType", "image/gif", Raw("GIF89a\u0001\0\u0001\0"u8.ToArray(), "image/gif")),
        ["GIF said to be a JPEG"] = new(422, "NotAnImage", "GIF", Raw("GIF89a\u0001\0\u0001\0"u8.ToArray(), "image/jpeg")),
        ["JPEG cut at half"] = new(422, "ImageCutShort", "200×100", Raw(Good[..(Good.Length / 2)])),
        ["JPEG cut after its first bytes"] = new(422, null, "bytes", Raw(Good[..20])),
        ["PNG cut after its header"] = new(422, null, "", Raw(TinyNetworks.Picture("ABE")[..33])),
        ["PNG of 60000×60000"] = new(422, "TooManyPixels", "60000×60000", Raw(new PngBytes().Header(60_000, 60_000, 8, 2).Rows(new byte[1000]).End())),
        ["JPEG forged to 65500×65500"] = new(422, "TooManyPixels", "65500×65500", Raw(JpegBytes.WithSize(Good, 65_500, 65_500))),
        ["a pixel row over the limit"] = new(422, "TooManyPixels", "MaxImagePixels", Raw(TinyNetworks.Picture("A", 1000, 1001))),
        ["PNG of no width"] = new(422, null, "", Raw(new PngBytes().Header(0, 5, 8, 2).Rows([]).End())),
        ["mode that is none"] = new(400, "InvalidQuery", "mode is 'plate'", Raw(Good), "?mode=plate"),
        ["mode given twice"] = new(400, "InvalidQuery", "mode is 'crop,photo'", Raw(Good), "?mode=crop&mode=photo"),
        ["photo without a detector"] = new(400, "NoDetector", "mode=photo", Raw(Good), "?mode=photo"),
        ["topN of 0"] = new(400, "InvalidQuery", "topN is '0'; it must be a whole number from 1 to 20", Raw(Good), "?topN=0"),
        ["topN of 1000"] = new(400, "InvalidQuery", "topN is '1000'", Raw(Good), "?topN=1000"),
        ["topN in letters"] = new(400, "InvalidQuery", "topN is 'abc'", Raw(Good), "?topN=abc"),
        ["topN beyond all numbers"] = new(400, "InvalidQuery", "topN", Raw(Good), "?topN=99999999999999999999"),
        ["region that is no code"] = new(400, "InvalidQuery", "regions has 'slovakia'", Raw(Good), "?regions=sk&regions=slovakia"),
        ["regions in one text"] = new(400, "InvalidQuery", "regions has 'sk,cz'", Raw(Good), "?regions=sk,cz"),
        ["three faults at once"] = new(400, "InvalidQuery", "topN is 'x'", Raw(Good), "?mode=x&topN=x&regions=x"),
        ["model that is not there"] = new(400, "ModelNotFound", "colour-reader/1", Raw(Good), "?model=plate-raeder"),
        ["model without a name"] = new(400, "InvalidQuery", "model", Raw(Good), "?model="),
        ["model whose name has a line break"] = new(400, "InvalidQuery", "model is 'a?b'", Raw(Good), "?model=a%0Ab"),
        ["more bytes than allowed"] = new(413, "UploadTooLarge", "PlateApi:MaxRequestBytes", Raw(new byte[4_000_001])),
        ["more bytes than allowed, in chunks"] = new(413, "UploadTooLarge", "4000000", () => Chunked(new byte[4_000_001])),
        ["more bytes than allowed, in a form's chunks"] = new(413, "UploadTooLarge", "4000000", () => Chunked([.. Part("image"), .. new byte[4_000_000]], "multipart/form-data; boundary=b")),
    };

    public static TheoryData<string> Names => [.. Requests.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Recognize_BadInput_IsRefusedByNameAndTheNextPictureIsRead(string name)
    {
        var bad = Requests[name];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/recognize{bad.Query}") { Content = bad.Make() };
        request.Headers.ExpectContinue = bad.Status == 413;
        request.Headers.TransferEncodingChunked = request.Content is ChunkedContent;

        using var response = await shared.Service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await response.ReadProblemAsync(bad.Status, bad.Code ?? (await CodeOf(response)));
        Assert.Contains(bad.Detail, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        var next = await (await shared.Service.Client.PostPictureAsync(TinyNetworks.Picture("ABC"))).ReadJsonAsync();
        Assert.Equal("ABC", Answers.TextOf(next));
        Assert.Empty(shared.Service.Log.Errors);
    }

    [Fact]
    public async Task Recognize_SeveralQueryFaults_AreAllNamed()
    {
        var response = await shared.Service.Client.PostPictureAsync(Good, "?mode=x&topN=y&regions=zzz");

        var detail = (await response.ReadProblemAsync(400, "InvalidQuery")).GetProperty("detail").GetString()!;
        Assert.Contains("mode is 'x'", detail, StringComparison.Ordinal);
        Assert.Contains("topN is 'y'", detail, StringComparison.Ordinal);
        Assert.Contains("regions has 'zzz'", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/recognize", 405, "MethodNotAllowed", "POST")]
    [InlineData("DELETE", "/models", 405, "MethodNotAllowed", "GET")]
    [InlineData("GET", "/nothing", 404, "NotFound", "/swagger")]
    [InlineData("POST", "/recognise", 404, "NotFound", "/recognise")]
    [InlineData("GET", "/openapi/v2.json", 404, "NotFound", "/openapi/v2.json")]
    public async Task Service_WrongMethodOrPath_AnswersAProblem(string method, string path, int status, string code, string detail)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await shared.Service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await response.ReadProblemAsync(status, code);
        Assert.Contains(detail, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    // Where the decoder may see it one way or the other, the status is what counts.
    private static async Task<string> CodeOf(HttpResponseMessage response)
    {
        await response.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        return System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("code").GetString()!;
    }

    private static Func<HttpContent> Raw(byte[] body, string? type = "image/jpeg")
        => () =>
        {
            var content = new ByteArrayContent(body);
            if (type is not null)
                content.Headers.TryAddWithoutValidation("Content-Type", type);
            return content;
        };

    private static ChunkedContent Chunked(byte[] body, string type = "image/jpeg")
    {
        var content = new ChunkedContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static byte[] Part(string field) => Encoding.ASCII.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"x\"\r\n\r\n");

    private static MultipartFormDataContent OtherFields()
        => new() { { new ByteArrayContent(Good), "picture", "x.jpg" }, { new StringContent("hello"), "comment" } };

    private static MultipartFormDataContent Unfilled() => new() { { new ByteArrayContent([]), "image" } };

    private static MultipartFormDataContent UnfilledFields()
    {
        var form = Answers.Form(("image", Good));
        for (var i = 0; i < 33; i++)
            form.Add(new ByteArrayContent([]), "image");
        return form;
    }

    private static ByteArrayContent Gzip()
    {
        var content = Answers.Body(Good, "image/jpeg");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static MultipartFormDataContent ManyFields()
    {
        var form = Answers.Form(("image", Good));
        for (var i = 0; i < 33; i++)
            form.Add(new StringContent("x"), $"field{i}");
        return form;
    }

    /// <param name="Status">The status to expect.</param>
    /// <param name="Code">The code, or null where the decoder may see it one way or the other.</param>
    /// <param name="Detail">What the sentence must hold.</param>
    /// <param name="Make">The body.</param>
    /// <param name="Query">The query.</param>
    private sealed record BadRequest(int Status, string? Code, string Detail, Func<HttpContent> Make, string Query = "");

    private sealed class ChunkedContent(byte[] bytes) : ByteArrayContent(bytes)
    {
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
