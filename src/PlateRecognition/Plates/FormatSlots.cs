namespace PlateRecognition.Plates;

/// <summary>
/// What formats ask of one plate's slots again and again, found out once: a hundred formats are made of a dozen sets of symbols, such as letters and digits.
/// </summary>
internal sealed class FormatSlots
{
    private readonly SlotProbabilities _slots;

    // For each slot and set: the sum of its symbols' probabilities, and the probability of the likeliest.
    private readonly double[] _sums, _best;
    private readonly int _sets;

    public FormatSlots(SlotProbabilities slots, UInt128[] sets)
    {
        (_slots, _sets) = (slots, sets.Length);
        (_sums, _best) = (new double[slots.Slots * _sets], new double[slots.Slots * _sets]);
        for (var slot = 0; slot < slots.Slots; slot++)
        {
            for (var set = 0; set < sets.Length; set++)
            {
                _sums[slot * _sets + set] = slots.Sum(slot, sets[set]);
                _best[slot * _sets + set] = BestOf(slot, sets[set]);
            }
        }
    }

    /// <summary>Probability that the text is one that a format allows.</summary>
    public double Mass(FormatPrior.Compiled format) => Product(_sums, format);

    /// <summary>Probability of the likeliest text that a format allows; 0 when it allows none.</summary>
    public double Best(FormatPrior.Compiled format) => Product(_best, format);

    private double Product(double[] factors, FormatPrior.Compiled format)
    {
        var sets = format.Sets;
        if (!_slots.HasPad && sets.Length != _slots.Slots)
            return 0;
        var product = 1.0;
        for (var slot = 0; slot < _slots.Slots && product > 0; slot++)
            product *= slot < sets.Length ? factors[slot * _sets + sets[slot]] : _slots.Pad(slot);
        return product;
    }

    private double BestOf(int slot, UInt128 set)
    {
        for (var rank = 0; rank < _slots.Symbols; rank++)
        {
            if ((set >> _slots.Class(slot, rank) & 1) == 1)
                return _slots.Ranked(slot, rank);
        }

        return 0;
    }
}
