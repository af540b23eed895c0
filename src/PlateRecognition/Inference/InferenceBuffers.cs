using Microsoft.ML.OnnxRuntime;

namespace PlateRecognition.Inference;

/// <summary>
/// Input and output memory of one run at a time, pinned for its whole life, with ONNX Runtime's views on it, so that a run
/// copies nothing.
/// </summary>
internal sealed class InferenceBuffers : IDisposable
{
    public InferenceBuffers(TensorSpec input, IReadOnlyList<TensorSpec> outputs)
    {
        Input = GC.AllocateUninitializedArray<byte>(input.Elements, pinned: true);
        Outputs = [.. outputs.Select(output => GC.AllocateUninitializedArray<float>(output.Elements, pinned: true))];
        (InputNames, OutputNames) = ([input.Name], [.. outputs.Select(output => output.Name)]);
        InputValues = [OrtValue.CreateTensorValueFromMemory(Input, [.. input.Shape.Select(size => (long)size)])];
        OutputValues = [.. outputs.Select((output, at) => OrtValue.CreateTensorValueFromMemory(Outputs[at], [.. output.Shape.Select(size => (long)size)]))];
    }

    public byte[] Input { get; }

    public float[][] Outputs { get; }

    public string[] InputNames { get; }

    public string[] OutputNames { get; }

    public OrtValue[] InputValues { get; }

    public OrtValue[] OutputValues { get; }

    /// <summary>Whose <see cref="RunOptions.Terminate"/> ends the run early; quiet, since a failed run is an answer of ours.</summary>
    public RunOptions Options { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    public void Dispose()
    {
        InputValues[0].Dispose();
        foreach (var value in OutputValues)
            value.Dispose();
        Options.Dispose();
    }
}
