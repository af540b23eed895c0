using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>How much a request may bring, and which settings say so. Immutable.</summary>
/// <param name="Bytes">Most bytes of the whole body.</param>
/// <param name="BytesSetting">The setting behind it.</param>
/// <param name="FileBytes">Most bytes of one file.</param>
/// <param name="Files">Most files.</param>
/// <param name="FilesSetting">The setting behind it.</param>
/// <param name="IsHeldWhole">Whether all of the body is held until the last file is there.</param>
internal sealed record UploadLimits(long Bytes, string BytesSetting, int FileBytes, int Files, string FilesSetting, bool IsHeldWhole)
{
    /// <summary>For a request whose files are all held until the last is there.</summary>
    public static UploadLimits Of(PlateApiOptions options)
        => new(options.MaxRequestBytes, nameof(PlateApiOptions.MaxRequestBytes), options.MaxRequestBytes, options.MaxFiles, nameof(PlateApiOptions.MaxFiles), IsHeldWhole: true);

    /// <summary>For a request whose files are read one after the other.</summary>
    public static UploadLimits OfStream(PlateApiOptions options)
        => new(options.MaxStreamedBytes, nameof(PlateApiOptions.MaxStreamedBytes), options.MaxRequestBytes, options.MaxStreamedFiles, nameof(PlateApiOptions.MaxStreamedFiles), IsHeldWhole: false);

    /// <summary>For a body over the limit.</summary>
    public string TooLarge => $"{Bytes} are allowed ({PlateApiOptions.SectionName}:{BytesSetting}).";

    /// <summary>For a file over the limit.</summary>
    public string FileTooLarge => $"The file has more bytes than allowed; {FileBytes} are allowed ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.MaxRequestBytes)}).";

    /// <summary>For a file too many.</summary>
    public string TooMany => $"The form has more than {Files} files; {Files} are allowed ({PlateApiOptions.SectionName}:{FilesSetting}).";
}
