using Training.Export.Study;

namespace Training.Export.Tests.Study;

public sealed class SeedSpreadTests
{
    [Fact]
    public void Of_ThreeSeeds_HasStudentsInterval()
    {
        // Mean 0.5, deviation 0.1, so half the width is 4.303 · 0.1 / √3.
        var spread = SeedSpread.Of([0.4, 0.5, 0.6]);

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
        => Assert.Equal(verdict, StudyVerdicts.Of(SeedSpread.Of(differences)));

    [Fact]
    public void Percent_OneSeed_ClaimsNoInterval() => Assert.Equal("81.2", SeedSpread.Of([0.812]).Percent());
}
