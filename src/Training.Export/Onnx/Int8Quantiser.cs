using System.Runtime.InteropServices;
using Google.Protobuf;
using Training.Export.Onnx.Schema;
using static Training.Export.Onnx.Schema.AttributeProto.Types;
using DataType = Training.Export.Onnx.Schema.TensorProto.Types.DataType;

namespace Training.Export.Onnx;

/// <summary>
/// Turns a float network into one whose convolutions and large matrices run on integers: weights of 7 bits with a scale for each output, values between layers of
/// 8 bits, both with pairs of QuantizeLinear and DequantizeLinear around the float nodes, which ONNX Runtime fuses into integer ones. The rounding is affine:
/// real = scale × (integer − zero point) (Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", 2018). The same network
/// and ranges give the same bytes.
/// </summary>
internal static class Int8Quantiser
{
    // Processors without VNNI add two products of 8 bits in 16: with 7 bits of weight the sum always fits, and the answer is the same everywhere.
    private const int LargestWeight = 63;

    // Biases are 32-bit; a scale is no smaller than what keeps them inside.
    private const double LargestBias = 1 << 30;

    /// <summary>Names of the values whose ranges <see cref="Quantise"/> must know.</summary>
    /// <exception cref="InvalidDataException">The network has no layer that could run on integers.</exception>
    public static IReadOnlyCollection<string> Values(byte[] onnx) => Plan(onnx).Plan.MeasuredValues;

    /// <summary>Rounds a network.</summary>
    /// <param name="onnx">A file as the exporters write it, weights in single precision.</param>
    /// <param name="ranges">Least and largest element of each of <see cref="Values"/>.</param>
    /// <exception cref="InvalidDataException">The network has no layer that could run on integers.</exception>
    public static byte[] Quantise(byte[] onnx, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        var (model, plan) = Plan(onnx);
        var from = model.Graph;
        var to = new GraphProto { Name = from.Name };
        to.Input.Add(from.Input);
        to.Output.Add(from.Output);
        foreach (var node in from.Node)
        {
            // Float nodes, too, read the rounded value: a second reader of the exact one would keep the layer before from running on integers.
            var copy = node.Clone();
            for (var i = 0; i < copy.Input.Count; i++)
                copy.Input[i] = plan.IsRounded(copy.Input[i]) ? Rounded(copy.Input[i]) : copy.Input[i];
            if (plan.Contains(node) && node.OpType is "Conv" or "Gemm")
                WriteWeights(to, plan, node, copy, plan.PixelScale(node.Input[0]) ?? ranges[plan.Source(node.Input[0])].ToBytes().Scale);
            to.Node.Add(copy);
            if (plan.IsRounded(node.Output[0]))
                WriteRounding(to, node.Output[0], ranges[plan.Source(node.Output[0])]);
        }

        var used = to.Node.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        to.Initializer.Add(from.Initializer.Where(tensor => used.Contains(tensor.Name)));
        model.Graph = to;
        return model.ToByteArray();
    }

    private static (ModelProto Model, Int8Plan Plan) Plan(byte[] onnx)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        new IntegerForms(model.Graph).Apply();
        var plan = new Int8Plan(model.Graph);
        return plan.MeasuredValues.Count > 0
            ? (model, plan)
            : throw new InvalidDataException("The network has no layer that could run on integers; weights in half precision are not taken.");
    }

    private static string Rounded(string value) => value + ".rounded";

    private static void WriteRounding(GraphProto graph, string value, ValueRange range)
    {
        var (scale, zero) = range.ToBytes();
        Add(graph, value + ".scale", DataType.Float, [], [scale]);
        Add(graph, value + ".zero", DataType.Uint8, [], [zero]);
        graph.Node.Add(Node("QuantizeLinear", value + ".bytes", value, value + ".scale", value + ".zero"));
        graph.Node.Add(Node("DequantizeLinear", Rounded(value), value + ".bytes", value + ".scale", value + ".zero"));
    }

    private static void WriteWeights(GraphProto graph, Int8Plan plan, NodeProto node, NodeProto copy, float inputScale)
    {
        var (weight, bias) = (node.Input[1], node.Input[2]);
        var (weights, biases, shape) = (plan.Floats(weight), plan.Floats(bias), plan.Shape(weight));
        var outputs = biases.Length;
        var each = weights.Length / outputs;
        var (scales, biasScales) = (new float[outputs], new float[outputs]);
        var (bytes, integers) = (new sbyte[weights.Length], new int[outputs]);
        for (var output = 0; output < outputs; output++)
        {
            var row = weights.AsSpan(output * each, each);
            var largest = 0f;
            foreach (var value in row)
                largest = Math.Max(largest, Math.Abs(value));
            scales[output] = (float)Math.Max(Math.Max(largest / LargestWeight, Math.Abs(biases[output]) / (inputScale * LargestBias)), 1e-12);
            biasScales[output] = scales[output] * inputScale;
            for (var i = 0; i < each; i++)
                bytes[output * each + i] = (sbyte)Math.Clamp(Math.Round(row[i] / scales[output]), -LargestWeight, LargestWeight);
            integers[output] = (int)Math.Round(biases[output] / (double)biasScales[output]);
        }

        Add(graph, weight + ".scale", DataType.Float, [outputs], scales);
        Add(graph, weight + ".zero", DataType.Int8, [outputs], new sbyte[outputs]);
        Add(graph, weight + ".bytes", DataType.Int8, shape, bytes);
        Add(graph, bias + ".scale", DataType.Float, [outputs], biasScales);
        Add(graph, bias + ".integers", DataType.Int32, [outputs], integers);
        graph.Node.Add(PerOutput(Node("DequantizeLinear", copy.Input[1] = Rounded(weight), weight + ".bytes", weight + ".scale", weight + ".zero")));
        graph.Node.Add(PerOutput(Node("DequantizeLinear", copy.Input[2] = Rounded(bias), bias + ".integers", bias + ".scale")));
    }

    private static NodeProto Node(string type, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = type, Name = output };
        foreach (var input in inputs)
            node.Input.Add(input);
        node.Output.Add(output);
        return node;
    }

    private static NodeProto PerOutput(NodeProto node)
    {
        node.Attribute.Add(new AttributeProto { Name = "axis", I = 0, Type = AttributeType.Int });
        return node;
    }

    private static void Add<T>(GraphProto graph, string name, DataType type, ReadOnlySpan<long> shape, T[] values)
        where T : unmanaged
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) };
        foreach (var size in shape)
            tensor.Dims.Add(size);
        graph.Initializer.Add(tensor);
    }
}

/// <summary>The range of a value's elements.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The largest.</param>
internal readonly record struct ValueRange(float Low, float High)
{
    /// <summary>Scale and zero point of the bytes that cover the range and 0, which must be exact: convolutions pad with it.</summary>
    public (float Scale, byte Zero) ToBytes()
    {
        var (low, high) = (Math.Min(Low, 0), Math.Max(High, 0));
        var scale = Math.Max((high - low) / byte.MaxValue, 1e-9f);
        return (scale, (byte)Math.Clamp(Math.Round(-low / scale), 0, byte.MaxValue));
    }
}
