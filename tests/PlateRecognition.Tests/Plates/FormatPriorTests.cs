using CsCheck;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Plates;

public sealed class FormatPriorTests
{
    private const int Slots = 3;
    private const string PlateLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static readonly Alphabet Small = new("01AB_", '_');
    private static readonly PlateTextCodec Codec = new(Small, Slots);
    private static readonly Gen<float[]> Probabilities = Gen.Float[0.01f, 1f].Array[Slots * 5].Select(Normalised);

    private static readonly TextFormat[] Formats =
    [
        new("xa", "A99", "AB"), new("xa", "AA9", "AB") { Weight = 0.2 }, new("xb", "A[01]#", "A"), new("xc-n", "*9", "B"), new("xc-s", "99", "AB"),
    ];

    [Fact]
    public void Decode_AnyProbabilities_GivesTheBestTextsOfAnExhaustiveSearch() => Probabilities.Sample(probabilities =>
    {
        var options = new PlateDecodingOptions { TopN = 5, Formats = new FormatPrior(Small, Slots, Formats) };

        var reading = Codec.Decode(probabilities, options);

        var expected = Posterior(probabilities, Formats, FormatPrior.FreeShare).OrderByDescending(pair => pair.Value).Take(5).ToList();
        Assert.Equal(expected.Count, reading.Candidates.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i].Value, reading.Candidates[i].Confidence, 9);
        Assert.Equal(reading.Candidates[0].Text, reading.Text);
    });

    [Fact]
    public void Decode_RegionAsked_GivesTheBestTextsOfItsFormatsOnly() => Probabilities.Sample(probabilities =>
    {
        var options = new PlateDecodingOptions { TopN = 3, Formats = new FormatPrior(Small, Slots, Formats), Regions = ["xb"] };

        var reading = Codec.Decode(probabilities, options);

        var best = Posterior(probabilities, [Formats[2]], FormatPrior.FreeShareOfRegions).Max(pair => pair.Value);
        Assert.Equal(best, reading.Confidence, 9);
    });

    [Fact]
    public void Decode_UndecidedSlot_FollowsTheFormat()
    {
        var codec = new PlateTextCodec(Alphabet.Full, 7);
        var slots = "BRA1B34".Select((symbol, slot) => Row((symbol, 0.9f))).ToArray();
        slots[4] = Row(('B', 0.5f), ('8', 0.45f));
        slots[3] = Row(('I', 0.55f), ('1', 0.44f));
        var prior = new FormatPrior(Alphabet.Full, 7, [new("br", "AAA9999", PlateLetters)]);

        var plain = codec.Decode(slots.SelectMany(row => row).ToArray(), new PlateDecodingOptions());
        var informed = codec.Decode(slots.SelectMany(row => row).ToArray(), new PlateDecodingOptions { Formats = prior });

        Assert.Equal("BRAIB34", plain.Text);
        Assert.Equal("BRA1834", informed.Text);
        Assert.Equal("br", informed.Region?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_WeightThatIsNone_IsAnError(double weight)
        => Assert.Contains("AAA9999", Assert.Throws<ArgumentException>(() => new FormatPrior(Alphabet.Full, 7, [new("br", "AAA9999", PlateLetters) { Weight = weight }])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 0.01, "CKOAIF")]
    [InlineData(0.01, 1, "CK0A1F")]
    public void Decode_TextsOfAUsualAndARareFormat_FollowsTheUsualOne(double words, double mixed, string expected)
    {
        var codec = new PlateTextCodec(Alphabet.Full, 6);
        var slots = "CKOAIF".Select(symbol => Row((symbol, 0.9f))).ToArray();
        slots[2] = Row(('O', 0.5f), ('0', 0.45f));
        slots[4] = Row(('I', 0.5f), ('1', 0.45f));
        var prior = new FormatPrior(Alphabet.Full, 6, [new("xa", "AAAAAA", PlateLetters) { Weight = words }, new("xa", "AA9A9A", PlateLetters) { Weight = mixed }]);

        var reading = codec.Decode(slots.SelectMany(row => row).ToArray(), new PlateDecodingOptions { Formats = prior });

        Assert.Equal(expected, reading.Text);
    }

    [Fact]
    public void Decode_SureTextOfNoFormat_Stays()
    {
        var codec = new PlateTextCodec(Alphabet.Full, 7);
        var sure = "VANITYX".SelectMany(symbol => Row((symbol, 0.999f))).ToArray();
        var prior = new FormatPrior(Alphabet.Full, 7, [new("br", "AAA9999", PlateLetters)]);

        var reading = codec.Decode(sure, new PlateDecodingOptions { Formats = prior });

        Assert.Equal("VANITYX", reading.Text);
        Assert.Null(reading.Region);
    }

    [Fact]
    public void Decode_FlatSlots_EndsAndIsUnsure()
    {
        var codec = new PlateTextCodec(Alphabet.Full, 10);
        var flat = Enumerable.Repeat(1f / 37, 370).ToArray();
        var prior = new FormatPrior(Alphabet.Full, 10, [new("de", "AAA9999", "ABCDEF"), new("br", "AAA9999", "XYZ"), new("it", "AA999AA", "AB")]);

        var reading = codec.Decode(flat, new PlateDecodingOptions { Formats = prior, TopN = 100 });

        Assert.Equal(100, reading.Candidates.Count);
        Assert.InRange(reading.Confidence, 0, 0.01);
    }

    [Theory]
    [InlineData("xa", true)]
    [InlineData("XA", true)]
    [InlineData("xc", true)]
    [InlineData("xc-n", true)]
    [InlineData("x", false)]
    [InlineData("xc-", false)]
    [InlineData("zz", false)]
    public void Knows_Code_TellsCountriesAndStates(string code, bool known)
        => Assert.Equal(known, new FormatPrior(Small, Slots, Formats).Knows(code));

    [Theory]
    [InlineData("A9x")]
    [InlineData("A[01")]
    [InlineData("A[]9")]
    public void Constructor_PatternWithOtherItems_SaysWhichAndWhere(string pattern)
        => Assert.Contains($"'{pattern}' of xa", Assert.Throws<FormatException>(() => new FormatPrior(Small, Slots, [new("xa", pattern, "AB")])).Message);

    [Fact]
    public void Constructor_FormatLongerThanTheSlots_IsLeftOut()
        => Assert.Empty(new FormatPrior(Small, Slots, [new("xa", "AAAA", "AB")]).Regions);

    // The definition, text by text: slots' probability × (free share + Σ tempered weight of the formats that allow the text).
    private static Dictionary<string, double> Posterior(float[] probabilities, TextFormat[] formats, double free)
    {
        var texts = AllTexts().ToList();
        var perRegion = formats.GroupBy(format => format.Region).ToDictionary(group => group.Key, group => group.Sum(format => format.Weight));
        double Weight(TextFormat format) => format.Weight / perRegion[format.Region];
        int Length(TextFormat format) => texts.First(text => Fits(format, text)).Length;
        var scores = texts.ToDictionary(text => text, text =>
        {
            var sameLength = formats.Where(format => Length(format) == text.Length).ToList();
            var factor = sameLength.Count == 0 ? 1 : free + (1 - free) * sameLength.Where(format => Fits(format, text)).Sum(format =>
                Weight(format) / sameLength.Sum(Weight) * Math.Pow(Math.Pow(4, text.Length) / texts.Count(other => Fits(format, other)), 0.7));
            return Probability(probabilities, text) * factor;
        });
        var total = scores.Values.Sum();
        return scores.ToDictionary(pair => pair.Key, pair => pair.Value / total);
    }

    private static IEnumerable<string> AllTexts()
    {
        IEnumerable<string> texts = [""];
        for (var length = 0; length <= Slots; length++)
        {
            foreach (var text in texts)
                yield return text;
            texts = texts.SelectMany(text => "01AB".Select(symbol => text + symbol)).ToList();
        }
    }

    private static bool Fits(TextFormat format, string text) => (format.Region, format.Pattern) switch
    {
        ("xa", "A99") => text.Length == 3 && "AB".Contains(text[0]) && "01".Contains(text[1]) && "01".Contains(text[2]),
        ("xa", _) => text.Length == 3 && "AB".Contains(text[0]) && "AB".Contains(text[1]) && "01".Contains(text[2]),
        ("xb", _) => text.Length == 3 && text[0] == 'A' && "01".Contains(text[1]) && text[2] == '1',
        ("xc-n", _) => text.Length == 2 && "B01".Contains(text[0]) && "01".Contains(text[1]),
        _ => text.Length == 2 && "01".Contains(text[0]) && "01".Contains(text[1]),
    };

    private static double Probability(float[] probabilities, string text)
    {
        var product = 1.0;
        for (var slot = 0; slot < Slots; slot++)
        {
            var row = probabilities.AsSpan(slot * 5, 5).ToArray().Select(p => (double)p).ToArray();
            product *= row[slot < text.Length ? Small.IndexOf(text[slot]) : Small.PadIndex] / row.Sum();
        }

        return product;
    }

    private static float[] Normalised(float[] values)
    {
        var normalised = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
            normalised[i] = values[i] / values.AsSpan(i / 5 * 5, 5).ToArray().Sum();
        return normalised;
    }

    private static float[] Row(params (char Symbol, float Probability)[] likely)
    {
        var rest = (1 - likely.Sum(pair => pair.Probability)) / (37 - likely.Length);
        var row = Enumerable.Repeat(rest, 37).ToArray();
        foreach (var (symbol, probability) in likely)
            row[Alphabet.Full.IndexOf(symbol)] = probability;
        return row;
    }
}
