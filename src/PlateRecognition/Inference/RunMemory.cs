namespace PlateRecognition.Inference;

/// <summary>
/// Input and answer of one item. The network never touches it: a batch copies from it and into it, so it may be lent anew while
/// a batch that its last borrower gave up still runs.
/// </summary>
internal sealed class RunMemory(TensorSpec input, IReadOnlyList<TensorSpec> outputs)
{
    public byte[] Input { get; } = GC.AllocateUninitializedArray<byte>(input.Elements);

    public float[][] Outputs { get; } = [.. outputs.Select(output => GC.AllocateUninitializedArray<float>(output.Elements))];
}
