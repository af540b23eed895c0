using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>
/// The seed study's head: global average pooling, dropout, then for each slot Dense, batch normalisation, ReLU, dropout,
/// Dense. (N, C, H, W) in, (N, S, K) logits out. Pooling throws away where a character stood; the study asks what that costs, and with
/// <see cref="HeadKind.ColumnBranches"/> pools the rows alone.
/// </summary>
internal sealed class BranchHead : Module<Tensor, Tensor>
{
    private readonly double _dropout;
    private readonly bool _columns;

    /// <summary>Makes the head.</summary>
    public BranchHead(PlateNetConfig config)
        : base(nameof(BranchHead))
    {
        (_dropout, _columns) = (config.Dropout, config.Head == HeadKind.ColumnBranches);
        for (var slot = 0; slot < config.Slots; slot++)
        {
            var branch = new Branch(config);
            Branches.Add(branch);
            register_module($"slot{slot}", branch);
        }
    }

    /// <summary>One branch a slot.</summary>
    public List<Branch> Branches { get; } = [];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var pooled = functional.dropout((_columns ? input.mean([2]) : input.mean([2, 3])).flatten(1), _dropout, training);
        return stack(Branches.Select(branch => branch.forward(pooled)), dim: 1);
    }
}

/// <summary>A slot's branch of <see cref="BranchHead"/>: (N, C) to (N, K).</summary>
internal sealed class Branch : Module<Tensor, Tensor>
{
    private readonly double _dropout;

    /// <summary>Makes the branch.</summary>
    public Branch(PlateNetConfig config)
        : base(nameof(Branch))
    {
        _dropout = config.Dropout;
        Hidden = Linear(config.PooledFeatures, config.Hidden);
        Norm = BatchNorm1d(config.Hidden, eps: config.Trunk.BatchNormEpsilon, momentum: config.Trunk.BatchNormMomentum);
        Classify = Linear(config.Hidden, config.Classes);
        foreach (var linear in new[] { Hidden, Classify })
        {
            init.xavier_uniform_(linear.weight);
            init.zeros_(linear.bias!);
        }

        register_module("hidden", Hidden);
        register_module("norm", Norm);
        register_module("classify", Classify);
    }

    /// <summary>C to hidden.</summary>
    public Linear Hidden { get; }

    /// <summary>Normalises the hidden layer.</summary>
    public BatchNorm1d Norm { get; }

    /// <summary>Hidden to K.</summary>
    public Linear Classify { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
        => Classify.forward(functional.dropout(functional.relu(Norm.forward(Hidden.forward(input))), _dropout, training));
}
