using Training.Export.Networks;

namespace Training.Export.Onnx;

/// <summary>Writes the heads' nodes: feature map in, slot logits (N, S, K) out.</summary>
internal static class HeadWriter
{
    /// <summary>Writes a 1×1 convolution.</summary>
    public static string Pointwise(this GraphBuilder graph, string name, string input, Folded layer)
    {
        var (weight, bias) = graph.Layer(name, layer);
        return graph.Node("Conv", name, [input, weight, bias]);
    }

    /// <summary>
    /// Writes the seed's head. All branches share their input, so their hidden layers are one Gemm; their last layers are
    /// one MatMul over a stack of matrices.
    /// </summary>
    public static string Write(GraphBuilder graph, BranchHead head, string input, PlateNetConfig config)
    {
        var (features, hidden, slots, classes) = (config.PooledFeatures, config.Hidden, config.Slots, config.Classes);
        var first = head.Branches.Select(branch => Folded.Of(branch.Hidden, branch.Norm)).ToList();
        var last = head.Branches.Select(branch => Folded.Of(branch.Classify)).ToList();

        var pooled = config.Head == HeadKind.ColumnBranches
            ? graph.Node("ReduceMean", "head.pool", [input], ("axes", new long[] { 2 }), ("keepdims", 0L))
            : graph.Node("GlobalAveragePool", "head.pool", [input]);
        var x = graph.Node("Flatten", "head.features", [pooled]);
        x = graph.Dense("head.hidden", x, new Folded([.. first.SelectMany(layer => layer.Weight)], [slots * hidden, features], [.. first.SelectMany(layer => layer.Bias)]));
        x = graph.Node("Relu", "head.relu", [x]);

        // (N, S·hidden) to (S, N, hidden), times (S, hidden, K), back to (N, S, K).
        x = graph.Node("Reshape", "head.branches", [x, graph.Integers("head.branches.shape", 0, slots, hidden)]);
        x = graph.Node("Transpose", "head.slots_first", [x], ("perm", new long[] { 1, 0, 2 }));
        x = graph.Node("MatMul", "head.classify", [x, graph.Weights("head.classify.weight", [.. last.SelectMany(Transposed)], slots, hidden, classes)]);
        x = graph.Node("Transpose", "head.batch_first", [x], ("perm", new long[] { 1, 0, 2 }));
        return graph.Node("Add", "head.logits", [x, graph.Weights("head.classify.bias", [.. last.SelectMany(layer => layer.Bias)], slots, classes)]);
    }

    /// <summary>Writes the attending head.</summary>
    /// <returns>The slots' logits, and where each slot looks on average: (N, S, 2), x and y, 0 to 1 of the picture.</returns>
    public static (string Logits, string Positions) Write(GraphBuilder graph, AttentionHead head, string input, string positionsName)
    {
        var cells = head.Rows * head.Columns;
        var slots = (long)head.Local.out_channels;
        var glyphs = graph.Pointwise("head.glyph", input, Folded.Of(head.Glyph));
        glyphs = graph.Node("Reshape", "head.glyph.cells", [glyphs, graph.Integers("head.glyph.shape", 0, head.Glyph.out_channels, cells)]);
        glyphs = graph.Node("Transpose", "head.cells_first", [glyphs], ("perm", new long[] { 0, 2, 1 }));

        var local = graph.Pointwise("head.local", input, Folded.Of(head.Local));
        var slotShape = graph.Integers("head.slot.shape", 0, slots, cells);
        local = graph.Node("Reshape", "head.local.cells", [local, slotShape]);

        var context = graph.Node("Relu", "head.context.relu", [graph.Pointwise("head.context", input, Folded.Of(head.Context))]);
        context = graph.Node("Flatten", "head.context.flat", [context]);
        context = graph.Node("Relu", "head.hidden.relu", [graph.Dense("head.hidden", context, Folded.Of(head.Hidden))]);
        context = graph.Dense("head.global", context, Folded.Of(head.Global));
        context = graph.Node("Reshape", "head.global.cells", [context, slotShape]);

        var look = graph.Node("Softmax", "head.attention", [graph.Node("Add", "head.look", [local, context])], ("axis", -1L));
        var positions = graph.Node("MatMul", positionsName, [look, graph.Weights("head.centres", head.CellCentres(), cells, 2)]);
        return (graph.Node("MatMul", "head.logits", [look, glyphs]), positions);
    }

    private static string Dense(this GraphBuilder graph, string name, string input, Folded layer)
    {
        var (weight, bias) = graph.Layer(name, layer);
        return graph.Node("Gemm", name, [input, weight, bias], ("transB", 1L));
    }

    // (K, hidden) to (hidden, K), row-major.
    private static IEnumerable<float> Transposed(Folded layer)
    {
        var (rows, columns) = (layer.Shape[0], layer.Shape[1]);
        for (var column = 0; column < columns; column++)
        {
            for (var row = 0; row < rows; row++)
                yield return layer.Weight[row * columns + column];
        }
    }
}
