using System.Text.Json;
using TorchSharp;
using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Tests.Networks;

public sealed class PlateNetTests
{
    [Fact]
    public void Seed_WithStatistics_Counts7376209()
    {
        using var network = new PlateNet(PlateNetConfig.Seed);

        Assert.Equal(7_376_209, network.ParameterCount);
        Assert.Equal(3_326_645, network.ParameterCount - Count(network, "trunk."));
    }

    [Theory]
    [InlineData("Seed", 7, 35)]
    [InlineData("SeedSmall", 7, 35)]
    [InlineData("Reader", 10, 37)]
    public void Forward_Preset_GivesSlotLogits(string preset, int slots, int classes)
    {
        var config = (PlateNetConfig)typeof(PlateNetConfig).GetProperty(preset)!.GetValue(null)!;
        using var network = new PlateNet(config);
        network.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();

        var logits = network.forward(rand(2, 3, config.Height, config.Width) * 255);

        Assert.Equal([2, slots, classes], logits.shape);
        Assert.True(isfinite(logits).all().ToBoolean());
    }

    [Fact]
    public void ForwardTraining_Attention_GivesMapsThatAgree()
    {
        using var network = new PlateNet(PlateNetConfig.Reader);
        network.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();

        var output = network.ForwardTraining(rand(2, 3, 96, 192) * 255);

        Assert.Equal([2, 37, 6, 24], output.CellLogits!.shape);
        var attention = output.AttentionLogProbabilities!.exp().view(2, 10, 144);
        Assert.True(allclose(attention.sum(-1), ones(2, 10), atol: 1e-5));
        var slots = einsum("nsc,nkc->nsk", attention, output.CellLogits!.flatten(2));
        Assert.True(allclose(slots, output.SlotLogits, atol: 1e-4));
    }

    [Fact]
    public void ForwardTraining_Branches_HasNoMaps()
    {
        using var network = new PlateNet(Tiny);
        using var scope = NewDisposeScope();

        var output = network.ForwardTraining(rand(2, 3, 32, 64) * 255);

        Assert.Null(output.CellLogits);
        Assert.Null(output.AttentionLogProbabilities);
        Assert.Null(network.SupervisionGrid);
    }

    [Theory]
    [InlineData(HeadKind.Branches)]
    [InlineData(HeadKind.Attention)]
    public void Training_FewPictures_LearnsThemByHeart(HeadKind head)
    {
        manual_seed(3);
        using var network = new PlateNet(Tiny with { Head = head, Dropout = 0 });
        using var scope = NewDisposeScope();
        var (pictures, targets) = (rand(8, 3, 32, 64) * 255, randint(0, 5, [8, 2], int64));
        using var optimizer = optim.Adam(network.parameters(), 3e-3);

        network.train();
        for (var step = 0; step < 80; step++)
        {
            optimizer.zero_grad();
            nn.functional.cross_entropy(network.forward(pictures).view(-1, 5), targets.view(-1)).backward();
            optimizer.step();
        }

        Assert.True(network.forward(pictures).argmax(-1).eq(targets).all().ToBoolean());
    }

    [Fact]
    public void ChannelsLast_AppliedAndRemoved_KeepsTheForwardPass()
    {
        using var network = new PlateNet(Tiny with { Head = HeadKind.Attention });
        network.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var pictures = rand(2, 3, 32, 64) * 255;
        var before = network.forward(pictures);

        ChannelsLast.Apply(network);
        var applied = network.forward(ChannelsLast.Of(pictures));
        var stored = network.Trunk.Stem.Convolution.weight.is_contiguous();
        ChannelsLast.Remove(network);

        Assert.False(stored);
        Assert.All(network.parameters(), parameter => Assert.True(parameter.is_contiguous()));
        Assert.True(allclose(before, applied, atol: 1e-4));
        Assert.True(allclose(before, network.forward(pictures), atol: 1e-5));
        using var file = new MemoryStream();
        network.save(file);
        Assert.NotEmpty(file.ToArray());
    }

    // What a move to another device replaces, this replaces, too.
    [Theory]
    [InlineData(HeadKind.Branches)]
    [InlineData(HeadKind.Attention)]
    public void To_OtherType_TakesEveryPartAlong(HeadKind head)
    {
        using var network = new PlateNet(Tiny with { Head = head });
        network.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var pictures = rand(2, 3, 32, 64) * 255;
        var before = network.forward(pictures);

        network.to(float64);
        var after = network.forward(pictures.to(float64));

        Assert.Equal(float64, after.dtype);
        Assert.True(allclose(before.to(float64), after, atol: 1e-4));
    }

    [Fact]
    public void Config_ThroughJson_IsTheSame()
    {
        var json = JsonSerializer.Serialize(PlateNetConfig.Reader);

        var read = JsonSerializer.Deserialize<PlateNetConfig>(json)!;

        Assert.Equal(json, JsonSerializer.Serialize(read));
        Assert.Equal(PlateNetConfig.Reader.Trunk.Stages, read.Trunk.Stages);
    }

    [Fact]
    public void PlateNet_InvalidConfig_ListsAllFaults()
    {
        var config = PlateNetConfig.Reader with { Height = 0, Slots = 0, Classes = 1, Hidden = 0, ContextChannels = 0, Dropout = 1, Mean = [1], Deviation = [0, 1, 1] };

        var fault = Assert.Throws<ArgumentException>(() => new PlateNet(config));

        string[] named = ["Height", "Slots", "Classes", "Hidden", "ContextChannels", "Dropout", "Mean", "Deviation"];
        foreach (var setting in named)
            Assert.Contains(setting, fault.Message, StringComparison.Ordinal);
    }

    internal static PlateNetConfig Tiny { get; } = new()
    {
        Trunk = new EfficientNetConfig
        {
            StemChannels = 16,
            Stages = [new(1, 3, 1, 1, 16, 1, 0), new(4, 3, 2, 2, 24, 2, 0.25), new(4, 5, 2, 1, 32, 1, 0.25)],
            HeadChannels = 0,
        },
        Height = 32,
        Width = 64,
        Slots = 2,
        Classes = 5,
        Hidden = 32,
    };

    private static long Count(PlateNet network, string prefix)
        => network.NamedState().Where(pair => pair.Name.StartsWith(prefix, StringComparison.Ordinal)).Sum(pair => pair.Value.numel());
}
