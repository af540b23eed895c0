using PlateApi.Hosting;
using PlateRecognition;
using PlateRecognition.Imaging;

namespace PlateApi.Recognize;

/// <summary>The memory that all requests may hold together: uploads in bytes, decoded pictures in pixels. Thread-safe.</summary>
internal sealed class InFlightMemory(PlateApiOptions options)
{
    private const int Mebi = 1024 * 1024, Mega = 1_000_000;

    /// <summary>Bytes of uploads, from their first to the last picture's answer.</summary>
    public MemoryBudget Uploads { get; } = new((long)options.MaxMegabytesInFlight * Mebi);

    /// <summary>Pixels of four bytes, while pictures are decoded and read.</summary>
    public MemoryBudget Pixels { get; } = new((long)options.MaxMegapixelsInFlight * Mega);

    /// <summary>A quarter of what this process may use, by its container's limit where it has one, in MiB.</summary>
    public static int DefaultMegabytes => (int)Math.Clamp(MemoryLimit / 4 / Mebi, 16, 1_000_000);

    /// <summary>Half of it, at four bytes a pixel, in millions.</summary>
    public static int DefaultMegapixels => (int)Math.Clamp(MemoryLimit / 2 / 4 / Mega, 8, 1_000_000);

    private static long MemoryLimit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Why an upload cannot be held, now or ever.</summary>
    /// <param name="bytes">What it needs.</param>
    public (ProblemKind Kind, string Detail) Refuse(long bytes) => bytes > Uploads.Limit
        ? (ProblemKind.UploadTooLarge, $"The upload needs {bytes} bytes; all requests together may hold {Uploads.Limit} ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.MaxMegabytesInFlight)}).")
        : (ProblemKind.Of(RecognitionFailure.MemoryFull),
            $"The upload needs {bytes} bytes, and those under way hold {Uploads.Held}; {Uploads.Limit} are allowed together ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.MaxMegabytesInFlight)}).");
}
