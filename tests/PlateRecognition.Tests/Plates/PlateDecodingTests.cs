using CsCheck;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Plates;

public sealed class PlateDecodingTests
{
    private const double Rounding = 1e-9;

    [Fact]
    public void Decode_AnyProbabilities_GivesTheBestTextsOfAnExhaustiveSearch()
    {
        var cases = Gen.Select(SlotRows.Small, Gen.Int[1, 100], Gen.OneOfConst(0.5, 1.0, 1.7));

        cases.Sample((rows, topN, temperature) =>
        {
            var scaled = SlotRows.AtTemperature(rows.Probabilities, rows.Codec.Alphabet.Count, temperature);
            var expected = SlotRows.AllTexts(rows.Codec, scaled);

            var reading = rows.Codec.Decode(rows.Probabilities, new PlateDecodingOptions { TopN = topN, Temperature = temperature });

            // Equally likely texts may stand in any order: compare probabilities, and each text with its own.
            Assert.Equal(Math.Min(topN, expected.Count), reading.Candidates.Count);
            Assert.Equal(reading.Candidates.Count, reading.Candidates.Select(candidate => candidate.Text).Distinct().Count());
            for (var i = 0; i < reading.Candidates.Count; i++)
            {
                Assert.Equal(expected[i].Probability, reading.Candidates[i].Confidence, Rounding);
                Assert.Equal(SlotRows.Probability(rows.Codec, scaled, reading.Candidates[i].Text), reading.Candidates[i].Confidence, Rounding);
            }
        });
    }

    [Fact]
    public void Decode_AllTextsAsked_ProbabilitiesSumToOneWithoutPadAndNeverPassIt()
        => SlotRows.Small.Where(rows => SlotRows.AllTexts(rows.Codec, new double[rows.Probabilities.Length]).Count <= 100).Sample(rows =>
        {
            var sum = rows.Codec.Decode(rows.Probabilities, new PlateDecodingOptions { TopN = 100 }).Candidates.Sum(candidate => candidate.Confidence);

            if (rows.Codec.Alphabet.Pad is null)
                Assert.Equal(1, sum, Rounding);
            else
                Assert.InRange(sum, 0, 1 + Rounding);
        });

    [Fact]
    public void Decode_AnyProbabilities_NumbersAreFiniteProbabilitiesInOrder()
        => Gen.Select(SlotRows.Small, Gen.Double[0.001, 100]).Sample((rows, temperature) =>
        {
            var reading = rows.Codec.Decode(rows.Probabilities, new PlateDecodingOptions { TopN = 20, Alternatives = 3, Temperature = temperature });

            Assert.Equal(reading.Text, reading.Candidates[0].Text);
            Assert.Equal(reading.Confidence, reading.Candidates[0].Confidence);
            Assert.Equal(reading.Text, string.Concat(reading.Characters.Select(character => character.Symbol)));
            AssertDescending(reading.Candidates.Select(candidate => candidate.Confidence));
            foreach (var character in reading.Characters)
            {
                AssertDescending(character.Alternatives.Select(alternative => alternative.Confidence));
                Assert.InRange(character.Confidence + character.Alternatives.Sum(alternative => alternative.Confidence), 0, 1 + Rounding);
                Assert.DoesNotContain(character.Alternatives, alternative => alternative.Symbol == character.Symbol || alternative.Symbol == rows.Codec.Alphabet.Pad);
            }
        });

    [Fact]
    public void Decode_PadLikeliestEverywhere_ReadsNoPlate()
    {
        var codec = new PlateTextCodec(new Alphabet("AB_", '_'), 2);

        var reading = codec.Decode([0.1f, 0.1f, 0.8f, 0.2f, 0.1f, 0.7f], new PlateDecodingOptions { TopN = 2 });

        Assert.Equal("", reading.Text);
        Assert.Empty(reading.Characters);
        Assert.Equal(0.56, reading.Confidence, 1e-6);
    }

    [Fact]
    public void Decode_PadLikelyBeforeACharacter_NeverPutsAGapIntoTheText()
    {
        // Slot by slot the likeliest would be '_', 'B': no text. The likeliest text is "AB": 0.4 × 0.9.
        var codec = new PlateTextCodec(new Alphabet("AB_", '_'), 2);

        var reading = codec.Decode([0.4f, 0.1f, 0.5f, 0.05f, 0.9f, 0.05f], new PlateDecodingOptions());

        Assert.Equal("AB", reading.Text);
        Assert.Equal(0.36, reading.Confidence, 1e-6);
        Assert.Equal(0.4, reading.Characters[0].Confidence, 1e-6);
    }

    [Fact]
    public void Decode_Alternatives_AreTheNextLikeliestSymbolsWithoutThePad()
    {
        var codec = new PlateTextCodec(new Alphabet("ABC_", '_'), 1);

        var character = codec.Decode([0.6f, 0.05f, 0.15f, 0.2f], new PlateDecodingOptions { Alternatives = 5 }).Characters[0];

        Assert.Equal("CB", string.Concat(character.Alternatives.Select(alternative => alternative.Symbol)));
        Assert.Equal(0.15, character.Alternatives[0].Confidence, 1e-6);
    }

    [Fact]
    public void Decode_NoAlternativesAsked_GivesNone()
        => Assert.Empty(new PlateTextCodec(new Alphabet("AB"), 1).Decode([0.6f, 0.4f], new PlateDecodingOptions { Alternatives = 0 }).Characters[0].Alternatives);

    [Fact]
    public void Decode_HigherTemperature_IsLessSure()
    {
        var codec = new PlateTextCodec(new Alphabet("AB"), 1);

        var cool = codec.Decode([0.9f, 0.1f], new PlateDecodingOptions { Temperature = 1 });
        var warm = codec.Decode([0.9f, 0.1f], new PlateDecodingOptions { Temperature = 2 });

        // sqrt(0.9) / (sqrt(0.9) + sqrt(0.1)) = 3 / 4.
        Assert.Equal(0.9, cool.Confidence, 1e-6);
        Assert.Equal(0.75, warm.Confidence, 1e-6);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Decode_ExtremeTemperature_StaysFinite(double temperature)
    {
        var codec = new PlateTextCodec(new Alphabet("AB"), 1);

        var reading = codec.Decode([0.5001f, 0.4999f], new PlateDecodingOptions { Temperature = temperature });

        Assert.Equal("A", reading.Text);
        Assert.InRange(reading.Confidence, 0.5, 1);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-0.01f)]
    public void Decode_ValueThatIsNoProbability_NamesItsPlace(float value)
    {
        var codec = new PlateTextCodec(new Alphabet("AB"), 2);

        var thrown = Assert.Throws<ArgumentException>(() => codec.Decode([0.5f, 0.5f, 1, value], new PlateDecodingOptions()));

        Assert.Contains("class 1 in slot 1", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5f, 0.5f, null)]
    [InlineData(0.495f, 0.49f, null)]
    [InlineData(0.5f, 0.6f, "slot 1 sums to 1.1")]
    [InlineData(0, 0, "slot 1 sums to 0")]
    [InlineData(-1, 2, "slot 1 sums to NaN")]
    [InlineData(float.NaN, 1, "slot 1 sums to NaN")]
    [InlineData(float.PositiveInfinity, 0, "slot 1 sums to Infinity")]
    public void FindFault_Row_IsNoneOnlyForProbabilities(float first, float second, string? expected)
    {
        var fault = new PlateTextCodec(new Alphabet("AB"), 2).FindFault([1, 0, first, second]);

        Assert.Equal(expected is null, fault is null);
        Assert.StartsWith(expected ?? "", fault ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void FindFault_WrongNumberOfValues_SaysHowMany()
        => Assert.Contains("4 probabilities, not 3", new PlateTextCodec(new Alphabet("AB"), 2).FindFault([1, 0, 1]), StringComparison.Ordinal);

    [Fact]
    public void Decode_RowOfZeros_Throws()
        => Assert.Throws<ArgumentException>(() => new PlateTextCodec(new Alphabet("AB"), 1).Decode([0, 0], new PlateDecodingOptions()));

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Decode_WrongNumberOfValues_Throws(int count)
        => Assert.Throws<ArgumentException>(() => new PlateTextCodec(new Alphabet("AB"), 2).Decode(new float[count], new PlateDecodingOptions()));

    [Theory]
    [InlineData(0, 2, 1)]
    [InlineData(101, 2, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 2, 0)]
    [InlineData(1, 2, -1)]
    [InlineData(1, 2, double.NaN)]
    [InlineData(1, 2, double.PositiveInfinity)]
    public void Decode_OptionOutOfRange_Throws(int topN, int alternatives, double temperature)
    {
        var codec = new PlateTextCodec(new Alphabet("AB"), 1);
        var options = new PlateDecodingOptions { TopN = topN, Alternatives = alternatives, Temperature = temperature };

        Assert.Throws<ArgumentOutOfRangeException>(() => codec.Decode([0.5f, 0.5f], options));
    }

    private static void AssertDescending(IEnumerable<double> confidences)
    {
        var last = 1.0;
        foreach (var confidence in confidences)
        {
            Assert.InRange(confidence, 0, last);
            last = confidence;
        }
    }
}
