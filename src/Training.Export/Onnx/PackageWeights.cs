using System.Runtime.InteropServices;
using Training.Export.Networks;
using Training.Export.Onnx.Schema;
using static TorchSharp.torch;
using DataType = Training.Export.Onnx.Schema.TensorProto.Types.DataType;

namespace Training.Export.Onnx;

/// <summary>
/// Takes the weights of an exported model back into a network, to go on learning from them. Batch normalisations come back as part of their
/// layers; <see cref="BatchNormStatistics"/> makes them normalise again. Layers are found by the names that the exporters give.
/// </summary>
internal static class PackageWeights
{
    /// <summary>Loads a reader's weights.</summary>
    /// <param name="onnx">The file's bytes, as <see cref="PlateNetExporter"/> wrote them.</param>
    /// <param name="network">Where they go; layers that see a whole map of another size are resampled. What the file lacks, or has in another shape, stays as it is.</param>
    /// <returns>The layers that were loaded, and those that stayed.</returns>
    /// <exception cref="InvalidDataException">It is no such file, or none of its layers fits.</exception>
    public static (IReadOnlyList<string> Loaded, IReadOnlyList<string> Left) Load(byte[] onnx, PlateNet network)
    {
        using var scope = NewDisposeScope();
        var model = Parse(onnx);
        var stored = Read(model);
        if (network.Attention is { } head && model.Graph?.Input is [{ Type.TensorType.Shape.Dim: [_, { DimValue: var height }, { DimValue: var width }, _] }, ..])
            MapResampling.Apply(stored, network.Config.Trunk.MapSize((int)height, (int)width), head);
        return Load(stored, PlateNetExporter.Write(network, halfWeights: false).Layers);
    }

    /// <summary>Loads a detector's weights; see <see cref="Load(byte[], PlateNet)"/>.</summary>
    public static (IReadOnlyList<string> Loaded, IReadOnlyList<string> Left) Load(byte[] onnx, DetectorNet network)
    {
        using var scope = NewDisposeScope();
        return Load(Read(Parse(onnx)), DetectorExporter.Write(network, halfWeights: false).Layers);
    }

    private static (List<string> Loaded, List<string> Left) Load(Dictionary<string, Tensor> stored, Dictionary<string, Folded> layers)
    {
        using var noGradient = no_grad();
        var (loaded, left) = (new List<string>(), new List<string>());
        foreach (var (name, layer) in layers)
        {
            if (layer.Restore is { } restore && stored.TryGetValue($"{name}.weight", out var weight) && stored.TryGetValue($"{name}.bias", out var bias)
                && weight.shape.SequenceEqual(layer.Shape) && bias.NumberOfElements == layer.Bias.Length)
            {
                restore(weight, bias);
                loaded.Add(name);
            }
            else
            {
                left.Add(name);
            }
        }

        return loaded.Count > 0 ? (loaded, left) : throw new InvalidDataException("The model has no layer that this network has, too.");
    }

    private static ModelProto Parse(byte[] onnx)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(onnx);
        }
        catch (Google.Protobuf.InvalidProtocolBufferException fault)
        {
            throw new InvalidDataException($"The file is no ONNX model: {fault.Message}", fault);
        }
    }

    private static Dictionary<string, Tensor> Read(ModelProto model)
    {
        const string Half = ".half";
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var constant in model.Graph?.Initializer ?? [])
        {
            long[] shape = [.. constant.Dims];
            if (constant.DataType == (int)DataType.Float)
                tensors[constant.Name] = tensor(MemoryMarshal.Cast<byte, float>(constant.RawData.Span).ToArray(), shape);
            else if (constant.DataType == (int)DataType.Float16 && constant.Name.EndsWith(Half, StringComparison.Ordinal))
                tensors[constant.Name[..^Half.Length]] = tensor(MemoryMarshal.Cast<byte, Half>(constant.RawData.Span).ToArray().Select(value => (float)value).ToArray(), shape);
        }

        return tensors;
    }
}
