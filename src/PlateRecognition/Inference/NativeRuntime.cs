using Microsoft.ML.OnnxRuntime;

namespace PlateRecognition.Inference;

/// <summary>Runs the first items of a batch's memory; null, or what went wrong.</summary>
internal delegate string? NativeRun(NetworkSession session, BatchMemory memory, int count);

/// <summary>Where pools meet ONNX Runtime. Tests put faults in its place, and devices that are not there. Immutable.</summary>
internal sealed record NativeRuntime
{
    /// <summary>ONNX Runtime itself.</summary>
    public static NativeRuntime Real { get; } = new();

    /// <summary>Runs a batch.</summary>
    public NativeRun Run { get; init; } = static (session, memory, count) => session.Run(memory, count);

    /// <summary>Whether the build carries CUDA; whether it can be used here is another question.</summary>
    public Func<bool> CarriesCuda { get; init; } = static () => SessionSettings.CarriesCuda;

    /// <summary>Tries whether CUDA can be used: null, or the reason why not.</summary>
    public Func<InferenceOptions, string?> TryCuda { get; init; } = SessionSettings.TryCuda;

    /// <summary>Settings of a session on a device; whoever opens the session disposes them.</summary>
    public Func<Device, InferenceOptions, SessionOptions> Settings { get; init; } = SessionSettings.For;
}
