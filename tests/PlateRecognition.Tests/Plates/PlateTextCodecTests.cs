using CsCheck;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Plates;

public sealed class PlateTextCodecTests
{
    private static readonly Gen<string> FullTexts = Gen.Char["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"].Array[0, 10].Select(symbols => new string(symbols));

    [Fact]
    public void RoundTrip_AnyTextWithPad_ComesBack()
    {
        var codec = new PlateTextCodec(Alphabet.Full, 10);

        FullTexts.Sample(text => RoundTrip(codec, text) == text);
    }

    [Fact]
    public void RoundTrip_AnyTextWithoutPad_ComesBack()
    {
        var codec = new PlateTextCodec(Alphabet.Seed, 7);
        var texts = Gen.Char[Alphabet.Seed.Symbols].Array[7].Select(symbols => new string(symbols));

        texts.Sample(text => RoundTrip(codec, text) == text);
    }

    [Fact]
    public void TryEncode_ShorterText_PadsTheEnd()
    {
        var codec = new PlateTextCodec(new Alphabet("AB_", '_'), 4);
        var targets = new int[4];

        Assert.True(codec.TryEncode("BA", targets, out var fault));

        Assert.Null(fault);
        Assert.Equal([1, 0, 2, 2], targets);
    }

    [Theory]
    [InlineData("ABCDEFGH", "8 characters")]
    [InlineData("ABCDEF", "exactly 7")]
    [InlineData("", "exactly 7")]
    [InlineData("ABCDEFO", "'O'")]
    [InlineData("abcdefg", "'a'")]
    [InlineData("ABCDEF ", "' '")]
    [InlineData("ABCDEFÄ", "'Ä'")]
    public void TryEncode_TextThatDoesNotFitTheSeed_NamesTheFault(string text, string expected)
    {
        var fits = new PlateTextCodec(Alphabet.Seed, 7).TryEncode(text, new int[7], out var fault);

        Assert.False(fits);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TryEncode_PadInsideTheText_IsRefused()
    {
        var fits = new PlateTextCodec(Alphabet.Full, 4).TryEncode("A_B", new int[4], out var fault);

        Assert.False(fits);
        Assert.Contains("'_'", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void TryEncode_WrongRoomForTargets_Throws(int room)
        => Assert.Throws<ArgumentException>(() => new PlateTextCodec(Alphabet.Full, 4).TryEncode("AB", new int[room], out _));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65)]
    public void Constructor_SlotsOutOfRange_Throws(int slots)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new PlateTextCodec(Alphabet.Full, slots));

    // One-hot probabilities of the encoded text.
    private static string RoundTrip(PlateTextCodec codec, string text)
    {
        var targets = new int[codec.Slots];
        Assert.True(codec.TryEncode(text, targets, out var fault), fault);
        var probabilities = new float[codec.Slots * codec.Alphabet.Count];
        for (var slot = 0; slot < codec.Slots; slot++)
            probabilities[slot * codec.Alphabet.Count + targets[slot]] = 1;
        var reading = codec.Decode(probabilities, new PlateDecodingOptions());
        Assert.Equal(1, reading.Confidence, 12);
        return reading.Text;
    }
}
