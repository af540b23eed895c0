namespace Training.Export.Onnx;

/// <summary>Writes what stands before every trunk: bytes to normalised floats.</summary>
internal static class InputWriter
{
    /// <summary>Name of the graphs' picture input.</summary>
    public const string Name = "image";

    /// <summary>Symbol of the batch dimension.</summary>
    public const string Batch = "N";

    /// <summary>
    /// Declares the input, uint8 (N, H, W, 3) RGB, and gives the value of normalised floats (N, 3, H, W). The first
    /// convolution pads with zeros after the mean is taken off, so the mean cannot move into its bias.
    /// </summary>
    public static string Write(GraphBuilder graph, int height, int width, IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        var x = graph.ByteInput(Name, Batch, height, width, 3);
        x = graph.Node("Cast", "pixels", [x], ("to", 1L));
        x = graph.Node("Transpose", "planes", [x], ("perm", new long[] { 0, 3, 1, 2 }));
        x = graph.Node("Sub", "centred", [x, graph.Weights("mean", [.. mean], 1, 3, 1, 1)]);
        return graph.Node("Mul", "normalised", [x, graph.Weights("scale", [.. deviation.Select(value => 1 / value)], 1, 3, 1, 1)]);
    }
}
