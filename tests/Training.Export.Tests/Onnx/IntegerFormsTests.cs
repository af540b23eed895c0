using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Onnx.Schema;

namespace Training.Export.Tests.Onnx;

public sealed class IntegerFormsTests
{
    private const int Pictures = 6;

    // A mean that is a byte: another one is rounded, which the bias makes good everywhere but where the picture is padded.
    private static readonly PlateNetConfig Small = PlateNetConfig.Reader with { Height = 32, Width = 96, Mean = [128, 128, 128] };

    [Fact]
    public void Apply_Reader_AnswersAsBefore()
    {
        using var network = TrainedNetworks.Make(Small);
        var onnx = PlateNetExporter.Export(network);

        var model = Applied(onnx);

        var operators = model.Graph.Node.Select(node => node.OpType).ToList();
        Assert.Equal(["Transpose", "DequantizeLinear", "Conv"], operators.Take(3));
        Assert.Equal(4, operators.Count(type => type == "Gemm"));

        var (expected, actual) = (Probabilities(onnx), Probabilities(model.ToByteArray()));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.True(expected.Max() - expected.Min() > 0.2, "the pictures are told apart");
    }

    [Fact]
    public void Apply_MeansOfEachColour_LeavesThePixels()
    {
        var config = Small with { Mean = PlateNetConfig.Seed.Mean, Deviation = PlateNetConfig.Seed.Deviation };
        using var network = TrainedNetworks.Make(config);

        var model = Applied(PlateNetExporter.Export(network));

        Assert.Equal(["Cast", "Transpose", "Sub", "Mul", "Conv"], model.Graph.Node.Take(5).Select(node => node.OpType));
    }

    private static ModelProto Applied(byte[] onnx)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        new IntegerForms(model.Graph).Apply();
        return model;
    }

    private static float[] Probabilities(byte[] onnx)
    {
        using var session = new InferenceSession(onnx);
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(TrainedNetworks.Pictures(Small, Pictures), [Pictures, Small.Height, Small.Width, 3]);
        using var outputs = session.Run(run, [PlateNetExporter.InputName], [value], [PlateNetExporter.OutputName]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
