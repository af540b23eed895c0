using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PlateApi.Recognize;

/// <summary>
/// A JSON answer that is sent in one piece with its length. The framework's own is sent in chunks, the last of them empty and by
/// itself: a service killed between them leaves a client with half an answer, which no gateway can ask for again.
/// </summary>
internal sealed class WholeJson<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = body.Length;
        return httpContext.Response.Body.WriteAsync(body, 0, body.Length);
    }
}
