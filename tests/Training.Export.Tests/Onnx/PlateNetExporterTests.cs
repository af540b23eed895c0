using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Onnx.Schema;
using Training.Export.Tests.Networks;

namespace Training.Export.Tests.Onnx;

public sealed class PlateNetExporterTests
{
    private static readonly PlateNetConfig Small = PlateNetConfig.Reader with { Height = 32, Width = 96 };

    public static TheoryData<string> Variants => [.. VariantConfigs.Keys];

    private static readonly Dictionary<string, PlateNetConfig> VariantConfigs = new()
    {
        ["reader"] = PlateNetConfig.Reader,
        ["seed small"] = PlateNetConfig.SeedSmall with { Height = 32, Width = 96 },
        ["branches over columns"] = PlateNetConfig.SeedSmall with { Height = 32, Width = 96, Head = HeadKind.ColumnBranches },
        ["same padding, odd size"] = Small with
        {
            Height = 37,
            Width = 90,
            Trunk = EfficientNetPresets.Reader with { Padding = PaddingConvention.Same, BatchNormEpsilon = 1e-3 },
        },
        ["same padding, even size"] = Small with { Trunk = EfficientNetPresets.Reader with { Padding = PaddingConvention.Same } },
        ["hard swish, squeeze and excite"] = PlateNetTests.Tiny with { Trunk = PlateNetTests.Tiny.Trunk with { Activation = Activation.HardSwish } },
        ["SiLU, squeeze and excite, attention"] = PlateNetTests.Tiny with { Head = HeadKind.Attention, Slots = 3 },
        ["ReLU, head convolution"] = PlateNetTests.Tiny with { Trunk = PlateNetTests.Tiny.Trunk with { Activation = Activation.ReLU, HeadChannels = 64 } },
        ["MobileNetV2"] = Small with { Trunk = EfficientNetPresets.MobileNetV2 with { Padding = PaddingConvention.Same } },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Export_TrainedNetwork_AnswersAsTorchDoes(string variant)
    {
        var config = VariantConfigs[variant];
        using var network = TrainedNetworks.Make(config);

        var report = ParityCheck.Run(network, PlateNetExporter.Export(network), TrainedNetworks.Pictures(config, ParityCheck.Pictures));

        report.ThrowIfFailed();
        foreach (var output in PlateNetExporter.Outputs(config))
        {
            var rows = report.Rows.Where(row => row.Output == output.Name).ToList();
            Assert.Equal([1, 3, 8], rows.Select(row => row.Shape[0]));
            Assert.All(rows, row => Assert.Equal(output.Shape.Skip(1), row.Shape.Skip(1).Select(size => (int)size)));
            Assert.True(rows[^1].Spread > 0.1, $"{output.Name} of pictures are {rows[^1].Spread} apart");
        }
    }

    [Fact]
    public void Export_ChannelsLastWeights_GivesTheSameBytes()
    {
        using var network = TrainedNetworks.Make(PlateNetTests.Tiny);

        var contiguous = PlateNetExporter.Export(network);
        ChannelsLast.Apply(network);
        var channelsLast = PlateNetExporter.Export(network);

        Assert.Equal(contiguous, channelsLast);
    }

    [Fact]
    public void Export_Twice_GivesTheSameBytes()
    {
        using var network = TrainedNetworks.Make(Small);

        Assert.Equal(PlateNetExporter.Export(network), PlateNetExporter.Export(network));
    }

    [Fact]
    public void Export_HalfPrecision_HalvesTheFileAndAgreesNearly()
    {
        using var network = TrainedNetworks.Make(Small);

        var (full, half) = (PlateNetExporter.Export(network), PlateNetExporter.Export(network, new OnnxExportOptions { HalfPrecisionWeights = true }));
        var report = ParityCheck.Run(network, half, TrainedNetworks.Pictures(Small, ParityCheck.Pictures));

        Assert.InRange(half.Length, full.Length * 0.48, full.Length * 0.56);
        Assert.All(report.Rows, row => Assert.InRange(row.MeanDifference, 1e-7, 2e-3));
    }

    [Fact]
    public void Export_Graph_FoldsNormalisationAndKeepsPaddingRight()
    {
        using var network = TrainedNetworks.Make(Small);

        var model = ModelProto.Parser.ParseFrom(PlateNetExporter.Export(network, new OnnxExportOptions { Properties = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } }));

        Assert.Equal((8, 17), (model.IrVersion, model.OpsetImport.Single().Version));
        Assert.Equal("image", model.Graph.Input.Single().Name);
        Assert.Equal(["probabilities", "positions"], model.Graph.Output.Select(output => output.Name));
        Assert.Equal("N", model.Graph.Input.Single().Type.TensorType.Shape.Dim[0].DimParam);
        Assert.DoesNotContain(model.Graph.Node, node => node.OpType is "BatchNormalization" or "Dropout");
        Assert.Equal(["Cast", "Transpose", "Sub", "Mul", "Conv"], model.Graph.Node.Take(5).Select(node => node.OpType));
        Assert.Equal(["a", "b"], model.MetadataProps.Select(property => property.Key));
        Assert.All(model.Graph.Initializer.Where(tensor => tensor.Name is "zero" or "six"), tensor => Assert.Empty(tensor.Dims));
    }

    [Fact]
    public void Export_WeightNotFinite_NamesIt()
    {
        using var network = new PlateNet(PlateNetTests.Tiny);
        using (TorchSharp.torch.no_grad())
            network.Trunk.Stem.Norm.bias!.fill_(float.NaN);

        var fault = Assert.Throws<InvalidDataException>(() => PlateNetExporter.Export(network));

        Assert.Contains("features.0.bias", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_HalfPrecisionOverflow_NamesTheLimit()
    {
        using var network = new PlateNet(PlateNetTests.Tiny);
        using (TorchSharp.torch.no_grad())
            network.Trunk.Stem.Norm.weight!.fill_(1e9f);

        var fault = Assert.Throws<InvalidDataException>(() => PlateNetExporter.Export(network, new OnnxExportOptions { HalfPrecisionWeights = true }));

        Assert.Contains("65504", fault.Message, StringComparison.Ordinal);
    }
}
