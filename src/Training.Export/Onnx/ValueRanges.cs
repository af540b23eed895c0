using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using PlateRecognition.Imaging;
using Training.Export.Onnx.Schema;

namespace Training.Export.Onnx;

/// <summary>Watches values inside a network while it looks at pictures, to learn the range that 8 bits have to cover.</summary>
internal static class ValueRanges
{
    /// <summary>Runs the network and takes the least and the largest element of each value.</summary>
    /// <param name="onnx">The float network; its input takes bytes (N, H, W, 3).</param>
    /// <param name="values">Names of values inside it.</param>
    /// <param name="input">Its input.</param>
    /// <param name="pictures">Bytes of one picture each.</param>
    /// <param name="share">
    /// Share of the pictures whose extremes a range must cover, above 0 and at most 1: a rare extreme would make the steps larger for all others.
    /// </param>
    public static Dictionary<string, ValueRange> Measure(byte[] onnx, IReadOnlyCollection<string> values, ImageInputSpec input, IEnumerable<byte[]> pictures, double share)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        var outputs = model.Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var value in values.Where(value => !outputs.Contains(value)))
            model.Graph.Output.Add(new ValueInfoProto { Name = value, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } } });

        using var settings = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model.ToByteArray(), settings);
        using var run = new RunOptions();
        string[] names = [.. values];
        var extremes = names.ToDictionary(name => name, _ => (Low: new List<float>(), High: new List<float>()));
        foreach (var bytes in pictures)
        {
            using var picture = OrtValue.CreateTensorValueFromMemory(bytes, [1, input.Height, input.Width, 3]);
            using var answers = session.Run(run, [InputWriter.Name], [picture], names);
            for (var i = 0; i < names.Length; i++)
            {
                var elements = answers[i].GetTensorDataAsSpan<float>();
                extremes[names[i]].Low.Add(System.Numerics.Tensors.TensorPrimitives.Min(elements));
                extremes[names[i]].High.Add(System.Numerics.Tensors.TensorPrimitives.Max(elements));
            }
        }

        return extremes.ToDictionary(pair => pair.Key, pair => new ValueRange(-Covering(pair.Value.Low.Select(low => -low), share), Covering(pair.Value.High, share)));
    }

    private static float Covering(IEnumerable<float> largest, double share)
    {
        var sorted = largest.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
