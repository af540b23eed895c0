namespace PlateRecognition.Plates;

/// <summary>
/// What formats ask of one plate's slots again and again, found out once: a hundred formats are made of a dozen sets of symbols, such as letters and digits.
/// </summary>
internal sealed class FormatSlots
{
    private readonly SlotProbabilities _slots;
    private readonly double[] _sums;
    private readonly int[] _first;
    private readonly int _sets;

    public FormatSlots(SlotProbabilities slots, UInt128[] sets)
    {
        (_slots, _sets) = (slots, sets.Length);
        (_sums, _first) = (new double[slots.Slots * _sets], new int[slots.Slots * _sets]);
        for (var slot = 0; slot < slots.Slots; slot++)
        {
            for (var set = 0; set < sets.Length; set++)
            {
                _sums[slot * _sets + set] = slots.Sum(slot, sets[set]);
                _first[slot * _sets + set] = FirstOf(slot, sets[set]);
            }
        }
    }

    /// <summary>Probability that the text is one that a format allows.</summary>
    public double Mass(FormatPrior.Compiled format) => Product(format, static (slots, at, _) => slots._sums[at]);

    /// <summary>Probability of the likeliest text that a format allows; 0 when it allows none.</summary>
    public double Best(FormatPrior.Compiled format)
        => Product(format, static (slots, at, slot) => slots._first[at] < 0 ? 0 : slots._slots.Ranked(slot, slots._first[at]));

    private double Product(FormatPrior.Compiled format, Func<FormatSlots, int, int, double> factor)
    {
        if (!_slots.HasPad && format.Masks.Length != _slots.Slots)
            return 0;
        var product = 1.0;
        for (var slot = 0; slot < _slots.Slots && product > 0; slot++)
            product *= slot < format.Masks.Length ? factor(this, slot * _sets + format.Sets[slot], slot) : _slots.Pad(slot);
        return product;
    }

    private int FirstOf(int slot, UInt128 set)
    {
        for (var rank = 0; rank < _slots.Symbols; rank++)
        {
            if ((set >> _slots.Class(slot, rank) & 1) == 1)
                return rank;
        }

        return -1;
    }
}
