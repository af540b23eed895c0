using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PlateApi.Tests;

/// <summary>Sends pictures and reads answers as any client would: as JSON, not through the service's own types.</summary>
internal static class Answers
{
    /// <summary>Posts one picture as the body.</summary>
    public static Task<HttpResponseMessage> PostPictureAsync(this HttpClient client, byte[] picture, string query = "", string type = "image/png")
        => client.PostAsync($"/recognize{query}", Body(picture, type), TestContext.Current.CancellationToken);

    /// <summary>Posts files of a form, all in one field.</summary>
    public static Task<HttpResponseMessage> PostFilesAsync(this HttpClient client, string field, params byte[][] files)
        => client.PostAsync("/recognize", Form([.. files.Select(file => (field, file))]), TestContext.Current.CancellationToken);

    public static MultipartFormDataContent Form(params (string Field, byte[] File)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, file) in files)
            form.Add(Body(file, "application/octet-stream"), field, "SECRET-NAME.jpg");
        return form;
    }

    public static ByteArrayContent Body(byte[] bytes, string? type)
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return body;
    }

    /// <summary>The JSON of a success.</summary>
    public static async Task<JsonElement> ReadJsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(text);
    }

    /// <summary>The problem of an error, after checking what every problem must have.</summary>
    public static async Task<JsonElement> ReadProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(text);
        AssertProblem(problem, status, code);
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), problem.GetProperty("requestId").GetString());
        return problem;
    }

    public static void AssertProblem(JsonElement problem, int status, string code)
    {
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal($"urn:plateapi:problem:{code}", problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.DoesNotContain('\n', problem.GetProperty("detail").GetString()!);
    }

    /// <summary>The text of the only plate.</summary>
    public static string TextOf(JsonElement answer)
        => Assert.Single(answer.GetProperty("plates").EnumerateArray()).GetProperty("text").GetString()!;
}
