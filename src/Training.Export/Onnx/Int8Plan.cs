using System.Runtime.InteropServices;
using Training.Export.Onnx.Schema;
using DataType = Training.Export.Onnx.Schema.TensorProto.Types.DataType;

namespace Training.Export.Onnx;

/// <summary>Which nodes of a float graph become integer ones, and which values between them are rounded. Immutable once made.</summary>
internal sealed class Int8Plan
{
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly ILookup<string, NodeProto> _readers;
    private readonly Dictionary<string, NodeProto> _makers;
    private readonly HashSet<NodeProto> _nodes = [];
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>Plans.</summary>
    /// <param name="graph">A graph as <see cref="GraphBuilder"/> writes it, its nodes in order, its weights in single precision.</param>
    public Int8Plan(GraphProto graph)
    {
        _constants = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        _readers = graph.Node.SelectMany(node => node.Input.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node, StringComparer.Ordinal);
        _makers = graph.Node.ToDictionary(node => node.Output[0], StringComparer.Ordinal);

        // Backwards: what only float nodes read stays float, such as logits; it would be rounded for nothing.
        foreach (var node in graph.Node.Reverse().Where(IsInteger))
        {
            _nodes.Add(node);
            _values.UnionWith(node.Input.Where(input => !_constants.ContainsKey(input) && PixelScale(input) is null));
        }
    }

    /// <summary>The values that are rounded to 8 bits, inputs of integer nodes, but for those that only order the elements of another one anew.</summary>
    public IReadOnlyCollection<string> MeasuredValues => [.. _values.Where(value => Source(value) == value)];

    /// <summary>The value whose elements a value holds, in whatever order.</summary>
    public string Source(string value) => _makers.TryGetValue(value, out var node) && _nodes.Contains(node) && OrdersAnew(node) ? Source(node.Input[0]) : value;

    /// <summary>The scale of a value that was made of bytes; null for others.</summary>
    public float? PixelScale(string value) => _makers.TryGetValue(value, out var node) && node.OpType == "DequantizeLinear" ? Floats(node.Input[1])[0] : null;

    /// <summary>Whether a node becomes an integer one.</summary>
    public bool Contains(NodeProto node) => _nodes.Contains(node);

    /// <summary>Whether a value is rounded.</summary>
    public bool IsRounded(string value) => _values.Contains(value);

    /// <summary>A constant's floats.</summary>
    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(_constants[name].RawData.Span).ToArray();

    /// <summary>A constant's sizes.</summary>
    public long[] Shape(string name) => [.. _constants[name].Dims];

    private bool IsInteger(NodeProto node) => node.OpType switch
    {
        "Conv" => HasWeights(node) && IsReadByInteger(node),
        "Gemm" => HasWeights(node),
        "Add" => !node.Input.Any(_constants.ContainsKey) && IsReadByInteger(node),
        _ => OrdersAnew(node) && IsReadByInteger(node),
    };

    private static bool OrdersAnew(NodeProto node) => node.OpType is "Flatten" or "Reshape" or "Transpose";

    private bool HasWeights(NodeProto node)
        => node.Input.Count == 3 && node.Input.Skip(1).All(input => _constants.TryGetValue(input, out var tensor) && tensor.DataType == (int)DataType.Float);

    private bool IsReadByInteger(NodeProto node)
    {
        // An activation that clips is part of the node before it: the integers' range does the clipping.
        var readers = _readers[node.Output[0]].ToList();
        return readers is [{ OpType: "Clip" or "Relu" } activation] ? _readers[activation.Output[0]].Any(_nodes.Contains) : readers.Any(_nodes.Contains);
    }
}
