using Training.Export.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Training.Export.Training;

/// <summary>
/// What a detector's step minimises: the penalty-reduced focal loss of the heat map (Zhou et al., "Objects as Points", 2019,
/// equation 1) and the corners' absolute error, across in parts of the plate's width and down in parts of its height, as the
/// overlap with the plate counts it. Both a plate.
/// </summary>
internal static class DetectorLoss
{
    /// <summary>The parts of the loss of a batch.</summary>
    /// <param name="output">The network's answer.</param>
    /// <param name="heat">(N, 1, rows, columns): 1 at centres, less around them, below 0 where it counts neither way.</param>
    /// <param name="corners">(N, 8, rows, columns) offsets in cells.</param>
    /// <param name="weights">(N, 2, rows, columns): of exact corners, of upright boxes.</param>
    public static (Tensor Total, Tensor Heat, Tensor Corners) Of(DetectorOutput output, Tensor heat, Tensor corners, Tensor weights)
    {
        var centres = heat.eq(1).to(ScalarType.Float32);
        var plates = centres.sum().clamp_min(1);
        var heatLoss = Focal(output.HeatLogits, heat, centres) / plates;
        var cornerLoss = CornerError(output.Corners, corners, weights) / plates;
        return (heatLoss + cornerLoss, heatLoss, cornerLoss);
    }

    private static Tensor Focal(Tensor logits, Tensor heat, Tensor centres)
    {
        var p = logits.sigmoid();
        var counted = heat.ge(0).to(ScalarType.Float32);
        var found = (1 - p).pow(2) * F.logsigmoid(logits) * centres;
        var quiet = (1 - heat).pow(4) * p.pow(2) * F.logsigmoid(-logits) * (1 - centres) * counted;
        return -(found + quiet).sum();
    }

    // Of an upright box the corners are not known, but what they reach is: leftmost, topmost, rightmost, bottommost.
    private static Tensor CornerError(Tensor actual, Tensor expected, Tensor weights)
    {
        var shape = new long[] { actual.shape[0], 4, 2, actual.shape[2], actual.shape[3] };
        var (a, e) = (actual.view(shape), expected.view(shape));
        var (least, most) = (e.amin([1]), e.amax([1]));

        // A plate smaller than a cell is not known better for that.
        var size = (most - least).clamp_min(1);
        var exact = ((a - e).abs() / size.unsqueeze(1)).mean([1, 2]);
        var reach = (((a.amin([1]) - least).abs() + (a.amax([1]) - most).abs()) / size).mean([1]) / 2;
        return (exact * weights.select(1, 0) + reach * weights.select(1, 1)).sum();
    }
}
