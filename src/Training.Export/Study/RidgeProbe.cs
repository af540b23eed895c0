using TorchSharp;
using static TorchSharp.torch;

namespace Training.Export.Study;

/// <summary>A linear classifier fitted in closed form: least squares on one-hot targets with a ridge. Deterministic; no rate, no steps. Stateless.</summary>
internal static class RidgeProbe
{
    private const double ChoiceShare = 0.2;

    /// <summary>Share of held-back slots that the best line reads right, 0 to 1.</summary>
    /// <param name="features">(N, F) to learn from.</param>
    /// <param name="targets">(N, S) classes.</param>
    /// <param name="heldBackFeatures">(M, F).</param>
    /// <param name="heldBackTargets">(M, S).</param>
    /// <param name="classes">K.</param>
    /// <param name="ridges">Ridges to choose from, relative to features of variance 1; chosen on the last fifth of the N.</param>
    public static double Accuracy(Tensor features, Tensor targets, Tensor heldBackFeatures, Tensor heldBackTargets, int classes, IReadOnlyList<double> ridges)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (mean, deviation) = (features.mean([0], keepdim: true), features.std(0, keepdim: true) + 1e-6);
        var known = WithOne((features - mean) / deviation);
        var unknown = WithOne((heldBackFeatures - mean) / deviation);

        var split = (long)(known.shape[0] * (1 - ChoiceShare));
        var (fitted, checkedRows) = (known.narrow(0, 0, split), known.narrow(0, split, known.shape[0] - split));
        var (fittedTargets, checkedTargets) = (targets.narrow(0, 0, split), targets.narrow(0, split, targets.shape[0] - split));
        var ridge = ridges.MaxBy(candidate => Share(checkedRows, Fit(fitted, fittedTargets, classes, candidate), checkedTargets, classes));
        return Share(unknown, Fit(known, targets, classes, ridge), heldBackTargets, classes);
    }

    // (XᵀX/N + λI)⁻¹ XᵀY/N, all slots at once: (F, S·K).
    private static Tensor Fit(Tensor x, Tensor targets, int classes, double ridge)
    {
        using var scope = NewDisposeScope();
        var count = (double)x.shape[0];
        var wanted = nn.functional.one_hot(targets, classes).flatten(1).to(ScalarType.Float32);
        var covariance = matmul(x.t(), x) / count + eye(x.shape[1]) * ridge;
        return linalg.solve(covariance, matmul(x.t(), wanted) / count).MoveToOuterDisposeScope();
    }

    private static double Share(Tensor x, Tensor line, Tensor targets, int classes)
    {
        using var scope = NewDisposeScope();
        return matmul(x, line).view(x.shape[0], -1, classes).argmax(-1).eq(targets).to(ScalarType.Float32).mean().ToDouble();
    }

    private static Tensor WithOne(Tensor x) => cat([x, ones(x.shape[0], 1)], 1);
}
