namespace Training.Export.Rendering;

/// <summary>What a token of a plate's text line is; only <see cref="Character"/> belongs to the plate's text.</summary>
internal enum TokenKind
{
    /// <summary>A letter or digit of the text.</summary>
    Character,

    /// <summary>A gap between groups.</summary>
    Space,

    /// <summary>A narrow gap.</summary>
    ThinSpace,

    /// <summary>A dash.</summary>
    Dash,

    /// <summary>A dot at half height.</summary>
    Dot,

    /// <summary>Two round seals above each other.</summary>
    Seals,

    /// <summary>One seal above a dash.</summary>
    SealOverDash,

    /// <summary>A shield, sticker or small picture.</summary>
    Emblem,

    /// <summary>Two small characters above each other that are not part of the text.</summary>
    Stack,

    /// <summary>The end of a line.</summary>
    LineBreak,
}

/// <summary>One token.</summary>
internal readonly record struct PlateToken(TokenKind Kind, char Symbol = ' ');

/// <summary>
/// A compact language for plate texts. <c>A</c> a letter of the country, <c>9</c> a digit, <c>#</c> a digit but 0,
/// <c>*</c> either, <c>{AB|CD}</c> one of these, <c>$</c> a vanity word, <c>?</c> half the time the item before is left
/// out; drawn but not read: <c>space</c>, <c>_</c> thin gap, <c>-</c>, <c>.</c>, <c>:</c> two seals, <c>;</c> seal over
/// dash, <c>@</c> emblem, <c>%</c> stacked pair; <c>/</c> ends a line.
/// </summary>
internal static class PlatePattern
{
    private const string Digits = "0123456789";
    private const string Marks = " _-.:;@%/";

    private static readonly TokenKind[] MarkKinds =
    [
        TokenKind.Space, TokenKind.ThinSpace, TokenKind.Dash, TokenKind.Dot, TokenKind.Seals, TokenKind.SealOverDash,
        TokenKind.Emblem, TokenKind.Stack, TokenKind.LineBreak,
    ];

    private static readonly string[] VanityParts =
    [
        "GO", "MY", "I", "LUV", "KING", "QUEEN", "TOY", "FAST", "BOY", "GRL", "MOM", "DAD", "RUN", "FLY", "ZOOM", "WOW", "JAZZ", "FUN",
        "BIG", "SKI", "SURF", "DR", "MR", "MS", "OH", "YES", "NO", "HOT", "VET", "WIN", "CAT", "DOG", "FOX", "ROX", "JO", "KAT", "SUN",
        "4U", "2U", "1", "2", "4", "8", "GR8", "L8", "ME", "US", "QT", "XTC", "BBQ", "VIP", "OWL", "EXPO", "JEEP", "VW", "BMW", "PIZZA",
    ];

    // Characters that are told apart by a corner, a bar or a serif.
    private static readonly string[] Lookalikes =
        ["O0DQ", "OD0U", "CG6O", "GC65", "1ITLJ", "IT17", "8B3E", "B8R6", "5S6G", "MNWH", "WVMN", "2Z7", "VYUJ", "4A1L", "EFPL", "KXHR", "3958"];

    // Share of texts rich in lookalikes, and how many of their characters are drawn from them.
    private const double HardTexts = 0.22, HardCharacters = 0.6;

    /// <summary>Draws a text. Some are rich in characters that look alike, so that a reader learns what tells them apart.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="letters">Letters that <c>A</c> and <c>*</c> stand for.</param>
    /// <param name="random">Source of chance.</param>
    /// <param name="tokens">Receives the tokens.</param>
    public static void Sample(string pattern, string letters, SeededRandom random, List<PlateToken> tokens)
    {
        tokens.Clear();
        var alike = random.Chance(HardTexts) ? random.Pick(Lookalikes) : "";
        for (var i = 0; i < pattern.Length; i++)
        {
            var start = tokens.Count;
            var mark = Marks.IndexOf(pattern[i], StringComparison.Ordinal);
            if (mark >= 0)
                tokens.Add(new PlateToken(MarkKinds[mark]));
            else if (pattern[i] == '{')
                i = SampleWord(pattern, i, random, tokens);
            else if (pattern[i] == '$')
                SampleVanity(random, tokens);
            else
                tokens.Add(new PlateToken(TokenKind.Character, SampleSymbol(pattern[i], letters, alike, random)));

            if (i + 1 < pattern.Length && pattern[i + 1] == '?')
            {
                i++;
                if (random.Chance(0.5))
                    tokens.RemoveRange(start, tokens.Count - start);
            }
        }
    }

    private static char SampleSymbol(char item, string letters, string alike, SeededRandom random)
    {
        if (alike.Length == 0 || !random.Chance(HardCharacters))
            return SampleSymbol(item, letters, random);

        // A pick that the item does not allow falls back on any that it does.
        var pick = random.Pick(alike);
        var allowed = item switch
        {
            'A' => letters.Contains(pick),
            '9' => char.IsAsciiDigit(pick),
            '*' => char.IsAsciiDigit(pick) || letters.Contains(pick),
            _ => false,
        };
        return allowed ? pick : SampleSymbol(item, letters, random);
    }

    private static char SampleSymbol(char item, string letters, SeededRandom random) => item switch
    {
        'A' => random.Pick(letters),
        '9' => random.Pick(Digits),
        '#' => (char)('1' + random.Below(9)),
        '*' => random.Below(letters.Length + 10) is var n && n < 10 ? Digits[n] : letters[n - 10],
        _ => throw new FormatException($"A plate pattern holds '{item}', which is neither an item nor a mark."),
    };

    private static int SampleWord(string pattern, int open, SeededRandom random, List<PlateToken> tokens)
    {
        var close = pattern.IndexOf('}', open);
        var words = pattern[(open + 1)..close].Split('|');
        AddText(random.Pick(words), tokens);
        return close;
    }

    private static void SampleVanity(SeededRandom random, List<PlateToken> tokens)
    {
        // Half words, half letters at random: no dictionary covers what people put on plates.
        var length = random.Chance(0.08) ? 2 : 3 + random.Below(5);
        var text = "";
        while (text.Length < length)
            text += random.Chance(0.35) ? random.Pick(VanityParts) : random.Pick(FontLibrary.Symbols[10..]).ToString();
        text = text[..Math.Min(text.Length, 7)];
        var gap = text.Length > 3 && random.Chance(0.35) ? 1 + random.Below(text.Length - 1) : -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (i == gap)
                tokens.Add(new PlateToken(random.Chance(0.7) ? TokenKind.Space : random.Chance(0.6) ? TokenKind.Dash : TokenKind.Emblem));
            tokens.Add(new PlateToken(TokenKind.Character, text[i]));
        }
    }

    private static void AddText(string text, List<PlateToken> tokens)
    {
        foreach (var symbol in text)
            tokens.Add(new PlateToken(TokenKind.Character, symbol));
    }
}
