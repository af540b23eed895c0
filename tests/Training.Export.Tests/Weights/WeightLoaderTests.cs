using Spectre.Console;
using Training.Export.Networks;
using Training.Export.Tests.Networks;
using Training.Export.Weights;
using static TorchSharp.torch;

namespace Training.Export.Tests.Weights;

public sealed class WeightLoaderTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("weights").FullName, "weights.safetensors");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData("B0", WeightNaming.Torchvision)]
    [InlineData("B0", WeightNaming.Timm)]
    [InlineData("Lite0", WeightNaming.Timm)]
    [InlineData("MobileNetV2", WeightNaming.TorchvisionMobileNet)]
    [InlineData("MobileNetV2", WeightNaming.Timm)]
    public void Load_FileOfEitherNaming_GivesTheSameForwardPass(string preset, WeightNaming naming)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var source = Trained(preset);
        using var target = new EfficientNet(EfficientNetTests.Preset(preset));
        target.eval();
        SafetensorsFile.Write(_path, Renamed(source, naming));
        var pictures = randn(2, 3, 64, 64);

        var before = target.forward(pictures);
        var report = WeightLoader.Load(target, _path);

        Assert.Equal(naming, report.Naming);
        Assert.True(report.IsComplete);
        Assert.Empty(report.Unused);
        Assert.False(allclose(source.forward(pictures), before, atol: 1e-3));
        Assert.True(allclose(source.forward(pictures), target.forward(pictures), atol: 1e-5));
    }

    // Names as the libraries' own files have them, written down here by hand.
    [Fact]
    public void Names_TimmB0_AreTheLibrarys()
    {
        using var trunk = new EfficientNet(EfficientNetPresets.B0);

        var names = WeightNames.Modules(trunk, WeightNaming.Timm).ToDictionary();

        Assert.Equal("conv_stem", names["features.0.0"]);
        Assert.Equal("bn1", names["features.0.1"]);
        Assert.Equal("blocks.0.0.conv_dw", names["features.1.0.block.0.0"]);
        Assert.Equal("blocks.0.0.bn1", names["features.1.0.block.0.1"]);
        Assert.Equal("blocks.0.0.se.conv_reduce", names["features.1.0.block.1.fc1"]);
        Assert.Equal("blocks.0.0.se.conv_expand", names["features.1.0.block.1.fc2"]);
        Assert.Equal("blocks.0.0.conv_pw", names["features.1.0.block.2.0"]);
        Assert.Equal("blocks.0.0.bn2", names["features.1.0.block.2.1"]);
        Assert.Equal("blocks.1.1.conv_pw", names["features.2.1.block.0.0"]);
        Assert.Equal("blocks.1.1.bn1", names["features.2.1.block.0.1"]);
        Assert.Equal("blocks.1.1.conv_dw", names["features.2.1.block.1.0"]);
        Assert.Equal("blocks.1.1.bn2", names["features.2.1.block.1.1"]);
        Assert.Equal("blocks.1.1.se.conv_reduce", names["features.2.1.block.2.fc1"]);
        Assert.Equal("blocks.6.0.conv_pwl", names["features.7.0.block.3.0"]);
        Assert.Equal("blocks.6.0.bn3", names["features.7.0.block.3.1"]);
        Assert.Equal("conv_head", names["features.8.0"]);
        Assert.Equal("bn2", names["features.8.1"]);
    }

    [Fact]
    public void Names_TorchvisionMobileNet_AreTheLibrarys()
    {
        using var trunk = new EfficientNet(EfficientNetPresets.MobileNetV2);

        var names = WeightNames.Modules(trunk, WeightNaming.TorchvisionMobileNet).ToDictionary();

        Assert.Equal("features.1.conv.0.0", names["features.1.0.block.0.0"]);
        Assert.Equal("features.1.conv.1", names["features.1.0.block.1.0"]);
        Assert.Equal("features.1.conv.2", names["features.1.0.block.1.1"]);
        Assert.Equal("features.3.conv.1.1", names["features.2.1.block.1.1"]);
        Assert.Equal("features.17.conv.2", names["features.7.0.block.2.0"]);
        Assert.Equal("features.17.conv.3", names["features.7.0.block.2.1"]);
        Assert.Equal("features.18.0", names["features.8.0"]);
    }

    [Theory]
    [InlineData(WeightNaming.Torchvision)]
    [InlineData(WeightNaming.Timm)]
    public void Names_B0_CoverEveryWeightOnce(WeightNaming naming)
    {
        using var trunk = new EfficientNet(EfficientNetPresets.B0);

        var names = WeightNames.Modules(trunk, naming).ToList();

        Assert.Equal(names.Count, names.Select(pair => pair.Theirs).Distinct().Count());
        Assert.Equal(trunk.named_parameters().Select(pair => pair.name[..pair.name.LastIndexOf('.')]).Distinct().Order(), names.Select(pair => pair.Ours).Order());
    }

    [Fact]
    public void Load_FileThatFitsInPart_ReportsTheRest()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var source = Trained("B0");
        using var target = new EfficientNet(EfficientNetPresets.B0);
        var tensors = Renamed(source, WeightNaming.Timm);
        tensors.Remove("blocks.2.0.conv_dw.weight");
        tensors["conv_head.weight"] = randn(640, 320, 1, 1);
        tensors["classifier.weight"] = randn(1000, 1280);
        tensors["bn1.num_batches_tracked"] = tensor(1f);
        SafetensorsFile.Write(_path, tensors);
        var before = target.Head!.Convolution.weight.detach().clone();

        var report = WeightLoader.Load(target, _path);

        Assert.False(report.IsComplete);
        Assert.Equal("features.3.0.block.1.0.weight", Assert.Single(report.Missing));
        Assert.Equal(("features.8.0.weight", "640,320,1,1"), (Assert.Single(report.OtherShape).Name, string.Join(',', report.OtherShape[0].Found)));
        Assert.Equal("classifier.weight", Assert.Single(report.Unused));
        Assert.True(allclose(before, target.Head!.Convolution.weight));
    }

    [Fact]
    public void Load_OwnCheckpoint_FindsTheTrunk()
    {
        using var scope = NewDisposeScope();
        using var source = Trained("Reader");
        using var target = new EfficientNet(EfficientNetPresets.Reader);
        SafetensorsFile.Write(_path, Renamed(source, WeightNaming.Torchvision).ToDictionary(pair => "network.trunk." + pair.Key, pair => pair.Value));

        var report = WeightLoader.Load(target, _path);

        Assert.Equal("network.trunk.", report.Prefix);
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void Load_ChannelsLastTrunk_StaysChannelsLast()
    {
        using var scope = NewDisposeScope();
        using var source = Trained("Reader");
        using var target = new EfficientNet(EfficientNetPresets.Reader);
        ChannelsLast.Apply(target);
        SafetensorsFile.Write(_path, Renamed(source, WeightNaming.Torchvision));

        WeightLoader.Load(target, _path);

        Assert.False(target.Stem.Convolution.weight.is_contiguous());
        Assert.True(allclose(source.Stem.Convolution.weight, target.Stem.Convolution.weight));
    }

    [Fact]
    public void Load_ForeignFile_Throws()
    {
        using var scope = NewDisposeScope();
        using var target = new EfficientNet(EfficientNetPresets.Reader);
        SafetensorsFile.Write(_path, new Dictionary<string, Tensor> { ["layer1.conv.weight"] = randn(3, 3) });

        var fault = Assert.Throws<InvalidDataException>(() => WeightLoader.Load(target, _path));

        Assert.Contains("'layer1.conv.weight'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_Report_CountsAndNames()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 160;
        var report = new WeightsReport("w[1].safetensors", WeightNaming.Timm, "", ["a", "b"], ["c"], [new OtherShape("d", [1, 2], [3])], []);

        WeightsReport.Print(report, console);

        Assert.Contains("w[1].safetensors", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("d: (3) in the file, (1, 2) here", text.ToString(), StringComparison.Ordinal);
    }

    private static EfficientNet Trained(string preset)
    {
        manual_seed(5);
        var trunk = new EfficientNet(EfficientNetTests.Preset(preset));
        using var noGradient = no_grad();
        foreach (var (_, buffer) in trunk.named_buffers().Where(pair => pair.name.Contains("running_", StringComparison.Ordinal)))
            buffer.uniform_(0.5, 1.5);
        foreach (var parameter in trunk.parameters().Where(parameter => parameter.dim() == 1))
            parameter.uniform_(0.5, 1.5);
        trunk.eval();
        return trunk;
    }

    private static Dictionary<string, Tensor> Renamed(EfficientNet trunk, WeightNaming naming)
    {
        var modules = WeightNames.Modules(trunk, naming).ToDictionary();
        return trunk.state_dict()
            .Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary(pair => modules[pair.Key[..pair.Key.LastIndexOf('.')]] + pair.Key[pair.Key.LastIndexOf('.')..], pair => pair.Value);
    }
}
