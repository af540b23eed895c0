namespace PlateRecognition.Imaging;

/// <summary>What the decoder refuses before it spends memory or time. Immutable.</summary>
public sealed record ImageLimits
{
    /// <summary>Most pixels of a picture, by its header.</summary>
    /// <value>1 or more; default 40 million.</value>
    public int MaxPixels { get; init; } = 40_000_000;

    /// <summary>Longest side of a picture, in pixels.</summary>
    /// <value>1 or more; default 16,384.</value>
    public int MaxSide { get; init; } = 16_384;

    /// <summary>Pixels that all pictures together may hold while they are decoded, read and drawn, of four bytes each; null sets no bound.</summary>
    public MemoryBudget? PixelsInFlight { get; init; }

    /// <summary>Throws when a limit is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the limit, its value and its range.</exception>
    internal void Validate()
    {
        if (MaxPixels < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxPixels), MaxPixels, $"{nameof(MaxPixels)} must be 1 or more.");
        if (MaxSide < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxSide), MaxSide, $"{nameof(MaxSide)} must be 1 or more.");
    }
}

/// <summary>Why a picture could not be decoded.</summary>
public enum ImageFault
{
    /// <summary>There are no bytes.</summary>
    Empty,

    /// <summary>The bytes do not begin like JPEG, PNG or WebP.</summary>
    UnsupportedFormat,

    /// <summary>The bytes begin like a picture, and are none.</summary>
    NotAnImage,

    /// <summary>The picture ends before its last row, or its data are damaged.</summary>
    CutShort,

    /// <summary>The header names more pixels, or a longer side, than allowed; or they take more memory than all pictures may.</summary>
    TooManyPixels,

    /// <summary>There is no room for its pixels beside those of other pictures.</summary>
    NoMemory,
}

/// <summary>Why a picture could not be decoded, for a person.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="Detail">One line that names value, limit and setting.</param>
public sealed record ImageProblem(ImageFault Fault, string Detail);
