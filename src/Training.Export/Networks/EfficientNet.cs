using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>
/// An EfficientNet trunk without top (Tan, Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
/// 2019), made from its stage table. Normalised (N, 3, H, W) in, feature map (N, C, H', W') out. Parameters carry
/// torchvision's names: <c>features.0.0.weight</c>, <c>features.1.0.block.0.0.weight</c>, …
/// </summary>
public sealed class EfficientNet : Module<Tensor, Tensor>
{
    private readonly Sequential _features;

    /// <summary>Makes the trunk with He-initialised weights.</summary>
    /// <exception cref="ArgumentException">The table cannot be built; the message lists every fault.</exception>
    public EfficientNet(EfficientNetConfig config)
        : base(nameof(EfficientNet))
    {
        if (config.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(config));

        Config = config;
        Stem = new ConvNormActivation(config, 3, config.ScaledStem, 3, (2, 2));
        var parts = new List<Module<Tensor, Tensor>> { Stem };

        var (inputs, block) = (config.ScaledStem, 0);
        var blocks = Enumerable.Range(0, config.Stages.Count).Sum(config.ScaledRepeats);
        foreach (var (stage, index) in config.Stages.Select((stage, index) => (stage, index)))
        {
            var outputs = EfficientNetConfig.RoundChannels(stage.Channels * config.Width);
            var row = new List<MBConv>();
            for (var repeat = 0; repeat < config.ScaledRepeats(index); repeat++)
            {
                var stride = repeat == 0 ? (stage.StrideHeight, stage.StrideWidth) : (1, 1);
                row.Add(new MBConv(config, stage, inputs, outputs, stride, config.StochasticDepth * block++ / blocks));
                inputs = outputs;
            }

            Blocks.Add(row);
            parts.Add(Sequential(row.Select((part, i) => ($"{i}", (Module<Tensor, Tensor>)part)).ToArray()));
        }

        if (config.ScaledHead > 0)
            parts.Add(Head = new ConvNormActivation(config, inputs, config.ScaledHead, 1, (1, 1)));

        _features = Sequential(parts.Select((part, i) => ($"{i}", part)).ToArray());
        register_module("features", _features);
    }

    /// <summary>The table this trunk was made from.</summary>
    public EfficientNetConfig Config { get; }

    /// <summary>The first convolution, feature block 0.</summary>
    internal ConvNormActivation Stem { get; }

    /// <summary>The stages, feature blocks 1 and on.</summary>
    internal List<List<MBConv>> Blocks { get; } = [];

    /// <summary>The last 1×1 convolution, or null.</summary>
    internal ConvNormActivation? Head { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _features.forward(input).MoveToOuterDisposeScope();
    }

    /// <summary>The feature maps after chosen blocks, for heads and probes that look at several depths.</summary>
    /// <param name="input">Normalised (N, 3, H, W).</param>
    /// <param name="blocks">Feature blocks, rising: 0 the stem, 1 the first stage, …, one past the last stage the head convolution.</param>
    /// <returns>One (N, C, H', W') map a block, in the order asked for. Blocks deeper than the last one asked for do not run.</returns>
    /// <exception cref="ArgumentException">A block does not exist, or the list does not rise.</exception>
    public IReadOnlyList<Tensor> ForwardStages(Tensor input, params IReadOnlyList<int> blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] < 0 || blocks[i] >= _features.Count)
                throw new ArgumentException($"Block {blocks[i]} does not exist; this trunk has the blocks 0 to {_features.Count - 1}.", nameof(blocks));
            if (i > 0 && blocks[i] <= blocks[i - 1])
                throw new ArgumentException($"Block {blocks[i]} follows block {blocks[i - 1]}; the list must rise.", nameof(blocks));
        }

        using var scope = NewDisposeScope();
        var maps = new List<Tensor>(blocks.Count);
        var x = input;
        for (var block = 0; maps.Count < blocks.Count; block++)
        {
            x = ((Module<Tensor, Tensor>)_features[block]).forward(x);
            if (blocks[maps.Count] == block)
                maps.Add(x.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <summary>Freezes the first feature blocks and lets the others learn.</summary>
    /// <param name="blocks">How many: 0 none, 1 the stem, 2 the stem and the first stage, …; past the end means all.</param>
    /// <param name="keepStatistics">
    /// Whether frozen batch normalisations use their stored statistics. Not asking for gradients does not do that: they would
    /// go on normalising by each batch and moving their averages.
    /// </param>
    public void Freeze(int blocks, bool keepStatistics)
    {
        var index = 0;
        foreach (var (_, block) in _features.named_children())
        {
            var frozen = index++ < blocks;
            foreach (var parameter in block.parameters())
                parameter.requires_grad = !frozen;
            if (frozen && keepStatistics)
                block.eval();
        }
    }
}
