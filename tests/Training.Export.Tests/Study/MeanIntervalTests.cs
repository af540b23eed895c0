using Training.Export.Study;

namespace Training.Export.Tests.Study;

public sealed class MeanIntervalTests
{
    [Fact]
    public void Of_ThreeSeeds_HasStudentsInterval()
    {
        // Mean 0.5, deviation 0.1, so half the width is 4.303 · 0.1 / √3.
        var spread = MeanInterval.OverSeeds([0.4, 0.5, 0.6]);

        Assert.Equal(0.5, spread.Mean, 9);
        Assert.Equal(0.24843, spread.HalfWidth, 4);
    }

    [Theory]
    [InlineData(new[] { 0.10, 0.11, 0.12 }, "**holds**")]
    [InlineData(new[] { -0.10, -0.11, -0.12 }, "**fails**")]
    [InlineData(new[] { -0.10, 0.11, 0.12 }, "open: no difference shown")]
    [InlineData(new[] { 0.5 }, "open: one seed")]
    [InlineData(new double[0], "not run yet")]
    public void Verdict_OfDifferences_DependsOnTheWholeInterval(double[] differences, string verdict)
        => Assert.Equal(verdict, StudyVerdicts.Of(MeanInterval.OverSeeds(differences)));

    [Fact]
    public void OverPlates_TwoShares_IsAsWideAsPlatesOfAllOrNothing()
    {
        // 0.7 - 0.5 on 3,000 plates: variances 0.21 and 0.25, so half the width is 1.96 · √(0.46 / 3000).
        var difference = MeanInterval.OverPlates(0.7, 0.5, lessIsMeasured: true, 3_000);

        Assert.Equal(0.2, difference.Mean, 9);
        Assert.Equal(0.02427, difference.HalfWidth, 4);
    }

    [Fact]
    public void OverPlates_AgainstAConstant_IsNarrower()
        => Assert.True(MeanInterval.OverPlates(0.7, 0.5, lessIsMeasured: false, 3_000).HalfWidth < MeanInterval.OverPlates(0.7, 0.5, lessIsMeasured: true, 3_000).HalfWidth);

    [Fact]
    public void Percent_OneSeed_ClaimsNoInterval() => Assert.Equal("81.2", MeanInterval.OverSeeds([0.812]).Percent());
}
