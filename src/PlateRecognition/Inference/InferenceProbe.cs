namespace PlateRecognition.Inference;

/// <summary>An input whose answer is known: it tells whether a session works. Immutable.</summary>
/// <param name="Input">One item's bytes.</param>
/// <param name="Output">The first output that it must give; empty takes any.</param>
/// <param name="Tolerance">By how much a value may differ.</param>
public sealed record InferenceProbe(ReadOnlyMemory<byte> Input, ReadOnlyMemory<float> Output, float Tolerance)
{
    /// <summary>Until a better one is known: a black picture, and any answer.</summary>
    internal static InferenceProbe Black(TensorSpec input) => new(new byte[input.Elements], ReadOnlyMemory<float>.Empty, 0);

    /// <summary>Asks a session.</summary>
    /// <returns>Whether it answers as it must.</returns>
    internal bool IsAnswered(NativeRun native, NetworkSession session, BatchMemory memory)
    {
        Input.Span.CopyTo(memory.Input(0));
        return native(session, memory, 1) is null && Fits(memory.FirstOutput(0));
    }

    private bool Fits(ReadOnlySpan<float> answer)
    {
        var expected = Output.Span;
        for (var at = 0; at < expected.Length; at++)
        {
            // Not the other way round: NaN is within no tolerance.
            if (!(MathF.Abs(answer[at] - expected[at]) <= Tolerance))
                return false;
        }

        return true;
    }
}
