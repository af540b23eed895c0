using Training.Export.Evaluation;

namespace Training.Export.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void TemperatureFit_OverconfidentByAFactor_FindsTheFactor(double factor)
    {
        // Targets are drawn from softmax(z); the network claims softmax(z · factor), so the honest temperature is the factor.
        var random = new Random(7);
        var (rows, targets) = (new List<float[]>(), new List<int>());
        for (var i = 0; i < 20_000; i++)
        {
            var logits = Enumerable.Range(0, 5).Select(_ => random.NextDouble() * 4 - 2).ToArray();
            targets.Add(Draw(Softmax(logits, 1), random.NextDouble()));
            rows.Add(Softmax(logits, factor));
        }

        Assert.Equal(factor, TemperatureFit.Fit(rows, targets), 0.1 * factor);
    }

    [Fact]
    public void AcceptThreshold_MistakesBelowACertainConfidence_LiesAboveThem()
    {
        var reads = Enumerable.Range(0, 1000).Select(i => (Confidence: i / 1000.0, Right: i >= 600)).ToList();

        var threshold = AcceptThreshold.For(reads, 0.99);

        // 400 right ones allow 4 wrong ones at 99 %.
        Assert.Equal(0.596, threshold, 3);
    }

    [Fact]
    public void AcceptThreshold_NothingIsRight_AcceptsNothing()
        // As a manifest holds it: rounded to 1, a text of confidence 1 would pass.
        => Assert.True(Math.Round(AcceptThreshold.For([(1.0, false), (0.5, false)], 0.99), 4) > 1);

    private static float[] Softmax(double[] logits, double factor)
    {
        var exponents = logits.Select(z => Math.Exp(z * factor)).ToArray();
        return exponents.Select(e => (float)(e / exponents.Sum())).ToArray();
    }

    private static int Draw(float[] probabilities, double at)
    {
        for (var i = 0; i < probabilities.Length; i++)
        {
            at -= probabilities[i];
            if (at <= 0)
                return i;
        }

        return probabilities.Length - 1;
    }
}
