namespace PlateRecognition.Plates;

/// <summary>The probabilities of one plate's slots at a temperature, with the symbols of each slot in order of likelihood.</summary>
internal sealed class SlotProbabilities
{
    private readonly Alphabet _alphabet;
    private readonly double[] _values;
    private readonly int[] _order;
    private readonly int _symbols;

    public SlotProbabilities(ReadOnlySpan<float> probabilities, Alphabet alphabet, int slots, double temperature)
    {
        (_alphabet, Slots) = (alphabet, slots);
        _symbols = alphabet.Count - (alphabet.Pad is null ? 0 : 1);
        _values = new double[probabilities.Length];
        _order = new int[slots * _symbols];
        for (var slot = 0; slot < slots; slot++)
        {
            var row = _values.AsSpan(slot * alphabet.Count, alphabet.Count);
            Scale(probabilities.Slice(slot * alphabet.Count, alphabet.Count), temperature, row, slot);
            Sort(row, _order.AsSpan(slot * _symbols, _symbols));
        }
    }

    /// <summary>Slots.</summary>
    public int Slots { get; }

    /// <summary>Symbols a slot can hold, without the pad.</summary>
    public int Symbols => _symbols;

    /// <summary>Whether texts may be shorter than the slots.</summary>
    public bool HasPad => _alphabet.Pad is not null;

    /// <summary>Probability of the pad in a slot.</summary>
    public double Pad(int slot) => _values[slot * _alphabet.Count + _alphabet.PadIndex];

    /// <summary>Probability of a slot's symbol by its rank, 0 the likeliest.</summary>
    public double Ranked(int slot, int rank) => _values[slot * _alphabet.Count + _order[slot * _symbols + rank]];

    /// <summary>A slot's symbol by its rank.</summary>
    public char Symbol(int slot, int rank) => _alphabet[_order[slot * _symbols + rank]];

    /// <summary>A slot's class by its rank.</summary>
    public int Class(int slot, int rank) => _order[slot * _symbols + rank];

    /// <summary>Probability of any character in a slot: their sum, since 1 − pad rounds to 0 where the pad is all but sure.</summary>
    public double Character(int slot)
    {
        var sum = 0.0;
        for (var rank = 0; rank < _symbols; rank++)
            sum += Ranked(slot, rank);
        return sum;
    }

    /// <summary>Probability that a slot holds one of some classes.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="classes">A bit for each class.</param>
    public double Sum(int slot, UInt128 classes)
    {
        var sum = 0.0;
        for (var left = classes; left != 0; left &= left - 1)
            sum += _values[slot * _alphabet.Count + (int)UInt128.TrailingZeroCount(left)];
        return sum;
    }

    /// <summary>Probability that the text has one of the lengths chosen.</summary>
    public double Mass(Func<int, bool> chosen)
    {
        if (!HasPad)
            return chosen(Slots) ? 1 : 0;
        var (sum, characters) = (0.0, 1.0);
        for (var length = 0; length <= Slots; length++)
        {
            if (chosen(length))
            {
                var product = characters;
                for (var slot = length; slot < Slots; slot++)
                    product *= Pad(slot);
                sum += product;
            }

            if (length < Slots)
                characters *= Character(length);
        }

        return sum;
    }

    /// <summary>Whether a format allows a text of its length.</summary>
    public bool Allows(UInt128[] masks, string text)
    {
        for (var slot = 0; slot < masks.Length; slot++)
        {
            if ((masks[slot] >> _alphabet.IndexOf(text[slot]) & 1) == 0)
                return false;
        }

        return true;
    }

    /// <summary>A character of the answer with the likeliest others of its slot.</summary>
    public CharacterReading Character(int slot, char symbol, int alternatives)
    {
        var others = new List<CharacterAlternative>(alternatives);
        for (var rank = 0; rank < _symbols && others.Count < alternatives; rank++)
        {
            if (Symbol(slot, rank) != symbol)
                others.Add(new CharacterAlternative(Symbol(slot, rank), Ranked(slot, rank)));
        }

        return new CharacterReading(symbol, _values[slot * _alphabet.Count + _alphabet.IndexOf(symbol)], others);
    }

    private static void Scale(ReadOnlySpan<float> from, double temperature, Span<double> to, int slot)
    {
        var largest = 0f;
        for (var i = 0; i < from.Length; i++)
        {
            if (!float.IsFinite(from[i]) || from[i] < 0)
                throw new ArgumentException($"The probability of class {i} in slot {slot} is {from[i]}.", nameof(from));
            largest = Math.Max(largest, from[i]);
        }

        if (largest == 0)
            throw new ArgumentException($"The probabilities of slot {slot} are all 0.", nameof(from));

        // Relative to the largest: at a low temperature the powers of all of them would underflow.
        var sum = 0.0;
        for (var i = 0; i < from.Length; i++)
            sum += to[i] = temperature == 1 ? from[i] : Math.Pow((double)from[i] / largest, 1 / temperature);
        for (var i = 0; i < to.Length; i++)
            to[i] /= sum;
    }

    // Insertion sort: 36 symbols, nearly all of them close to 0; ties keep the order of the classes, so answers repeat.
    private void Sort(ReadOnlySpan<double> row, Span<int> order)
    {
        var filled = 0;
        for (var index = 0; index < row.Length; index++)
        {
            if (index == _alphabet.PadIndex)
                continue;
            var place = filled++;
            for (; place > 0 && row[order[place - 1]] < row[index]; place--)
                order[place] = order[place - 1];
            order[place] = index;
        }
    }
}
