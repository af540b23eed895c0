using Training.Export.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>What a network gives while it trains.</summary>
/// <param name="SlotLogits">(N, S, K).</param>
/// <param name="CellLogits">(N, K, rows, columns), or null when the head has no cells.</param>
/// <param name="AttentionLogProbabilities">(N, S, cells), or null likewise.</param>
public sealed record PlateNetOutput(Tensor SlotLogits, Tensor? CellLogits, Tensor? AttentionLogProbabilities);

/// <summary>
/// A plate reader: normalisation, EfficientNet trunk, head. (N, 3, H, W) floats of 0 to 255 in, (N, S, K) logits out.
/// </summary>
public sealed class PlateNet : Module<Tensor, Tensor>
{
    private readonly BranchHead? _branches;
    private readonly AttentionHead? _attention;
    private readonly PixelNormalisation _normalisation;

    /// <summary>Makes the network with random weights.</summary>
    /// <exception cref="ArgumentException">The table cannot be built; the message lists every fault.</exception>
    public PlateNet(PlateNetConfig config)
        : base(nameof(PlateNet))
    {
        if (config.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(config));

        Config = config;
        Trunk = new EfficientNet(config.Trunk);
        register_module("trunk", Trunk);
        if (config.Head != HeadKind.Attention)
        {
            register_module("head", _branches = new BranchHead(config));
        }
        else
        {
            var (rows, columns) = config.Trunk.MapSize(config.Height, config.Width);
            register_module("head", _attention = new AttentionHead(config, rows, columns));
            SupervisionGrid = new SupervisionGrid(rows, columns, config.Slots);
        }

        _normalisation = new PixelNormalisation(config.Mean, config.Deviation);
    }

    /// <summary>The table this network was made from.</summary>
    public PlateNetConfig Config { get; }

    /// <summary>The trunk.</summary>
    public EfficientNet Trunk { get; }

    /// <summary>The map that <see cref="HeadKind.Attention"/> can be supervised on; null for other heads.</summary>
    public SupervisionGrid? SupervisionGrid { get; }

    /// <summary>The seed's head, or null.</summary>
    internal BranchHead? Branches => _branches;

    /// <summary>The attending head, or null.</summary>
    internal AttentionHead? Attention => _attention;

    /// <summary>Weights and batch-norm statistics, as Keras counts them.</summary>
    public long ParameterCount => NamedState().Sum(pair => pair.Value.numel());

    /// <summary>Weights and statistics by name, in a fixed order; what a checkpoint keeps.</summary>
    public IEnumerable<(string Name, Tensor Value)> NamedState() => NetworkState.Of(this);

    /// <summary>(N, S, K) logits.</summary>
    public override Tensor forward(Tensor input) => ForwardTraining(input).SlotLogits;

    /// <summary>Logits and what the training losses look at.</summary>
    public PlateNetOutput ForwardTraining(Tensor input) => ForwardHead(Trunk.forward(_normalisation.Apply(input)));

    /// <summary>The head's part of <see cref="ForwardTraining"/>.</summary>
    /// <param name="features">The trunk's map, or what <see cref="PooledFeatures"/> made of it.</param>
    internal PlateNetOutput ForwardHead(Tensor features)
        => _branches is null ? _attention!.forward(features) : new PlateNetOutput(_branches.forward(features), null, null);

    /// <summary>The trunk's map as far as the seed's head looks at it: averaged over the map, or its rows, keeping both axes. Small enough to keep for a whole set.</summary>
    /// <param name="input">(N, 3, H, W) of 0 to 255.</param>
    internal Tensor PooledFeatures(Tensor input)
    {
        using var scope = NewDisposeScope();
        var map = Trunk.forward(_normalisation.Apply(input));
        long[] averaged = Config.Head == HeadKind.ColumnBranches ? [2] : [2, 3];
        return map.mean(averaged, keepdim: true).MoveToOuterDisposeScope();
    }

    /// <summary>The trunk's maps after chosen blocks, from pixels of 0 to 255; see <see cref="EfficientNet.ForwardStages"/>.</summary>
    internal IReadOnlyList<Tensor> ForwardStages(Tensor input, IReadOnlyList<int> blocks)
    {
        using var normalised = _normalisation.Apply(input);
        return Trunk.ForwardStages(normalised, blocks);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _normalisation.Dispose();
        base.Dispose(disposing);
    }
}
