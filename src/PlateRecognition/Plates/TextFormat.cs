namespace PlateRecognition.Plates;

/// <summary>How the plates of a country or state are written: a pattern of their characters. Immutable.</summary>
/// <param name="Region">ISO 3166 code in lower case, "us-ca" style for states.</param>
/// <param name="Pattern">
/// One item a character: <c>A</c> one of <paramref name="Letters"/>, <c>9</c> a digit, <c>#</c> a digit but 0, <c>*</c> a letter or a
/// digit, <c>[XYZ]</c> one of these symbols.
/// </param>
/// <param name="Letters">The letters in use; countries leave out what looks like a digit.</param>
public sealed record TextFormat(string Region, string Pattern, string Letters)
{
    private const string Digits = "0123456789";

    /// <summary>How many of the region's plates are written so, next to one of its other formats: above 0, 1 unless said otherwise.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The symbols allowed at each character, as bits by class index.</summary>
    /// <exception cref="FormatException">The pattern holds something else.</exception>
    internal UInt128[] Compile(Alphabet alphabet)
    {
        var masks = new List<UInt128>();
        for (var i = 0; i < Pattern.Length; i++)
        {
            var symbols = Pattern[i] switch
            {
                'A' => Letters,
                '9' => Digits,
                '#' => Digits[1..],
                '*' => Letters + Digits,
                '[' when Pattern.IndexOf(']', i) is var close && close > i + 1 => Pattern[(i + 1)..(i = close)],
                _ => throw new FormatException($"The plate pattern '{Pattern}' of {Region} holds '{Pattern[i]}' at {i}; items are A, 9, #, * and [symbols]."),
            };
            var mask = UInt128.Zero;
            foreach (var symbol in alphabet.Normalise(symbols))
            {
                if (alphabet.IndexOf(symbol) is >= 0 and var index && index != alphabet.PadIndex)
                    mask |= UInt128.One << index;
            }

            masks.Add(mask);
        }

        return [.. masks];
    }
}
