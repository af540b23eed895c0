using CsCheck;
using Training.Export.Evaluation;

namespace Training.Export.Tests.Evaluation;

public sealed class ReadingMetricsTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("RK959AF", "RK959AF", 0)]
    [InlineData("RK959AF", "RK958AF", 1)]
    [InlineData("RK959AF", "K959AF", 1)]
    [InlineData("KITTEN", "SITTING", 3)]
    [InlineData("", "AB1", 3)]
    public void EditDistance_KnownPairs_CountsEdits(string from, string to, int edits)
        => Assert.Equal(edits, EditDistance.Between(from, to));

    [Fact]
    public void EditDistance_AnyPair_IsSymmetricAndBoundedByTheLongerText()
        => Gen.Select(Gen.String["AB0"], Gen.String["AB0"]).Sample((a, b) =>
        {
            var distance = EditDistance.Between(a, b);
            return distance == EditDistance.Between(b, a)
                && distance <= Math.Max(a.Length, b.Length)
                && distance >= Math.Abs(a.Length - b.Length)
                && (distance == 0) == (a == b);
        });

    [Fact]
    public void WilsonInterval_FiftyOfHundred_IsThePublishedOne()
    {
        var interval = WilsonInterval.Of(50, 100);

        Assert.Equal(0.4038, interval.Low, 4);
        Assert.Equal(0.5962, interval.High, 4);
    }

    [Fact]
    public void WilsonInterval_NothingCounted_SaysNothing() => Assert.Equal(new WilsonInterval(0, 1), WilsonInterval.Of(0, 0));

    [Fact]
    public void Of_MixedReads_CountsEachMeasure()
    {
        ReadPlate[] reads =
        [
            new("a", "eu", "ABC123", "ABC123", 0.9, true),
            new("b", "eu", "AO0123", "A00123", 0.9, true),
            new("c", "us", "XYZ789", "XYZ780", 0.8, true),
            new("d", "us", "XYZ789", "", 0.1, false),
        ];

        var metrics = ReadingMetrics.Of(reads);

        Assert.Equal((4, 1, 2), (metrics.Count, metrics.Exact, metrics.ExactFolded));
        Assert.Equal((3, 2), (metrics.Accepted, metrics.AcceptedRight));
        Assert.Equal(8 / 4.0, metrics.MeanEditDistance);
        Assert.Equal(1 - 8 / 24.0, metrics.CharacterAccuracy, 10);
    }
}
