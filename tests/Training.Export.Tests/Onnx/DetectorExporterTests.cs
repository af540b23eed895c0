using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Onnx.Schema;
using Training.Export.Tests.Networks;
using static TorchSharp.torch;

namespace Training.Export.Tests.Onnx;

public sealed class DetectorExporterTests
{
    [Fact]
    public void Export_TrainedDetector_AgreesWithTorch()
    {
        using var network = Make(DetectorNetTests.Tiny);

        var report = ParityCheck.Run(network, DetectorExporter.Export(network), Pictures(ParityCheck.Pictures));

        report.ThrowIfFailed();
        Assert.Equal(6, report.Rows.Count);
        Assert.Equal([8, 1, 8, 12], report.Rows[^2].Shape);
        Assert.Equal([8, 8, 8, 12], report.Rows[^1].Shape);
    }

    [Fact]
    public void Export_OtherWeights_Fails()
    {
        using var network = Make(DetectorNetTests.Tiny);
        var model = DetectorExporter.Export(network);
        using (no_grad())
            network.Pyramid.Laterals[2].Norm.running_mean!.add_(0.5);

        Assert.False(ParityCheck.Run(network, model, Pictures(ParityCheck.Pictures)).Passed);
    }

    [Fact]
    public void Export_Graph_NamesInputAndOutputs()
    {
        using var network = Make(DetectorNetTests.Tiny);

        var model = ModelProto.Parser.ParseFrom(DetectorExporter.Export(network));

        Assert.Equal("image", model.Graph.Input.Single().Name);
        Assert.Equal(["heat", "corners"], model.Graph.Output.Select(output => output.Name));
        Assert.DoesNotContain(model.Graph.Node, node => node.OpType is "BatchNormalization");
        Assert.Equal(DetectorExporter.Export(network), DetectorExporter.Export(network));
    }

    // As training leaves it: statistics and scales of its own for every channel, and answers that depend on the picture.
    private static DetectorNet Make(DetectorNetConfig config)
    {
        manual_seed(11);
        var network = new DetectorNet(config with { Trunk = config.Trunk with { BatchNormMomentum = 0.3 } });
        using var noGradient = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (parameter.dim() == 1)
                parameter.uniform_(name.EndsWith("weight", StringComparison.Ordinal) ? 0.5 : -0.3, name.EndsWith("weight", StringComparison.Ordinal) ? 1.5 : 0.3);
        }

        network.Heat.weight.normal_(0, 0.5);
        network.Corners.weight.normal_(0, 0.5);
        for (var pass = 0; pass < 20; pass++)
        {
            using var scope = NewDisposeScope();
            network.forward(tensor(Pictures(8, pass), [8, config.Height, config.Width, 3]).permute(0, 3, 1, 2).to(ScalarType.Float32));
        }

        network.eval();
        return network;
    }

    private static byte[] Pictures(int count, int seed = 1000)
        => TrainedNetworks.Pictures(PlateNetTests.Tiny with { Height = DetectorNetTests.Tiny.Height, Width = DetectorNetTests.Tiny.Width }, count, seed);
}
