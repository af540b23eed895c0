using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using PlateApi.Hosting;
using PlateRecognition;

namespace PlateApi.Recognize;

/// <summary>
/// The files of one request, one after the other as they arrive. Whoever takes a file disposes it. For one reader at a time.
/// </summary>
/// <param name="request">The request; nothing of its body has been read.</param>
/// <param name="limits">How much it may bring.</param>
/// <param name="memory">What all requests may hold.</param>
/// <param name="fileTypes">Media types of a body that is one file.</param>
/// <param name="keepFields">Whether to keep the form's other fields, too.</param>
internal sealed class UploadStream(HttpRequest request, UploadLimits limits, InFlightMemory memory, string[] fileTypes, bool keepFields)
{
    private const string FormType = "multipart/form-data";
    private const int LongestBoundary = 70, OtherFields = 32, LongestField = 16 * 1024, FormBuffer = 16 * 1024;

    private readonly List<string> _otherFields = [];
    private MultipartReader? _form;
    private bool _begun, _ended;
    private int _files;

    /// <summary>The form's fields that are no files, so far.</summary>
    public List<KeyValuePair<string, string>> Fields { get; } = [];

    /// <summary>Why there are no more files, or null when the request ended well or has not ended.</summary>
    public ProblemKind? Problem { get; private set; }

    /// <summary>The problem for a person.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>The next file; null after the last, or when there is a <see cref="Problem"/>.</summary>
    /// <exception cref="ConnectionResetException">The client has gone.</exception>
    public async ValueTask<UploadedFile?> NextAsync()
    {
        if (_ended)
            return null;
        var file = new UploadedFile(memory.Uploads);
        try
        {
            if (await ReadNextAsync(file))
                return file;
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            Fail(ProblemKind.UploadTooLarge, $"The request has more bytes than allowed; {limits.TooLarge}");
        }
        catch (InvalidDataException fault)
        {
            Fail(ProblemKind.MalformedForm, $"The form cannot be read: {ProblemAnswers.Echo(fault.Message)}");
        }
        catch (BadHttpRequestException fault)
        {
            Fail(ProblemKind.UploadIncomplete, $"The request's body could not be read to its end: {fault.Message}");
        }
        catch (ConnectionResetException)
        {
            // Nobody is left to answer; without the abort the server would try to read the rest and log an error.
            file.Dispose();
            request.HttpContext.Abort();
            throw;
        }
        catch (IOException)
        {
            Fail(ProblemKind.UploadIncomplete, "The request's body ends before the form does; its last boundary is missing.");
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        _ended = true;
        return null;
    }

    /// <summary>Reads a file, or says that there is none any more.</summary>
    private async ValueTask<bool> ReadNextAsync(UploadedFile file)
    {
        if (!_begun)
        {
            _begun = true;
            if (!Begin())
                return false;
            if (_form is null)
                return await ReadBodyAsync(file);
        }

        return _form is not null && await ReadPartAsync(file);
    }

    // What the headers say, before a byte of the body.
    private bool Begin()
    {
        if (request.ContentLength > limits.Bytes)
            return Fail(ProblemKind.UploadTooLarge, $"The request has {request.ContentLength} bytes; {limits.TooLarge}");
        if (limits.IsHeldWhole && request.ContentLength is { } length && length > memory.Uploads.Limit - memory.Uploads.Held)
            return FailForMemory(length);
        if (request.ContentLength == 0)
            return Fail(ProblemKind.Of(RecognitionFailure.EmptyUpload), "The request has no body; send a picture.");
        if (request.Headers.ContentEncoding.Count > 0)
            return Fail(ProblemKind.UnsupportedMediaType, $"The request's Content-Encoding is '{ProblemAnswers.Echo(request.Headers.ContentEncoding)}'; pictures are packed already and are taken as they are.");

        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        if (IsFile(type))
            return true;
        if (!IsForm(type))
            return Fail(ProblemKind.UnsupportedMediaType, $"{NameType(request.ContentType)}; it must be {FormType}, {string.Join(", ", fileTypes[..^1])} or {fileTypes[^1]}.");

        var boundary = HeaderUtilities.RemoveQuotes(type!.Boundary);
        if (boundary.Length is 0 or > LongestBoundary)
            return Fail(ProblemKind.MalformedForm, $"The form's Content-Type has a boundary of {boundary.Length} characters; it must have one of 1 to {LongestBoundary}.");
        _form = new MultipartReader(boundary.Value!, request.Body, FormBuffer);
        return true;
    }

    private async ValueTask<bool> ReadBodyAsync(UploadedFile file)
    {
        if (await file.FillAsync(request.Body, limits.FileBytes) is var outcome && outcome != FillOutcome.Whole)
            return outcome == FillOutcome.NoMemory ? FailForMemory(file.Missing) : Fail(ProblemKind.UploadTooLarge, $"The request has more bytes than allowed; {limits.TooLarge}");
        return !file.Bytes.IsEmpty || Fail(ProblemKind.Of(RecognitionFailure.EmptyUpload), "The request's body is empty; send a picture.");
    }

    private async ValueTask<bool> ReadPartAsync(UploadedFile file)
    {
        while (await _form!.ReadNextSectionAsync() is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                return Fail(ProblemKind.MalformedForm, "A part of the form has no readable Content-Disposition header; it must name its field.");

            var name = HeaderUtilities.RemoveQuotes(disposition.Name);
            if (UploadReader.FileFields.Contains(name.Value, StringComparer.OrdinalIgnoreCase))
            {
                file.Name = FileName(disposition);
                if (await file.FillAsync(section.Body, limits.FileBytes) is var outcome && outcome != FillOutcome.Whole)
                    return outcome == FillOutcome.NoMemory ? FailForMemory(file.Missing) : Fail(ProblemKind.UploadTooLarge, limits.FileTooLarge);
                if (!file.Bytes.IsEmpty || file.Name is not null)
                    return ++_files <= limits.Files || Fail(ProblemKind.TooManyFiles, limits.TooMany);
            }

            // A field that this service does not know is none of its business, nor is a file field that nobody filled in.
            _otherFields.Add(name.ToString());
            if (_otherFields.Count > OtherFields)
                return Fail(ProblemKind.MalformedForm, $"The form has more than {OtherFields} fields besides its files.");
            if (keepFields && await KeepAsync(name.ToString(), section.Body) is var kept && kept != FillOutcome.Whole)
                return kept == FillOutcome.NoMemory ? FailForMemory(LongestField) : Fail(ProblemKind.MalformedForm, $"The form's field '{ProblemAnswers.Echo(name.ToString())}' has more than {LongestField} bytes.");
        }

        return _files == 0 && Fail(ProblemKind.NoFile, $"The form has no file; send it in the field {string.Join(", ", UploadReader.FileFields[..^1])} or {UploadReader.FileFields[^1]}{NameOthers()}.");
    }

    private async ValueTask<FillOutcome> KeepAsync(string name, Stream body)
    {
        using var value = new UploadedFile(memory.Uploads);
        var outcome = await value.FillAsync(body, LongestField);
        if (outcome == FillOutcome.Whole)
            Fields.Add(new(name, Encoding.UTF8.GetString(value.Bytes.Span)));
        return outcome;
    }

    private bool FailForMemory(long bytes)
    {
        var (problem, detail) = memory.Refuse(bytes);
        return Fail(problem, detail);
    }

    private bool Fail(ProblemKind problem, string detail)
    {
        (Problem, Detail) = (problem, detail);
        return false;
    }

    private static bool IsForm(MediaTypeHeaderValue? type) => type is not null && type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase);

    // image/jpg is no media type, and what many a program says for image/jpeg.
    private bool IsFile(MediaTypeHeaderValue? type)
        => type is not null && (fileTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase) || type.MediaType.Equals("image/jpg", StringComparison.OrdinalIgnoreCase));

    // A browser sends none for a file field that nobody filled in.
    private static string? FileName(ContentDispositionHeaderValue disposition)
        => HeaderUtilities.RemoveQuotes(disposition.FileNameStar) is { Length: > 0 } star ? star.Value
        : HeaderUtilities.RemoveQuotes(disposition.FileName) is { Length: > 0 } plain ? plain.Value
        : null;

    private static string NameType(string? type)
        => string.IsNullOrEmpty(type) ? "The request has no Content-Type" : $"The request's Content-Type is '{ProblemAnswers.Echo(type)}'";

    private string NameOthers() => _otherFields.Count == 0 ? "" : $" (it has {ProblemAnswers.Echo(string.Join(", ", _otherFields))})";
}
