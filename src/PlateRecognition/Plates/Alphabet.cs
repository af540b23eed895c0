namespace PlateRecognition.Plates;

/// <summary>
/// The symbols a network knows, in the order of its classes, with or without a pad symbol for slots past the end of a text.
/// Immutable and thread-safe.
/// </summary>
public sealed class Alphabet
{
    private const int TableSize = 128;
    private readonly sbyte[] _indices = new sbyte[TableSize];
    private readonly bool _foldsLetterO;

    /// <summary>Makes an alphabet.</summary>
    /// <param name="symbols">2 to 127 different printable ASCII symbols, the pad included; the order is the order of the classes.</param>
    /// <param name="pad">The symbol that stands for 'no character', or null when every slot holds one.</param>
    /// <exception cref="ArgumentException">A symbol is repeated or not printable ASCII, or the pad is not among them.</exception>
    public Alphabet(string symbols, char? pad = null)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        if (symbols.Length is < 2 or >= TableSize)
            throw new ArgumentException($"An alphabet has 2 to {TableSize - 1} symbols; this one has {symbols.Length}.", nameof(symbols));

        Array.Fill(_indices, (sbyte)-1);
        for (var i = 0; i < symbols.Length; i++)
        {
            var symbol = symbols[i];
            if (symbol is <= ' ' or >= (char)127)
                throw new ArgumentException($"Symbol {i} of the alphabet (U+{(int)symbol:X4}) is not printable ASCII.", nameof(symbols));
            if (_indices[symbol] >= 0)
                throw new ArgumentException($"The alphabet '{symbols}' has '{symbol}' twice.", nameof(symbols));
            _indices[symbol] = (sbyte)i;
        }

        (Symbols, Pad) = (symbols, pad);
        PadIndex = pad is { } padSymbol ? IndexOf(padSymbol) : -1;
        if (pad is not null && PadIndex < 0)
            throw new ArgumentException($"The pad '{pad}' is not in the alphabet '{symbols}'.", nameof(pad));
        _foldsLetterO = IndexOf('O') < 0 && IndexOf('0') >= 0;
    }

    /// <summary>The seed study's 35 symbols: digits and letters without O, which is read as 0. No pad.</summary>
    public static Alphabet Seed { get; } = new("0123456789ABCDEFGHIJKLMNPQRSTUVWXYZ");

    /// <summary>Digits, all letters and the pad '_': 37 classes.</summary>
    public static Alphabet Full { get; } = new("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_", '_');

    /// <summary>All symbols in the order of the classes, the pad included.</summary>
    public string Symbols { get; }

    /// <summary>The pad, or null.</summary>
    public char? Pad { get; }

    /// <summary>The pad's class, or -1.</summary>
    public int PadIndex { get; }

    /// <summary>Classes.</summary>
    public int Count => Symbols.Length;

    /// <summary>The symbol of a class.</summary>
    public char this[int index] => Symbols[index];

    /// <summary>The class of a symbol, or -1.</summary>
    public int IndexOf(char symbol) => symbol < TableSize ? _indices[symbol] : -1;

    /// <summary>
    /// A text as the alphabet writes it: upper case, without spaces, dashes and dots, and with 0 for O when the alphabet has
    /// no O. Other symbols stay, for the caller to refuse.
    /// </summary>
    public string Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Create(text.Count(symbol => !IsSeparator(symbol)), (text, _foldsLetterO), static (written, state) =>
        {
            var next = 0;
            foreach (var symbol in state.text)
            {
                if (IsSeparator(symbol))
                    continue;
                var upper = char.ToUpperInvariant(symbol);
                written[next++] = upper == 'O' && state._foldsLetterO ? '0' : upper;
            }
        });
    }

    private static bool IsSeparator(char symbol) => symbol is ' ' or '-' or '.' or '·';
}
