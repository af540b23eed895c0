namespace PlateRecognition.Tests.Inference;

/// <summary>Writes small ONNX graphs (operator set 13) field by field, by the numbers of onnx.proto.</summary>
internal sealed class OnnxBytes
{
    public const int Float = 1, UInt8 = 2, Int64 = 7, Bool = 9;

    private readonly ProtoBytes _graph = new();

    public OnnxBytes Input(string name, int type, params int[] shape) => Value(11, name, type, shape);

    public OnnxBytes Output(string name, int type, params int[] shape) => Value(12, name, type, shape);

    /// <summary>Adds an operator; attributes are long, long[] or a graph.</summary>
    public OnnxBytes Node(string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoBytes();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(3, string.Join('+', outputs)).Text(4, type);
        foreach (var (name, value) in attributes)
            node.Message(5, Attribute(name, value));
        _graph.Message(1, node);
        return this;
    }

    public OnnxBytes Constant(string name, int[] shape, params float[] values)
    {
        _graph.Message(5, Tensor(name, Float, shape).Floats(4, values));
        return this;
    }

    public OnnxBytes Constant(string name, int[] shape, params long[] values)
    {
        var tensor = Tensor(name, Int64, shape);
        foreach (var value in values)
            tensor.Number(7, value);
        _graph.Message(5, tensor);
        return this;
    }

    public OnnxBytes True(string name)
    {
        _graph.Message(5, Tensor(name, Bool, []).Number(5, 1));
        return this;
    }

    public byte[] Model()
        => new ProtoBytes().Number(1, 8).Text(2, "test").Message(7, _graph.Text(2, "graph")).Message(8, new ProtoBytes().Text(1, "").Number(2, 13)).ToArray();

    private static ProtoBytes Attribute(string name, object value)
    {
        const int Integer = 2, Graph = 5, Integers = 7;
        var attribute = new ProtoBytes().Text(1, name);
        switch (value)
        {
            case long number:
                return attribute.Number(3, number).Number(20, Integer);
            case OnnxBytes graph:
                return attribute.Message(6, graph._graph.Text(2, name)).Number(20, Graph);
            case long[] numbers:
                foreach (var number in numbers)
                    attribute.Number(8, number);
                return attribute.Number(20, Integers);
            default:
                throw new ArgumentException($"No attribute can hold {value}.", nameof(value));
        }
    }

    private static ProtoBytes Tensor(string name, int type, int[] shape)
    {
        var tensor = new ProtoBytes();
        foreach (var size in shape)
            tensor.Number(1, size);
        return tensor.Number(2, type).Text(8, name);
    }

    private OnnxBytes Value(int field, string name, int type, int[] shape)
    {
        var sizes = new ProtoBytes();
        foreach (var size in shape)
            sizes.Message(1, size < 0 ? new ProtoBytes().Text(2, "batch") : new ProtoBytes().Number(1, size));
        _graph.Message(field, new ProtoBytes().Text(1, name).Message(2, new ProtoBytes().Message(1, new ProtoBytes().Number(1, type).Message(2, sizes))));
        return this;
    }
}
