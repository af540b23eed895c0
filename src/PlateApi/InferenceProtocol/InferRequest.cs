namespace PlateApi.InferenceProtocol;

/// <summary>An inference request, read and checked.</summary>
internal sealed record InferRequest
{
    /// <summary>The client's own id, which the answer repeats, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The encoded pictures.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Pictures { get; init; }

    /// <summary>Parameter mode: auto, photo or crop.</summary>
    public string? Mode { get; init; }

    /// <summary>Parameter detail: normal or high.</summary>
    public string? Detail { get; init; }

    /// <summary>Parameter regions: codes, separated by commas.</summary>
    public string? Regions { get; init; }

    /// <summary>Parameter timeout: how long the client wants to wait, or null.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The tensors that are asked for, and whether as bytes; null asks for all.</summary>
    public IReadOnlyList<(string Name, bool? IsBinary)>? Outputs { get; init; }

    /// <summary>Whether tensors come as bytes when the output does not say so itself.</summary>
    public bool HasBinaryOutputs { get; init; }
}
