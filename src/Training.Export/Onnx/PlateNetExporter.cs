using PlateRecognition.Models;
using Training.Export.Networks;

namespace Training.Export.Onnx;

/// <summary>
/// Writes a <see cref="PlateNet"/> as an ONNX model: input <c>image</c>, uint8 (N, H, W, 3) RGB; output
/// <c>probabilities</c>, float (N, S, K), each slot summing to 1, and of an attending head <c>positions</c>, float (N, S, 2), where
/// each slot looks on average: x and y, 0 to 1 of the picture. Batch normalisation is folded into the layer before it,
/// dropout and drop-path vanish, normalisation of the pixels is part of the graph. TorchSharp has no exporter of its own.
/// </summary>
public static class PlateNetExporter
{
    /// <summary>Name of the graph's input.</summary>
    public const string InputName = InputWriter.Name;

    /// <summary>Name of the graph's first output.</summary>
    public const string OutputName = "probabilities";

    /// <summary>Name of an attending network's second output.</summary>
    public const string PositionsName = "positions";

    /// <summary>The operator set that the model asks for.</summary>
    public const int Opset = GraphBuilder.Opset;

    /// <summary>Writes the model. The same weights give the same bytes.</summary>
    /// <param name="network">The network; its mode does not matter and stays.</param>
    /// <param name="options">How to write it, or null for the defaults.</param>
    /// <returns>The content of the <c>.onnx</c> file.</returns>
    /// <exception cref="InvalidDataException">A weight is not finite, or too large for half precision.</exception>
    public static byte[] Export(PlateNet network, OnnxExportOptions? options = null)
    {
        options ??= new OnnxExportOptions();
        var graph = Write(network, options.HalfPrecisionWeights);
        return graph.Build(options.ProducerVersion, options.Description, options.Properties);
    }

    /// <summary>The outputs of a network of this table, as a manifest lists them.</summary>
    public static IReadOnlyList<ManifestOutput> Outputs(PlateNetConfig config)
    {
        var probabilities = new ManifestOutput(OutputName, [-1, config.Slots, config.Classes]);
        return config.Head == HeadKind.Attention ? [probabilities, new ManifestOutput(PositionsName, [-1, config.Slots, 2])] : [probabilities];
    }

    /// <summary>Writes the graph.</summary>
    internal static GraphBuilder Write(PlateNet network, bool halfWeights)
    {
        var config = network.Config;
        var graph = new GraphBuilder("plate_reader", halfWeights);

        // 1. Bytes to normalised floats.
        var x = InputWriter.Write(graph, config.Height, config.Width, config.Mean, config.Deviation);

        // 2. Pixels to features.
        x = new TrunkWriter(graph, config.Trunk.Activation).Write(network.Trunk, x, config.Height, config.Width);

        // 3. Features to slots.
        string? positions = null;
        if (network.Attention is { } attention)
            (x, positions) = HeadWriter.Write(graph, attention, x, PositionsName);
        else
            x = HeadWriter.Write(graph, network.Branches!, x, config);
        x = graph.Node("Softmax", OutputName, [x], ("axis", -1L));
        graph.FloatOutput(x, InputWriter.Batch, config.Slots, config.Classes);
        if (positions is not null)
            graph.FloatOutput(positions, InputWriter.Batch, config.Slots, 2);
        return graph;
    }
}
