using Training.Export.Networks;

namespace Training.Export.Onnx;

/// <summary>
/// Writes a <see cref="DetectorNet"/> as an ONNX model: input <c>image</c>, uint8 (N, H, W, 3) RGB, a letterboxed picture;
/// outputs <c>heat</c>, float (N, 1, H/8, W/8), probabilities of a plate's centre, and <c>corners</c>, float (N, 8, H/8, W/8),
/// offsets of the four corners from the cell's centre in cells.
/// </summary>
public static class DetectorExporter
{
    /// <summary>Name of the heat map.</summary>
    public const string HeatName = "heat";

    /// <summary>Name of the corners.</summary>
    public const string CornersName = "corners";

    /// <summary>What the file says it is.</summary>
    public const string Description = "Number-plate finder: RGB bytes of a letterboxed photo to plate centres and corners.";

    /// <summary>Writes the model. The same weights give the same bytes.</summary>
    /// <param name="network">The network; its mode does not matter and stays.</param>
    /// <param name="options">How to write it, or null for the defaults.</param>
    /// <returns>The content of the <c>.onnx</c> file.</returns>
    /// <exception cref="InvalidDataException">A weight is not finite, or too large for half precision.</exception>
    public static byte[] Export(DetectorNet network, OnnxExportOptions? options = null)
    {
        options ??= new OnnxExportOptions { Description = Description };
        var graph = Write(network, options.HalfPrecisionWeights);
        return graph.Build(options.ProducerVersion, options.Description, options.Properties);
    }

    /// <summary>Writes the graph.</summary>
    internal static GraphBuilder Write(DetectorNet network, bool halfWeights)
    {
        var config = network.Config;
        var graph = new GraphBuilder("plate_finder", halfWeights);

        // 1. Pixels to the trunk's maps.
        var x = InputWriter.Write(graph, config.Height, config.Width, config.Mean, config.Deviation);
        var writer = new TrunkWriter(graph, config.Trunk.Activation);
        var maps = writer.WriteStages(network.Trunk, x, config.Height, config.Width);

        // 2. Coarse maps onto finer ones.
        x = Write(graph, writer, network.Pyramid, [.. config.PyramidBlocks.Select(block => maps[block])]);

        // 3. Two heads.
        var heat = graph.Pointwise("heat.logits", Write(writer, network.HeatFeatures, "heat.features", x), Folded.Of(network.Heat));
        graph.FloatOutput(graph.Node("Sigmoid", HeatName, [heat]), InputWriter.Batch, 1, config.Rows, config.Columns);
        var corners = graph.Pointwise(CornersName, Write(writer, network.CornerFeatures, "corners.features", x), Folded.Of(network.Corners));
        graph.FloatOutput(corners, InputWriter.Batch, DetectorNetConfig.CornerValues, config.Rows, config.Columns);
        return graph;
    }

    private static string Write(GraphBuilder graph, TrunkWriter writer, FeaturePyramid pyramid, IReadOnlyList<string> maps)
    {
        // Resize takes no region here, but an empty one has to stand in its place. Nearest is its default.
        var (region, twice) = (graph.Weights("pyramid.region", [], 0), graph.Weights("pyramid.twice", [1, 1, 2, 2], 4));
        var x = writer.WriteSameSize(pyramid.Laterals[^1], $"pyramid.{maps.Count - 1}", maps[^1]);
        for (var level = maps.Count - 2; level >= 0; level--)
        {
            var enlarged = graph.Node("Resize", $"pyramid.{level}.enlarged", [x, region, twice]);
            x = graph.Node("Add", $"pyramid.{level}.sum", [enlarged, writer.WriteSameSize(pyramid.Laterals[level], $"pyramid.{level}", maps[level])]);
        }

        return Write(writer, pyramid.Smooth, "pyramid.smooth", x);
    }

    private static string Write(TrunkWriter writer, DepthwiseSeparable block, string name, string input)
        => writer.WriteSameSize(block.Pointwise, $"{name}.pointwise", writer.WriteSameSize(block.Depthwise, $"{name}.depthwise", input));
}
