using Training.Export.Study;
using static TorchSharp.torch;

namespace Training.Export.Tests.Study;

public sealed class RidgeProbeTests
{
    private static readonly double[] Ridges = [1e-3, 1];

    [Fact]
    public void Accuracy_ClassIsALineInTheFeatures_IsNearlyOne()
    {
        var (features, targets) = Make(600, informative: true, seed: 1);
        var (others, wanted) = Make(200, informative: true, seed: 2);

        Assert.InRange(RidgeProbe.Accuracy(features, targets, others, wanted, 4, Ridges), 0.95, 1);
    }

    [Fact]
    public void Accuracy_FeaturesSayNothing_IsNearChance()
    {
        var (features, targets) = Make(600, informative: false, seed: 1);
        var (others, wanted) = Make(400, informative: false, seed: 2);

        Assert.InRange(RidgeProbe.Accuracy(features, targets, others, wanted, 4, Ridges), 0.15, 0.35);
    }

    // Two slots of four classes; each class lights a feature of its own.
    private static (Tensor Features, Tensor Targets) Make(int count, bool informative, long seed)
    {
        random.manual_seed(seed);
        var targets = randint(4, [count, 2], dtype: ScalarType.Int64);
        var signal = nn.functional.one_hot(targets, 4).flatten(1).to(ScalarType.Float32);
        return (randn(count, 8) * 0.2f + (informative ? signal : zeros_like(signal)), targets);
    }
}
