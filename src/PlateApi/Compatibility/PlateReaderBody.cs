using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using PlateApi.Hosting;
using PlateApi.Recognize;

namespace PlateApi.Compatibility;

/// <summary>
/// Reads what Plate Recognizer's clients send: a form with the file in <c>upload</c>, or its base64 text there, in
/// <c>application/x-www-form-urlencoded</c>, or in JSON. One picture a request.
/// </summary>
internal static class PlateReaderBody
{
    private const string UrlEncoded = "application/x-www-form-urlencoded", Json = "application/json", Picture = "upload";
    private const int MostFields = 32, LongestField = 16 * 1024;

    /// <summary>Reads the picture, unpacked, and the other fields.</summary>
    /// <exception cref="Microsoft.AspNetCore.Connections.ConnectionResetException">The client has gone.</exception>
    public static async ValueTask<Upload> ReadAsync(HttpRequest request, UploadReader reader, InFlightMemory memory)
    {
        var upload = await reader.ReadWithFieldsAsync(request, UrlEncoded, Json);
        if (upload.Problem is null)
            ReadText(upload, memory, MediaTypeHeaderValue.Parse(request.ContentType).MediaType.Value);
        if (upload.Files.Count == 0 && upload.Fields.Exists(field => field.Key == "upload_url"))
            return upload.Fail(ProblemKind.BadRequest, "upload_url is given; this service fetches nothing, send the picture in upload.");
        if (upload.Problem is not null)
            return upload;
        if (upload.Files.Count == 0)
            return upload.Fail(ProblemKind.NoFile, $"The request has no picture; send it in the field {Picture}.");
        if (upload.Files.Count > 1)
            return upload.Fail(ProblemKind.TooManyFiles, $"The request has {upload.Files.Count} pictures; it must have one, in the field {Picture}.");

        upload.Files[0].UnpackBase64();
        return upload;
    }

    // A body of text came as the one file; what it holds takes its place.
    private static void ReadText(Upload upload, InFlightMemory memory, string? type)
    {
        var isJson = Json.Equals(type, StringComparison.OrdinalIgnoreCase);
        if (!isJson && !UrlEncoded.Equals(type, StringComparison.OrdinalIgnoreCase))
            return;
        using var text = upload.Files[0];
        upload.Files.Clear();
        if (!text.TryDouble())
        {
            upload.Refuse(memory, text.Missing);
            return;
        }

        try
        {
            if (isJson)
                ReadJson(text.Bytes.Span, upload, memory);
            else
                ReadUrlEncoded(text.Bytes.Span, upload, memory);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter for texts that are no Unicode: the reader notices only when they are taken.
            upload.Fail(ProblemKind.BadRequest, "The body is no JSON object with the fields of this API.");
        }
    }

    private static void ReadUrlEncoded(ReadOnlySpan<byte> body, Upload upload, InFlightMemory memory)
    {
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            var equals = pair.IndexOf((byte)'=');
            if (equals < 0)
                continue;
            var value = pair[(equals + 1)..].ToArray();
            value = WebUtility.UrlDecodeToBytes(value, 0, value.Length);
            if (pair[..equals].SequenceEqual(Encoding.UTF8.GetBytes(Picture)))
                AddPicture(upload, value, memory);
            else
                AddField(upload, Encoding.UTF8.GetString(pair[..Math.Min(equals, LongestField)]), value);
        }
    }

    // Token by token: a document of a body's size would take many times its memory.
    private static void ReadJson(ReadOnlySpan<byte> body, Upload upload, InFlightMemory memory)
    {
        var json = new Utf8JsonReader(body);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan.Length <= LongestField ? json.GetString()! : "";
            json.Read();
            if (name == Picture && json.TokenType == JsonTokenType.String)
            {
                var picture = new byte[json.ValueSpan.Length];
                AddPicture(upload, picture.AsSpan(0, json.CopyString(picture)), memory);
            }
            else if (json.TokenType == JsonTokenType.StartArray)
            {
                // A list is the field repeated.
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    AddField(upload, name, body, ref json);
            }
            else
            {
                AddField(upload, name, body, ref json);
            }
        }
    }

    // An object is the JSON text that the form's field would have.
    private static void AddField(Upload upload, string name, ReadOnlySpan<byte> body, ref Utf8JsonReader json)
    {
        var (type, start) = (json.TokenType, (int)json.TokenStartIndex);
        json.Skip();
        var text = body[start..(int)json.BytesConsumed];
        if (type == JsonTokenType.String && text.Length <= LongestField)
            AddField(upload, name, Encoding.UTF8.GetBytes(json.GetString()!));
        else if (type != JsonTokenType.Null)
            AddField(upload, name, text);
    }

    private static void AddField(Upload upload, string name, ReadOnlySpan<byte> value)
    {
        if (upload.Fields.Count == MostFields || value.Length > LongestField)
            upload.Fail(ProblemKind.BadRequest, $"The request has more than {MostFields} fields besides its picture, or one of more than {LongestField} bytes.");
        else
            upload.Fields.Add(new(name, Encoding.UTF8.GetString(value)));
    }

    private static void AddPicture(Upload upload, ReadOnlySpan<byte> base64, InFlightMemory memory)
    {
        if (upload.Files.Count > 1)
            return;
        var file = new UploadedFile(memory.Uploads);
        upload.Files.Add(file);
        if (!file.TryFill(base64))
            upload.Refuse(memory, file.Missing);
    }
}
