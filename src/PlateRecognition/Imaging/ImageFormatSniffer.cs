namespace PlateRecognition.Imaging;

/// <summary>A picture format, told by its first bytes and never by what the caller says.</summary>
public enum ImageFormat
{
    /// <summary>None that is taken.</summary>
    Unknown,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>WebP.</summary>
    WebP,
}

/// <summary>Tells formats by their first bytes.</summary>
public static class ImageFormatSniffer
{
    /// <summary>The format of an encoded picture; <see cref="ImageFormat.Unknown"/> for one that is not taken.</summary>
    public static ImageFormat Sniff(ReadOnlySpan<byte> encoded)
    {
        if (encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return ImageFormat.Jpeg;
        if (encoded.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return ImageFormat.Png;
        return encoded.Length >= 12 && encoded.StartsWith("RIFF"u8) && encoded[8..12].SequenceEqual("WEBP"u8)
            ? ImageFormat.WebP
            : ImageFormat.Unknown;
    }

    /// <summary>What a file that is not taken looks like, for its error message; null when nothing is recognised.</summary>
    internal static string? NameOther(ReadOnlySpan<byte> encoded) => encoded switch
    {
        _ when encoded.StartsWith("GIF8"u8) => "a GIF",
        _ when encoded.StartsWith("BM"u8) => "a BMP",
        _ when encoded.StartsWith("II*\0"u8) || encoded.StartsWith("MM\0*"u8) => "a TIFF",
        _ when encoded.StartsWith("%PDF"u8) => "a PDF",
        _ when encoded.Length >= 12 && encoded[4..8].SequenceEqual("ftyp"u8) => "a HEIF, AVIF or video",
        _ when encoded.StartsWith("<svg"u8) || encoded.StartsWith("<?xml"u8) => "an SVG or XML",
        _ when encoded.StartsWith("PK"u8) => "a ZIP",
        _ => null,
    };
}
