using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Plates;

public sealed class AlphabetTests
{
    [Fact]
    public void Seed_Always_HasThirtyFiveSymbolsWithoutO()
    {
        Assert.Equal("0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ", Alphabet.Seed.Symbols);
        Assert.Equal(35, Alphabet.Seed.Count);
        Assert.Null(Alphabet.Seed.Pad);
        Assert.Equal(-1, Alphabet.Seed.PadIndex);
    }

    [Fact]
    public void Full_Always_HasThirtySevenClassesAndThePadLast()
    {
        Assert.Equal(37, Alphabet.Full.Count);
        Assert.Equal('_', Alphabet.Full.Pad);
        Assert.Equal(36, Alphabet.Full.PadIndex);
    }

    [Theory]
    [InlineData("0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ", null)]
    [InlineData("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_", '_')]
    [InlineData("_ZA", '_')]
    public void IndexOf_EverySymbol_IsTheOrderOfTheClasses(string symbols, char? pad)
    {
        var alphabet = new Alphabet(symbols, pad);

        for (var index = 0; index < symbols.Length; index++)
        {
            Assert.Equal(index, alphabet.IndexOf(symbols[index]));
            Assert.Equal(symbols[index], alphabet[index]);
        }
    }

    [Theory]
    [InlineData('a')]
    [InlineData('O')]
    [InlineData(' ')]
    [InlineData('Ä')]
    [InlineData('\u0130')]
    [InlineData('\uFFFF')]
    public void IndexOf_SymbolThatIsAbsent_IsMinusOne(char symbol) => Assert.Equal(-1, Alphabet.Seed.IndexOf(symbol));

    [Theory]
    [InlineData("", null, "2 to")]
    [InlineData("A", null, "2 to")]
    [InlineData("ABCA", null, "twice")]
    [InlineData("AB C", null, "U+0020")]
    [InlineData("ABÄ", null, "U+00C4")]
    [InlineData("AB\u007F", null, "U+007F")]
    [InlineData("ABC", '_', "not in the alphabet")]
    [InlineData("ABC", 'ÿ', "not in the alphabet")]
    public void Constructor_SymbolsThatCannotServe_NamesTheFault(string symbols, char? pad, string fault)
    {
        var thrown = Assert.Throws<ArgumentException>(() => new Alphabet(symbols, pad));

        Assert.Contains(fault, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rk-959 af", "RK959AF")]
    [InlineData("B·OB 007.", "B0B007")]
    [InlineData("oO0", "000")]
    [InlineData("", "")]
    [InlineData(" -.·", "")]
    [InlineData("a/b", "A/B")]
    public void Normalise_AlphabetWithoutO_ReadsOAsZero(string text, string expected) => Assert.Equal(expected, Alphabet.Seed.Normalise(text));

    [Fact]
    public void Normalise_AlphabetWithO_KeepsIt() => Assert.Equal("O0AO", Alphabet.Full.Normalise("o0-aO"));

    [Fact]
    public void Normalise_AlphabetWithoutZero_KeepsO() => Assert.Equal("OAB", new Alphabet("AB").Normalise("oab"));
}
