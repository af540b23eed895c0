using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Recognize;

public sealed class StreamedResultsTests(SharedService shared)
{
    private const string Ndjson = "application/x-ndjson";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_ManyFiles_AreAnsweredLineByLineInTheirOrder()
    {
        // More than a request may have whose answer comes at once.
        var letters = string.Concat(Enumerable.Repeat("ABCDEF", 20));

        using var response = await PostAsync(shared.Service, [.. letters.Select(letter => TinyNetworks.Picture($"{letter}"))]);

        Assert.Equal(Ndjson, response.Content.Headers.ContentType?.ToString());
        var lines = await ReadLinesAsync(response);
        Assert.Equal(letters, string.Concat(lines.Select(Answers.TextOf)));
        Assert.All(lines, line => Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), line.GetProperty("requestId").GetString()));
    }

    [Fact]
    public async Task Stream_BadFilesAmongGoodOnes_HaveTheirOwnProblems()
    {
        using var response = await PostAsync(shared.Service, "no picture"u8.ToArray(), TinyNetworks.Picture("FED"), [], TinyNetworks.Picture("____"));

        var lines = await ReadLinesAsync(response);

        Answers.AssertProblem(lines[0], 422, "NotAnImage");
        Assert.Equal("FED", Answers.TextOf(lines[1]));
        Answers.AssertProblem(lines[2], 400, "EmptyUpload");
        Assert.Equal(0, lines[3].GetProperty("plates").GetArrayLength());
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task Stream_FilesThatStillArrive_AreAnsweredMeanwhile()
    {
        await using var service = await RunningService.StartAsync([], builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null));
        using var connection = await RawConnection.OpenAsync(service.Address);
        await connection.SendAsync(Head("Transfer-Encoding: chunked"));
        await connection.SendAsync(Chunk("--b\r\n"u8.ToArray()));

        // An answer before the next file is sent: nothing is held back until the end.
        foreach (var text in new[] { "AB", "CD", "EF" })
        {
            await connection.SendAsync(Chunk([.. PartHead("image"), .. TinyNetworks.Picture(text), .. "\r\n--b\r\n"u8]));
            Assert.Contains($"\"text\":\"{text}\"", await connection.ReadUntilAsync("totalMs"), StringComparison.Ordinal);
        }

        await connection.SendAsync([.. Chunk([.. PartHead("comment"), .. "\r\n--b--\r\n"u8]), .. "0\r\n\r\n"u8]);
        Assert.DoesNotContain("problem", await connection.ReadAllAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_MoreBytesThanOtherRequestsMayHave_IsTaken()
    {
        // Each within the limit of a file, together over the limit of a request.
        var padded = new byte[3_000_000];
        TinyNetworks.Picture("ACE").CopyTo(padded, 0);

        using var response = await PostAsync(shared.Service, padded, padded, padded);

        Assert.Equal(["ACE", "ACE", "ACE"], (await ReadLinesAsync(response)).Select(Answers.TextOf));
    }

    [Fact]
    public async Task Stream_FileOverItsLimit_EndsWithAProblem()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:MaxRequestBytes=100000");

        using var response = await PostAsync(service, TinyNetworks.Picture("A"), new byte[100_001]);

        var lines = await ReadLinesAsync(response);
        Assert.Equal("A", Answers.TextOf(lines[0]));
        Answers.AssertProblem(lines[1], 413, "UploadTooLarge");
        Assert.Contains("PlateApi:MaxRequestBytes", lines[1].GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_TooManyFiles_EndsWithAProblem()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:MaxStreamedFiles=2");

        using var response = await PostAsync(service, TinyNetworks.Picture("A"), TinyNetworks.Picture("B"), TinyNetworks.Picture("C"));

        var lines = await ReadLinesAsync(response);
        Assert.Equal(["A", "B"], lines[..2].Select(Answers.TextOf));
        Answers.AssertProblem(Assert.Single(lines[2..]), 400, "TooManyFiles");
        Assert.Contains("PlateApi:MaxStreamedFiles", lines[2].GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_AnnouncedOverItsLimit_Is413BeforeItIsSent()
    {
        using var connection = await RawConnection.OpenAsync(shared.Service.Address);
        await connection.SendAsync(Head("Content-Length: 5000000000"));

        var answer = await connection.ReadAllAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("PlateApi:MaxStreamedBytes", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_FormThatEndsEarly_EndsWithAProblem()
    {
        using var connection = await RawConnection.OpenAsync(shared.Service.Address);
        byte[] body = [.. Part(), .. TinyNetworks.Picture("BAD"), .. "\r\n"u8, .. Part(), .. "cut"u8];
        await connection.SendAsync(Head($"Content-Length: {body.Length}"), body);

        var answer = await connection.ReadAllAsync();

        Assert.Contains("\"text\":\"BAD\"", answer, StringComparison.Ordinal);
        Assert.Contains("UploadIncomplete", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WithoutAFile_IsAnErrorAsEver()
    {
        using var request = Request(new MultipartFormDataContent { { new StringContent("sk"), "comment" } });

        using var response = await shared.Service.Client.SendAsync(request, Stop);

        await response.ReadProblemAsync(400, "NoFile");
    }

    [Fact]
    public async Task Stream_OnePictureAsTheBody_IsOneLine()
    {
        using var request = Request(Answers.Body(TinyNetworks.Picture("DAD"), "image/png"));

        using var response = await shared.Service.Client.SendAsync(request, Stop);

        Assert.Equal("DAD", Answers.TextOf(Assert.Single(await ReadLinesAsync(response))));
    }

    [Fact]
    public async Task Stream_NoQueueAndOnePlace_WaitsInsteadOfRefusing()
    {
        await using var service = await RunningService.StartAsync("--PlateApi:InferenceConcurrency=1", "--PlateApi:InferenceQueueLimit=0");
        var pictures = Enumerable.Repeat(TinyNetworks.Picture("ABE"), 30).ToArray();

        var responses = await Task.WhenAll(PostAsync(service, pictures), PostAsync(service, pictures));

        foreach (var response in responses)
        {
            Assert.All(await ReadLinesAsync(response), line => Assert.Equal("ABE", Answers.TextOf(line)));
            response.Dispose();
        }
    }

    [Fact]
    public async Task Stream_ClientThatHangsUp_IsNoErrorOfOurs()
    {
        await using var service = await RunningService.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            using var connection = await RawConnection.OpenAsync(service.Address);
            await connection.SendAsync(Head("Content-Length: 1000000"), [.. Part(), .. TinyNetworks.Picture("A"), .. "\r\n"u8, .. Part(), .. TinyNetworks.Picture("B")]);
            await connection.ReadUntilAsync("\"text\":\"A\"");
            connection.Abort();
        }

        await service.Log.WaitForAsync("/recognize");
        var next = await (await service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"))).ReadJsonAsync();
        Assert.Equal("ABE", Answers.TextOf(next));
        Assert.Empty(service.Log.Errors);
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningService service, params byte[][] files)
    {
        using var request = Request(Answers.Form([.. files.Select(file => ("image", file))]));
        return await service.Client.SendAsync(request, Stop);
    }

    private static HttpRequestMessage Request(HttpContent content)
        => new(HttpMethod.Post, "/recognize") { Content = content, Headers = { { "Accept", Ndjson } } };

    private static async Task<JsonElement[]> ReadLinesAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line))];
    }

    private static string Head(string length)
        => $"POST /recognize HTTP/1.1\nHost: x\nConnection: close\nAccept: {Ndjson}\nContent-Type: multipart/form-data; boundary=b\n{length}\n\n";

    private static byte[] Part() => [.. "--b\r\n"u8, .. PartHead("image")];

    private static byte[] PartHead(string field) => Encoding.ASCII.GetBytes($"Content-Disposition: form-data; name={field}; filename=x\r\n\r\n");

    private static byte[] Chunk(byte[] bytes) => [.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. bytes, .. "\r\n"u8];
}
