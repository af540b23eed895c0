using Training.Export.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Training.Export.Training;

/// <summary>
/// What a step minimises: cross-entropy over the slots and, for networks that attend, two helpers that only a renderer can
/// give, since it knows where each character stands: the class of every cell, and where every slot should look.
/// </summary>
internal sealed class PlateLoss : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly Tensor? _cellWeights;

    /// <summary>Makes the loss.</summary>
    /// <param name="options">Weights of the parts.</param>
    /// <param name="classes">Classes of the network.</param>
    /// <param name="background">The pad's class, or -1.</param>
    /// <param name="device">Where the network runs.</param>
    public PlateLoss(TrainingOptions options, int classes, int background, Device device)
    {
        _options = options;
        if (background < 0)
            return;

        // Most cells are background: at full weight they would drown the characters.
        const float BackgroundWeight = 0.3f;
        var weights = Enumerable.Repeat(1f, classes).ToArray();
        weights[background] = BackgroundWeight;
        _cellWeights = tensor(weights, device: device);
    }

    /// <summary>The parts of the loss of a batch.</summary>
    /// <param name="output">The network's answer.</param>
    /// <param name="targets">(N, S) classes.</param>
    /// <param name="cells">(N, cells) classes with -100 for 'leave out', or null.</param>
    /// <param name="attention">(N, S, cells) weights, or null.</param>
    /// <param name="helperScale">Factor of both helpers, 0 to 1.</param>
    public (Tensor Total, Tensor Slots, Tensor? Cells, Tensor? Attention) Of(
        PlateNetOutput output, Tensor targets, Tensor? cells, Tensor? attention, double helperScale)
    {
        var classes = output.SlotLogits.shape[^1];
        var slots = F.cross_entropy(output.SlotLogits.reshape(-1, classes), targets.reshape(-1), label_smoothing: _options.LabelSmoothing);
        var total = slots;
        Tensor? cellLoss = null, attentionLoss = null;

        // A mean over no cell is no number: a batch of nothing but own crops has none that is marked.
        if (cells is not null && output.CellLogits is not null && _options.CellLossWeight > 0 && cells.ne(Data.SupervisionGrid.Ignored).any().item<bool>())
        {
            cellLoss = F.cross_entropy(output.CellLogits.flatten(2), cells, weight: _cellWeights, ignore_index: Data.SupervisionGrid.Ignored);
            total = total + cellLoss * (_options.CellLossWeight * helperScale);
        }

        if (attention is not null && output.AttentionLogProbabilities is not null && _options.AttentionLossWeight > 0)
        {
            var characters = attention.sum().clamp_min(1);
            attentionLoss = -(attention * output.AttentionLogProbabilities.flatten(2)).sum() / characters;
            total = total + attentionLoss * (_options.AttentionLossWeight * helperScale);
        }

        return (total, slots, cellLoss, attentionLoss);
    }

    /// <inheritdoc/>
    public void Dispose() => _cellWeights?.Dispose();
}
