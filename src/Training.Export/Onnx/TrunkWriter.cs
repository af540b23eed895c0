using Training.Export.Networks;

namespace Training.Export.Onnx;

/// <summary>Writes an EfficientNet trunk's nodes, named as its parameters are.</summary>
internal sealed class TrunkWriter
{
    private readonly GraphBuilder _graph;
    private readonly Activation _activation;

    /// <summary>Writes into <paramref name="graph"/>.</summary>
    public TrunkWriter(GraphBuilder graph, Activation activation) => (_graph, _activation) = (graph, activation);

    /// <summary>Writes all blocks.</summary>
    /// <param name="trunk">The trunk.</param>
    /// <param name="input">The value of normalised (N, 3, H, W) pixels.</param>
    /// <param name="height">H: SAME padding depends on it.</param>
    /// <param name="width">W.</param>
    /// <returns>The value of the feature map.</returns>
    public string Write(EfficientNet trunk, string input, int height, int width) => WriteStages(trunk, input, height, width)[^1];

    /// <summary>Writes all blocks, for tops that look at several depths.</summary>
    /// <param name="trunk">The trunk.</param>
    /// <param name="input">The value of normalised (N, 3, H, W) pixels.</param>
    /// <param name="height">H: SAME padding depends on it.</param>
    /// <param name="width">W.</param>
    /// <returns>The value of the map after each feature block: the stem, the stages, the head convolution if there is one.</returns>
    public IReadOnlyList<string> WriteStages(EfficientNet trunk, string input, int height, int width)
    {
        var size = (height, width);
        var maps = new List<string> { Write(trunk.Stem, "features.0", input, ref size) };
        for (var stage = 0; stage < trunk.Blocks.Count; stage++)
        {
            var x = maps[^1];
            for (var repeat = 0; repeat < trunk.Blocks[stage].Count; repeat++)
                x = Write(trunk.Blocks[stage][repeat], $"features.{stage + 1}.{repeat}", x, ref size);
            maps.Add(x);
        }

        if (trunk.Head is not null)
            maps.Add(Write(trunk.Head, $"features.{trunk.Blocks.Count + 1}", maps[^1], ref size));
        return maps;
    }

    /// <summary>Writes a convolution that keeps the map's size.</summary>
    public string WriteSameSize(ConvNormActivation layer, string name, string input)
    {
        // At stride 1 padding is symmetric whatever the size.
        var size = (0, 0);
        return Write(layer, name, input, ref size);
    }

    private string Write(MBConv block, string name, string input, ref (int Height, int Width) size)
    {
        var x = block.Expand is null ? input : Write(block.Expand, $"{name}.expand", input, ref size);
        x = Write(block.Depthwise, $"{name}.depthwise", x, ref size);
        x = block.Excite is null ? x : Write(block.Excite, $"{name}.excite", x);
        x = Write(block.Project, $"{name}.project", x, ref size);
        return block.AddsInput ? _graph.Node("Add", $"{name}.add", [x, input]) : x;
    }

    private string Write(ConvNormActivation layer, string name, string input, ref (int Height, int Width) size)
    {
        var (kernel, stride) = (layer.Kernel, layer.Stride);
        var symmetric = ((kernel - 1) / 2, (kernel - 1) / 2);
        var (top, bottom) = layer.PadsSame ? ConvNormActivation.SamePadding(size.Height, kernel, stride.Height) : symmetric;
        var (left, right) = layer.PadsSame ? ConvNormActivation.SamePadding(size.Width, kernel, stride.Width) : symmetric;
        size = ((size.Height + stride.Height - 1) / stride.Height, (size.Width + stride.Width - 1) / stride.Width);

        var (weight, bias) = _graph.Layer(name, Folded.Of(layer.Convolution, layer.Norm));
        var x = _graph.Node(
            "Conv", $"{name}.conv", [input, weight, bias],
            ("kernel_shape", new long[] { kernel, kernel }),
            ("strides", new long[] { stride.Height, stride.Width }),
            ("pads", new long[] { top, left, bottom, right }),
            ("group", layer.Convolution.groups));
        return layer.Activation is { } activation ? Activate(activation, name, x) : x;
    }

    private string Write(SqueezeExcitation block, string name, string input)
    {
        var x = _graph.Node("GlobalAveragePool", $"{name}.pool", [input]);
        x = Activate(_activation, $"{name}.squeeze", _graph.Pointwise($"{name}.fc1", x, Folded.Of(block.Squeeze)));
        x = _graph.Node("Sigmoid", $"{name}.gate", [_graph.Pointwise($"{name}.fc2", x, Folded.Of(block.Excite))]);
        return _graph.Node("Mul", $"{name}.scale", [input, x]);
    }

    private string Activate(Activation activation, string name, string x) => activation switch
    {
        Activation.SiLU => _graph.Node("Mul", $"{name}.silu", [x, _graph.Node("Sigmoid", $"{name}.sigmoid", [x])]),
        Activation.HardSwish => _graph.Node("HardSwish", $"{name}.hardswish", [x]),
        Activation.ReLU6 => _graph.Node("Clip", $"{name}.relu6", [x, _graph.Scalar("zero", 0), _graph.Scalar("six", 6)]),
        Activation.ReLU => _graph.Node("Relu", $"{name}.relu", [x]),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation."),
    };
}
