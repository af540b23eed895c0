using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>
/// Reads the files of a request into pooled memory: a form of files, or one file as the body. Limits come before work, and
/// nothing touches a disk, as the framework's own form reader would for anything over 64 KB. Thread-safe.
/// </summary>
internal sealed class UploadReader(PlateApiOptions options)
{
    /// <summary>The form fields that hold files.</summary>
    public static readonly string[] FileFields = ["image", "upload", "file"];

    /// <summary>What a body that is one file may call itself. What it is, its bytes say.</summary>
    public static readonly string[] FileTypes = ["image/jpeg", "image/png", "image/webp", "application/octet-stream"];

    private const string FormType = "multipart/form-data";
    private const int LongestBoundary = 70, OtherFields = 32, FormBuffer = 16 * 1024;

    /// <summary>Reads all files of a request. A connection that closes ends the reading by itself.</summary>
    /// <exception cref="ConnectionResetException">The client has gone.</exception>
    public async ValueTask<Upload> ReadAsync(HttpRequest request)
    {
        var upload = new Upload();
        if (request.ContentLength > options.MaxRequestBytes)
            return upload.Fail(ProblemKind.UploadTooLarge, $"The request has {request.ContentLength} bytes; {TooLarge}");
        if (request.ContentLength == 0)
            return upload.Fail(ProblemKind.Of(PlateRecognition.RecognitionFailure.EmptyUpload), "The request has no body; send a picture.");

        if (request.Headers.ContentEncoding.Count > 0)
            return upload.Fail(ProblemKind.UnsupportedMediaType, $"The request's Content-Encoding is '{ProblemAnswers.Echo(request.Headers.ContentEncoding)}'; pictures are packed already and are taken as they are.");

        try
        {
            var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
            if (IsForm(type))
                return await ReadFormAsync(upload, type!, request.Body);
            if (IsFile(type))
                return await ReadBodyAsync(upload, request.Body);
            return upload.Fail(ProblemKind.UnsupportedMediaType, $"{NameType(request.ContentType)}; it must be {FormType}, {string.Join(", ", FileTypes[..^1])} or {FileTypes[^1]}.");
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return upload.Fail(ProblemKind.UploadTooLarge, $"The request has more bytes than allowed; {TooLarge}");
        }
        catch (InvalidDataException fault)
        {
            return upload.Fail(ProblemKind.MalformedForm, $"The form cannot be read: {fault.Message}");
        }
        catch (BadHttpRequestException fault)
        {
            return upload.Fail(ProblemKind.UploadIncomplete, $"The request's body could not be read to its end: {fault.Message}");
        }
        catch (ConnectionResetException)
        {
            // Nobody is left to answer; without the abort the server would try to read the rest and log an error.
            upload.Dispose();
            request.HttpContext.Abort();
            throw;
        }
        catch (IOException)
        {
            return upload.Fail(ProblemKind.UploadIncomplete, "The request's body ends before the form does; its last boundary is missing.");
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    private static bool IsForm(MediaTypeHeaderValue? type) => type is not null && type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase);

    // image/jpg is no media type, and what many a program says for image/jpeg.
    private static bool IsFile(MediaTypeHeaderValue? type)
        => type is not null && (FileTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase) || type.MediaType.Equals("image/jpg", StringComparison.OrdinalIgnoreCase));

    private string TooLarge => $"{options.MaxRequestBytes} are allowed ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.MaxRequestBytes)}).";

    private async ValueTask<Upload> ReadBodyAsync(Upload upload, Stream body)
    {
        var file = new UploadedFile();
        upload.Files.Add(file);
        if (!await file.FillAsync(body, options.MaxRequestBytes))
            return upload.Fail(ProblemKind.UploadTooLarge, $"The request has more bytes than allowed; {TooLarge}");
        return file.Bytes.IsEmpty
            ? upload.Fail(ProblemKind.Of(PlateRecognition.RecognitionFailure.EmptyUpload), "The request's body is empty; send a picture.")
            : upload;
    }

    private async ValueTask<Upload> ReadFormAsync(Upload upload, MediaTypeHeaderValue type, Stream body)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > LongestBoundary)
            return upload.Fail(ProblemKind.MalformedForm, $"The form's Content-Type has a boundary of {boundary.Length} characters; it must have one of 1 to {LongestBoundary}.");

        var reader = new MultipartReader(boundary.Value!, body, FormBuffer);
        var otherFields = new List<string>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                return upload.Fail(ProblemKind.MalformedForm, "A part of the form has no readable Content-Disposition header; it must name its field.");

            var name = HeaderUtilities.RemoveQuotes(disposition.Name);
            if (FileFields.Contains(name.Value, StringComparer.OrdinalIgnoreCase))
            {
                var file = new UploadedFile();
                upload.Files.Add(file);
                if (!await file.FillAsync(section.Body, options.MaxRequestBytes))
                    return upload.Fail(ProblemKind.UploadTooLarge, $"The request has more bytes than allowed; {TooLarge}");
                if (upload.Files.Count > options.MaxFiles)
                    return upload.Fail(ProblemKind.TooManyFiles, $"The form has more than {options.MaxFiles} files; {options.MaxFiles} are allowed ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.MaxFiles)}).");
                if (!file.Bytes.IsEmpty || HasFileName(disposition))
                    continue;
                upload.Files.Remove(file);
                file.Dispose();
            }

            // A field that this service does not know is none of its business, nor is a file field that nobody filled in.
            otherFields.Add(name.ToString());
            if (otherFields.Count > OtherFields)
                return upload.Fail(ProblemKind.MalformedForm, $"The form has more than {OtherFields} fields besides its files.");
        }

        return upload.Files.Count > 0 ? upload : upload.Fail(ProblemKind.NoFile, $"The form has no file; send it in the field {string.Join(", ", FileFields[..^1])} or {FileFields[^1]}{NameOthers(otherFields)}.");
    }

    // A browser sends none for a file field that nobody filled in.
    private static bool HasFileName(ContentDispositionHeaderValue disposition)
        => HeaderUtilities.RemoveQuotes(disposition.FileName).Length > 0 || HeaderUtilities.RemoveQuotes(disposition.FileNameStar).Length > 0;

    private static string NameType(string? type)
        => string.IsNullOrEmpty(type) ? "The request has no Content-Type" : $"The request's Content-Type is '{ProblemAnswers.Echo(type)}'";

    private static string NameOthers(List<string> fields)
        => fields.Count == 0 ? "" : $" (it has {ProblemAnswers.Echo(string.Join(", ", fields))})";
}
