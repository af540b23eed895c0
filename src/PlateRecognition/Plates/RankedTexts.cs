namespace PlateRecognition.Plates;

/// <summary>
/// Texts in order of their probability, drawn one by one: all of them, or those that a format allows. Best-first over the ranks of
/// each slot's symbols; every assignment is reached from one parent only, so nothing is visited twice.
/// </summary>
internal sealed class RankedTexts
{
    private readonly SlotProbabilities _slots;
    private readonly UInt128[]? _masks;

    // Made when the first text is drawn: of most formats none ever is.
    private PriorityQueue<Assignment, double>? _queue;
    private double _best;

    private RankedTexts(SlotProbabilities slots, UInt128[]? masks) => (_slots, _masks) = (slots, masks);

    /// <summary>All texts of some lengths.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="chosen">Which lengths.</param>
    public static RankedTexts OfLengths(SlotProbabilities slots, Func<int, bool> chosen)
    {
        var texts = new RankedTexts(slots, masks: null) { _queue = new() };
        for (var length = slots.HasPad ? 0 : slots.Slots; length <= slots.Slots; length++)
        {
            if (chosen(length))
                texts.Start(length);
        }

        return texts;
    }

    /// <summary>The texts that a format allows.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="masks">Symbols allowed at each character.</param>
    /// <param name="best">Probability of the likeliest of them; 0 when it is 0, or when there is none.</param>
    public static RankedTexts OfFormat(SlotProbabilities slots, UInt128[] masks, double best) => new(slots, masks) { _best = best };

    /// <summary>Probability of the text that <see cref="Take"/> gives next; 0 when there is none.</summary>
    public double NextProbability => _queue is null ? _best : _queue.TryPeek(out _, out var negative) ? -negative : 0;

    /// <summary>Whether there is another text, of those of some lengths.</summary>
    public bool HasNext => _queue!.Count > 0;

    /// <summary>The next text.</summary>
    public (string Text, double Probability) Take()
    {
        if (_queue is null)
        {
            _queue = new();
            Start(_masks!.Length);
        }

        var assignment = _queue.Dequeue();
        for (var slot = assignment.LastRaised; slot < assignment.Ranks.Length; slot++)
        {
            var next = NextAllowed(slot, assignment.Ranks[slot] + 1);
            if (next < 0)
                continue;
            var ranks = (byte[])assignment.Ranks.Clone();
            ranks[slot] = (byte)next;
            Enqueue(new Assignment(ranks, slot));
        }

        return (Text(assignment.Ranks), Probability(assignment.Ranks));
    }

    private void Start(int length)
    {
        var ranks = new byte[length];
        for (var slot = 0; slot < length; slot++)
        {
            if (NextAllowed(slot, 0) is >= 0 and var rank)
                ranks[slot] = (byte)rank;
            else
                return; // a mask without symbols allows no text
        }

        Enqueue(new Assignment(ranks, 0));
    }

    private void Enqueue(Assignment assignment) => _queue!.Enqueue(assignment, -Probability(assignment.Ranks));

    private int NextAllowed(int slot, int rank)
    {
        for (; rank < _slots.Symbols; rank++)
        {
            if (_masks is null || (_masks[slot] >> _slots.Class(slot, rank) & 1) == 1)
                return rank;
        }

        return -1;
    }

    private double Probability(byte[] ranks)
    {
        var product = 1.0;
        for (var slot = 0; slot < _slots.Slots; slot++)
            product *= slot < ranks.Length ? _slots.Ranked(slot, ranks[slot]) : _slots.Pad(slot);
        return product;
    }

    private string Text(byte[] ranks) => string.Create(ranks.Length, (_slots, ranks), static (text, state) =>
    {
        for (var slot = 0; slot < text.Length; slot++)
            text[slot] = state._slots.Symbol(slot, state.ranks[slot]);
    });

    private sealed record Assignment(byte[] Ranks, int LastRaised);
}
