using Microsoft.ML.OnnxRuntime;

namespace PlateRecognition.Inference;

/// <summary>
/// Input and output memory of one batch at a time, pinned for its whole life, with ONNX Runtime's views on it for every batch
/// size, so that a run allocates nothing. Not thread-safe.
/// </summary>
internal sealed class BatchMemory : IDisposable
{
    private readonly byte[] _input;
    private readonly float[][] _outputs;
    private readonly TensorSpec _inputSpec;
    private readonly IReadOnlyList<TensorSpec> _outputSpecs;
    private readonly OrtValue[]?[] _inputViews, _outputViews;

    public BatchMemory(TensorSpec input, IReadOnlyList<TensorSpec> outputs, BatchBuckets buckets)
    {
        (_inputSpec, _outputSpecs, Buckets) = (input, outputs, buckets);
        var largestBatch = buckets.Sizes[^1];
        _input = GC.AllocateUninitializedArray<byte>(largestBatch * input.Elements, pinned: true);
        _outputs = [.. outputs.Select(output => GC.AllocateUninitializedArray<float>(largestBatch * output.Elements, pinned: true))];
        (InputNames, OutputNames) = ([input.Name], [.. outputs.Select(output => output.Name)]);
        (_inputViews, _outputViews) = (new OrtValue[largestBatch + 1][], new OrtValue[largestBatch + 1][]);
    }

    /// <summary>The batch sizes that are run.</summary>
    public BatchBuckets Buckets { get; }

    public string[] InputNames { get; }

    public string[] OutputNames { get; }

    /// <summary>Whose <see cref="RunOptions.Terminate"/> ends the run early; quiet, since a failed run is an answer of ours.</summary>
    public RunOptions Options { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>The bytes of the item at a place.</summary>
    public Span<byte> Input(int place) => _input.AsSpan(place * _inputSpec.Elements, _inputSpec.Elements);

    /// <summary>The first output of the item at a place.</summary>
    public ReadOnlySpan<float> FirstOutput(int place) => _outputs[0].AsSpan(place * _outputSpecs[0].Elements, _outputSpecs[0].Elements);

    /// <summary>Copies the answer to the item at a place.</summary>
    public void CopyOutputs(int place, float[][] answer)
    {
        for (var at = 0; at < answer.Length; at++)
            _outputs[at].AsSpan(place * answer[at].Length, answer[at].Length).CopyTo(answer[at]);
    }

    /// <summary>The input of a batch of the first so many places.</summary>
    public OrtValue[] InputView(int count) => _inputViews[count] ??= [View(_input, _inputSpec, count)];

    /// <summary>Likewise its outputs.</summary>
    public OrtValue[] OutputView(int count) => _outputViews[count] ??= [.. _outputSpecs.Select((output, at) => View(_outputs[at], output, count))];

    public void Dispose()
    {
        foreach (var value in _inputViews.Concat(_outputViews).SelectMany(views => views ?? []))
            value.Dispose();
        Options.Dispose();
    }

    private static OrtValue View<T>(T[] memory, TensorSpec spec, int count)
        where T : unmanaged
        => OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, memory.AsMemory(0, count * spec.Elements), [count, .. spec.Shape.Skip(1).Select(size => (long)size)]);
}
