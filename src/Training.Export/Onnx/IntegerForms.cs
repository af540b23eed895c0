using System.Runtime.InteropServices;
using Google.Protobuf;
using Training.Export.Onnx.Schema;
using static Training.Export.Onnx.Schema.AttributeProto.Types;
using DataType = Training.Export.Onnx.Schema.TensorProto.Types.DataType;

namespace Training.Export.Onnx;

/// <summary>
/// Writes parts of a float graph in forms that give the same answers and run faster on integers (docs/experiments.md). Not thread-safe.
/// </summary>
/// <param name="graph">A graph as the exporters write it; it is changed.</param>
internal sealed class IntegerForms(GraphProto graph)
{
    /// <summary>Writes all forms that the graph has a place for.</summary>
    public void Apply()
    {
        TakePixelsAsIntegers();
        foreach (var node in graph.Node.Where(node => node.OpType == "Conv").ToList())
            TakeCellsAsRows(node);
    }

    // Bytes are integers already: (byte − mean) / deviation is scale × (byte − zero point), where rounding floats would lose every other grey, since the zero that
    // convolutions pad with would stand between two bytes. What the rounded mean is off by goes into the bias.
    private void TakePixelsAsIntegers()
    {
        if (graph.Node.Take(5).ToList() is not [{ OpType: "Cast" } cast, { OpType: "Transpose" } planes, { OpType: "Sub" } centred, { OpType: "Mul" } normalised, { OpType: "Conv" } first]
            || Uniform(centred.Input[1]) is not (>= 0 and <= byte.MaxValue and var mean) || Uniform(normalised.Input[1]) is not { } scale)
            return;

        var zero = (byte)Math.Round(mean);
        ShiftInput(first, scale * (zero - mean));
        planes.Input[0] = cast.Input[0];
        var pixels = Node("DequantizeLinear", normalised.Output[0], planes.Output[0], Constant("pixel.scale", DataType.Float, [], [scale]), Constant("pixel.zero", DataType.Uint8, [], [zero]));
        var rest = graph.Node.Skip(4).ToList();
        graph.Node.Clear();
        graph.Node.Add([planes, pixels, .. rest]);
    }

    // A convolution of one cell whose answers are listed cell by cell is a matrix times rows, and that may answer in floats without a copy of the map in floats.
    private void TakeCellsAsRows(NodeProto convolution)
    {
        var readers = graph.Node.Where(node => node.Input.Contains(convolution.Output[0])).ToList();
        if (readers is not [{ OpType: "Reshape" } reshape] || Find(convolution.Input[1]) is not { Dims: [var outputs, var inputs, 1, 1] } weight || Sizes(reshape.Input[1]) is not [0, var classes, var cells] || classes != outputs)
            return;

        var (map, name, at) = (convolution.Input[0], convolution.Output[0], graph.Node.IndexOf(convolution));
        var (innermost, rows) = (map + ".innermost", map + ".rows");
        var nodes = new List<NodeProto>();
        if (graph.Node.All(node => node.Output[0] != rows))
        {
            nodes.Add(WithIntegers(Node("Transpose", innermost, map), "perm", 0, 2, 3, 1));
            nodes.Add(Node("Reshape", rows, innermost, Integers(rows + ".shape", -1, inputs)));
        }

        weight.Dims.Clear();
        weight.Dims.Add([outputs, inputs]);
        var product = Node("Gemm", name, rows, convolution.Input[1], convolution.Input[2]);
        product.Attribute.Add(new AttributeProto { Name = "transB", I = 1, Type = AttributeType.Int });
        nodes.Add(product);
        nodes.Add(Node("Reshape", name + ".by_cell", name, Integers(name + ".by_cell.shape", -1, cells, outputs)));
        graph.Node.RemoveAt(at);
        foreach (var node in nodes)
            graph.Node.Insert(at++, node);
        graph.Node[graph.Node.IndexOf(reshape)] = WithIntegers(Node("Transpose", reshape.Output[0], name + ".by_cell"), "perm", 0, 2, 1);
    }

    // The input is `shift` larger than what the convolution now sees.
    private void ShiftInput(NodeProto convolution, double shift)
    {
        var (weights, bias) = (Floats(convolution.Input[1]), Floats(convolution.Input[2]));
        var each = weights.Length / bias.Length;
        for (var output = 0; output < bias.Length; output++)
            bias[output] += (float)(shift * weights.AsSpan(output * each, each).ToArray().Sum(weight => (double)weight));
        Find(convolution.Input[2])!.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(bias.AsSpan()));
    }

    private float? Uniform(string constant) => Floats(constant) is [var first, ..] values && !values.AsSpan().ContainsAnyExcept(first) ? first : null;

    private TensorProto? Find(string constant) => graph.Initializer.FirstOrDefault(tensor => tensor.Name == constant);

    private float[] Floats(string constant) => MemoryMarshal.Cast<byte, float>(Find(constant)!.RawData.Span).ToArray();

    private long[] Sizes(string constant) => MemoryMarshal.Cast<byte, long>(Find(constant)!.RawData.Span).ToArray();

    private string Integers(string name, params long[] values) => Constant(name, DataType.Int64, [values.Length], values);

    private string Constant<T>(string name, DataType type, long[] shape, T[] values)
        where T : unmanaged
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) };
        tensor.Dims.Add(shape);
        graph.Initializer.Add(tensor);
        return name;
    }

    private static NodeProto Node(string type, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = type, Name = output };
        foreach (var input in inputs)
            node.Input.Add(input);
        node.Output.Add(output);
        return node;
    }

    private static NodeProto WithIntegers(NodeProto node, string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.Add(values);
        node.Attribute.Add(attribute);
        return node;
    }
}
