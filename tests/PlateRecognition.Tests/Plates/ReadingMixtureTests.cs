using CsCheck;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Plates;

public sealed class ReadingMixtureTests
{
    [Fact]
    public void Of_TwoThatAgreeAndOneThatIsSurer_GivesWhatTheTwoSay()
    {
        var mixed = ReadingMixture.Of([Reading(("AB", 0.4), ("AC", 0.2)), Reading(("AB", 0.5)), Reading(("X", 0.6), ("AB", 0.1))], topN: 2);

        Assert.Equal("AB", mixed.Text);
        Assert.Equal(0.3486, mixed.Confidence, 4);
        Assert.Equal(["AB", "X"], mixed.Candidates.Select(candidate => candidate.Text));
        Assert.Equal(Math.Pow(0.2 * 3, 1.5), mixed.Candidates[1].Confidence / mixed.Confidence, 9);
        Assert.Equal("AB", string.Concat(mixed.Characters.Select(character => character.Symbol)));
    }

    [Fact]
    public void Of_ReadingsThatAgree_IsSurerThanEach()
    {
        Assert.InRange(ReadingMixture.Of([Reading(("AB", 0.9)), Reading(("AB", 0.9))], topN: 1).Confidence, 0.91, 0.99);
        Assert.InRange(ReadingMixture.Of([Reading(("AB", 0.9)), Reading(("AC", 0.9))], topN: 1).Confidence, 0.3, 0.5);
    }

    [Fact]
    public void Of_Several_TakesTheLinesOfTheReadingItGives()
    {
        var mixed = ReadingMixture.Of([Reading(("AB", 0.9)) with { Lines = 2 }, Reading(("X", 0.3)) with { Lines = 1 }], topN: 1);

        Assert.Equal(("AB", 2), (mixed.Text, mixed.Lines));
    }

    [Fact]
    public void Of_OneReading_IsThatReading()
    {
        var reading = Reading(("AB", 0.4), ("AC", 0.2), ("AD", 0.1));

        Assert.Same(reading, ReadingMixture.Of([reading], 3));
        Assert.Equal(["AB", "AC"], ReadingMixture.Of([reading], 2).Candidates.Select(candidate => candidate.Text));
    }

    [Fact]
    public void Of_AnyReadings_KeepsTheContractOfAReading()
    {
        var texts = Gen.Int[0, 4].Select(i => new string[] { "", "A", "B", "AB", "BA" }[i]);
        var reading = Gen.Select(texts, Gen.Double[0, 1]).Array[1, 5].Select(pairs =>
        {
            var sum = Math.Max(1, pairs.Sum(pair => pair.Item2));
            return Reading([.. pairs.DistinctBy(pair => pair.Item1).OrderByDescending(pair => pair.Item2).Select(pair => (pair.Item1, pair.Item2 / sum))]);
        });

        Gen.Select(reading.Array[1, 4], Gen.Int[1, 6]).Sample((readings, topN) =>
        {
            var mixed = ReadingMixture.Of(readings, topN);

            Assert.Contains(readings, candidate => candidate.Text == mixed.Text);
            Assert.Equal(mixed.Text, mixed.Candidates[0].Text);
            Assert.Equal(mixed.Confidence, mixed.Candidates[0].Confidence);
            Assert.InRange(mixed.Candidates.Count, 1, topN);
            Assert.Equal(mixed.Candidates.Count, mixed.Candidates.DistinctBy(candidate => candidate.Text).Count());
            Assert.Equal(mixed.Candidates.OrderByDescending(candidate => candidate.Confidence).Select(candidate => candidate.Confidence), mixed.Candidates.Select(candidate => candidate.Confidence));
            Assert.InRange(mixed.Candidates.Sum(candidate => candidate.Confidence), 0, 1 + 1e-9);
        });
    }

    private static PlateReading Reading(params (string Text, double Confidence)[] candidates) => new(
        candidates[0].Text, candidates[0].Confidence, [.. candidates[0].Text.Select(symbol => new CharacterReading(symbol, candidates[0].Confidence, []))],
        [.. candidates.Select(candidate => new TextCandidate(candidate.Text, candidate.Confidence))]);
}
