using CsCheck;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Plates;

public sealed class FormatSearchTests
{
    private static readonly TextFormat[] Formats = [new("xa", "AA9", "AB"), new("xb", "9", "")];

    [Fact]
    public void Decode_GapThatIsCertain_IsATextOfProbabilityZero()
    {
        // A pad for sure, then a letter for sure: no text has any probability, as saturated networks say it.
        var codec = new PlateTextCodec(new Alphabet("01AB_", '_'), 2);
        float[] gap = [0, 0, 0, 0, 1, 0, 0, 1, 0, 0];

        var reading = codec.Decode(gap, new PlateDecodingOptions { Formats = new FormatPrior(codec.Alphabet, 2, Formats), TopN = 3 });

        Assert.Equal(0, reading.Confidence);
        Assert.Equal(3, reading.Candidates.Count);
        Assert.Null(reading.Region);
    }

    [Fact]
    public void Decode_PadAllButSure_ConfidencesSumToAtMostOne()
    {
        // 1 - pad rounds to 0 in the last slot, where the characters still have some probability, and so have the texts.
        var codec = new PlateTextCodec(new Alphabet("01AB_", '_'), 3);
        float[] slots = [0, 6.8e-23f, 3.2e-34f, 0, 1, 0, 0.98f, 0, 0.02f, 7.5e-37f, 0, 0, 0, 0, 1];

        var reading = codec.Decode(slots, new PlateDecodingOptions { Formats = new FormatPrior(codec.Alphabet, 3, Formats), TopN = 6 });

        Assert.InRange(reading.Candidates.Sum(candidate => candidate.Confidence), 0.99, 1 + 1e-9);
    }

    [Fact]
    public void Decode_AnyProbabilities_NumbersAreFiniteProbabilitiesInOrder()
    {
        // Weights of 0 and rows that are certain among them.
        var codec = new PlateTextCodec(new Alphabet("01AB_", '_'), 3);
        var prior = new FormatPrior(codec.Alphabet, 3, Formats);
        var rows = Gen.Frequency((3, Gen.Float[0, 1].Array[5]), (1, Gen.Int[0, 4].Select(at => Enumerable.Range(0, 5).Select(i => i == at ? 1f : 0).ToArray())));

        Gen.Select(rows.Array[3], Gen.Int[1, 30], Gen.Bool).Sample((slots, topN, regional) =>
        {
            foreach (var row in slots.Where(row => row.Sum() == 0))
                row[0] = 1;
            var probabilities = slots.SelectMany(row => row.Select(value => value / row.Sum())).ToArray();

            var reading = codec.Decode(probabilities, new PlateDecodingOptions { Formats = prior, TopN = topN, Regions = regional ? ["xb"] : [] });

            var last = 1.0;
            Assert.InRange(reading.Candidates.Count, 1, topN);
            foreach (var candidate in reading.Candidates)
            {
                Assert.InRange(candidate.Confidence, 0, last);
                last = candidate.Confidence;
            }

            Assert.InRange(reading.Candidates.Sum(candidate => candidate.Confidence), 0, 1 + 1e-9);
            Assert.Equal(reading.Text, reading.Candidates[0].Text);
        });
    }
}
