using Microsoft.AspNetCore.Http.Features;
using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>
/// Reads the files of a request into pooled memory: a form of files, or one file as the body. Limits come before work, and
/// nothing touches a disk, as the framework's own form reader would for anything over 64 KB. Thread-safe.
/// </summary>
internal sealed class UploadReader(PlateApiOptions options, InFlightMemory memory)
{
    /// <summary>The form fields that hold files.</summary>
    public static readonly string[] FileFields = ["image", "upload", "file"];

    /// <summary>What a body that is one file may call itself. What it is, its bytes say.</summary>
    public static readonly string[] FileTypes = ["image/jpeg", "image/png", "image/webp", "application/octet-stream"];

    /// <summary>Reads all files of a request. A connection that closes ends the reading by itself.</summary>
    /// <exception cref="Microsoft.AspNetCore.Connections.ConnectionResetException">The client has gone.</exception>
    public ValueTask<Upload> ReadAsync(HttpRequest request) => ReadAsync(new UploadStream(request, UploadLimits.Of(options), memory, FileTypes, keepFields: false));

    /// <summary>Likewise, with the form's other fields.</summary>
    /// <param name="request">The request; nothing of its body has been read.</param>
    /// <param name="moreTypes">Media types of a body that is taken whole, besides those of pictures.</param>
    /// <exception cref="Microsoft.AspNetCore.Connections.ConnectionResetException">The client has gone.</exception>
    public ValueTask<Upload> ReadWithFieldsAsync(HttpRequest request, params string[] moreTypes)
        => ReadAsync(new UploadStream(request, UploadLimits.Of(options), memory, [.. FileTypes, .. moreTypes], keepFields: true));

    /// <summary>The files one after the other, as they arrive; such a request may bring as much as streams may, instead of what others may.</summary>
    public UploadStream OpenStream(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.MaxStreamedBytes;
        return new UploadStream(request, UploadLimits.OfStream(options), memory, FileTypes, keepFields: false);
    }

    private static async ValueTask<Upload> ReadAsync(UploadStream stream)
    {
        var upload = new Upload { Fields = stream.Fields };
        try
        {
            while (await stream.NextAsync() is { } file)
                upload.Files.Add(file);
            return stream.Problem is { } problem ? upload.Fail(problem, stream.Detail) : upload;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }
}
