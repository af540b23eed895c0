using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace PlateApi.Page;

/// <summary>The page at <c>/</c>: a few files inside the program, which load nothing from elsewhere and may run nothing but themselves.</summary>
internal static class PageEndpoints
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string File, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/result.js", "result.js", "text/javascript; charset=utf-8"),
    ];

    /// <summary>Maps <c>GET /</c> and what it loads.</summary>
    public static void MapPage(this IEndpointRouteBuilder app)
    {
        foreach (var (path, file, type) in Files)
        {
            var bytes = Read(file);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"");
            app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => Answer(context, bytes, type, tag))
                .ExcludeFromDescription()
                // It says nothing about anybody; what it asks the service for needs the key.
                .AllowAnonymous();
        }
    }

    private static FileContentHttpResult Answer(HttpContext context, byte[] bytes, string type, EntityTagHeaderValue tag)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Asked for again each time, and sent again only when the program is another one.
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(bytes, type, entityTag: tag);
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream($"Page.{file}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
