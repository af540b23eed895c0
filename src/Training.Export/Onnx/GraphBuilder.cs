using System.Buffers.Binary;
using Google.Protobuf;
using Training.Export.Onnx.Schema;
using static Training.Export.Onnx.Schema.AttributeProto.Types;
using DataType = Training.Export.Onnx.Schema.TensorProto.Types.DataType;

namespace Training.Export.Onnx;

/// <summary>
/// Puts an ONNX graph together, node after node. Values are known by name; every method that makes one returns its name.
/// The same calls give the same bytes. Not thread-safe.
/// </summary>
internal sealed class GraphBuilder
{
    /// <summary>Operator set of the nodes that are written.</summary>
    public const int Opset = 17;

    // The file format's version that belongs to opset 17.
    private const int IrVersion = 8;

    private readonly GraphProto _graph;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly bool _halfWeights;

    /// <summary>Starts an empty graph.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="halfWeights">Whether <see cref="Weights"/> stores matrices and kernels in half precision.</param>
    public GraphBuilder(string name, bool halfWeights = false)
        => (_graph, _halfWeights) = (new GraphProto { Name = name }, halfWeights);

    /// <summary>The layers that were written, by name.</summary>
    public Dictionary<string, Folded> Layers { get; } = new(StringComparer.Ordinal);

    /// <summary>Declares an input of bytes.</summary>
    /// <param name="name">The input's name.</param>
    /// <param name="shape">Sizes; a name stands for a size known only at run time.</param>
    public string ByteInput(string name, params ReadOnlySpan<Dimension> shape)
    {
        _graph.Input.Add(Describe(Claim(name), DataType.Uint8, shape));
        return name;
    }

    /// <summary>Declares a value as an output of floats.</summary>
    public void FloatOutput(string name, params ReadOnlySpan<Dimension> shape)
        => _graph.Output.Add(Describe(name, DataType.Float, shape));

    /// <summary>Adds constants of the network: kernels, matrices, biases.</summary>
    /// <param name="name">The constant's name.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">Sizes; none for a scalar.</param>
    /// <exception cref="InvalidDataException">A value is not finite, or too large for half precision.</exception>
    public string Weights(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        // Vectors are biases: small, and worth their precision.
        var half = _halfWeights && shape.Length > 1;
        var bytes = new byte[values.Length * (half ? 2 : 4)];
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new InvalidDataException($"'{name}' holds {values[i]} at {i}: the network cannot be exported.");
            if (!half)
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
            else if (Half.IsFinite((Half)values[i]))
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
            else
                throw new InvalidDataException($"'{name}' holds {values[i]} at {i}, more than half precision's 65504; export without half-precision weights.");
        }

        if (!half)
            return Initializer(name, DataType.Float, bytes, shape);
        var stored = Initializer(name + ".half", DataType.Float16, bytes, shape);
        return Node("Cast", name, [stored], ("to", (long)DataType.Float));
    }

    /// <summary>Adds a layer's weight and bias as "name.weight" and "name.bias", and gives these names.</summary>
    public (string Weight, string Bias) Layer(string name, Folded layer)
    {
        Layers.Add(name, layer);
        return (Weights($"{name}.weight", layer.Weight, layer.Shape), Weights($"{name}.bias", layer.Bias, layer.Bias.Length));
    }

    /// <summary>Adds a list of integers, such as the shape that Reshape wants.</summary>
    public string Integers(string name, params ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long) * i), values[i]);
        return Initializer(name, DataType.Int64, bytes, [values.Length]);
    }

    /// <summary>Adds a constant without dimensions, as Clip wants its bounds; the same value is stored once.</summary>
    public string Scalar(string name, float value)
        => _names.Contains(name) ? name : Weights(name, [value]);

    /// <summary>Adds a node of one output, which carries the node's name.</summary>
    /// <param name="type">The ONNX operator.</param>
    /// <param name="name">Name of node and output.</param>
    /// <param name="inputs">Names of values.</param>
    /// <param name="attributes">Integers, floats or lists of integers, by name.</param>
    public string Node(string type, string name, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new NodeProto { OpType = type, Name = name };
        foreach (var input in inputs)
            node.Input.Add(Known(input));
        node.Output.Add(Claim(name));
        foreach (var (key, value) in attributes)
            node.Attribute.Add(Attribute(key, value));
        _graph.Node.Add(node);
        return name;
    }

    /// <summary>Closes the graph.</summary>
    /// <param name="producerVersion">Version of the program that writes it.</param>
    /// <param name="description">What the model is, for people.</param>
    /// <param name="properties">More about it, by key.</param>
    public byte[] Build(string producerVersion, string description, IEnumerable<KeyValuePair<string, string>> properties)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "PlateApi Training.Export",
            ProducerVersion = producerVersion,
            DocString = description,
            Graph = _graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        foreach (var (key, value) in properties.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model.ToByteArray();
    }

    private string Initializer(string name, DataType type, byte[] bytes, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = Claim(name), DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        foreach (var size in shape)
            tensor.Dims.Add(size);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long or int:
                (attribute.I, attribute.Type) = (Convert.ToInt64(value, null), AttributeType.Int);
                break;
            case float number:
                (attribute.F, attribute.Type) = (number, AttributeType.Float);
                break;
            case long[] numbers:
                attribute.Ints.AddRange(numbers);
                attribute.Type = AttributeType.Ints;
                break;
            default:
                throw new ArgumentException($"An attribute of type {value.GetType().Name} is not written.", nameof(value));
        }

        return attribute;
    }

    private static ValueInfoProto Describe(string name, DataType type, ReadOnlySpan<Dimension> shape)
    {
        var sizes = new TensorShapeProto();
        foreach (var dimension in shape)
        {
            sizes.Dim.Add(dimension.Name is { } symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = dimension.Size });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = sizes } } };
    }

    private string Claim(string name)
        => _names.Add(name) ? name : throw new InvalidOperationException($"The graph already has a value '{name}'.");

    private string Known(string name)
        => _names.Contains(name) ? name : throw new InvalidOperationException($"The graph has no value '{name}' yet.");
}

/// <summary>A size of a tensor: a number, or a name for one that is known at run time.</summary>
/// <param name="Size">The number, when there is no name.</param>
/// <param name="Name">The name, or null.</param>
internal readonly record struct Dimension(long Size, string? Name)
{
    public static implicit operator Dimension(int size) => new(size, null);

    public static implicit operator Dimension(string name) => new(0, name);
}
