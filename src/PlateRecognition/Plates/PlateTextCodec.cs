using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PlateRecognition.Plates;

/// <summary>
/// Texts to slots and slots to texts. A text of length L puts its symbols into the first L slots and the pad into the rest,
/// so a text and an assignment of slots are one to one, and its probability is the product over the slots. Immutable and
/// thread-safe.
/// </summary>
public sealed class PlateTextCodec
{
    /// <summary>Makes a codec.</summary>
    /// <param name="alphabet">The classes.</param>
    /// <param name="slots">Slots of the network, 1 to 64.</param>
    public PlateTextCodec(Alphabet alphabet, int slots)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, 64);
        (Alphabet, Slots) = (alphabet, slots);
    }

    /// <summary>The classes.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>Slots of the network.</summary>
    public int Slots { get; }

    /// <summary>Writes the class of every slot for a text.</summary>
    /// <param name="text">A text in the alphabet's own symbols (see <see cref="Alphabet.Normalise"/>).</param>
    /// <param name="targets">Receives <see cref="Slots"/> classes.</param>
    /// <param name="fault">What is wrong with the text, when false is returned.</param>
    public bool TryEncode(string text, Span<int> targets, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (targets.Length != Slots)
            throw new ArgumentException($"There are {Slots} slots and room for {targets.Length} targets.", nameof(targets));

        fault = null;
        if (text.Length > Slots)
            fault = $"'{text}' has {text.Length} characters; the network has {Slots} slots.";
        else if (text.Length < Slots && Alphabet.Pad is null)
            fault = $"'{text}' has {text.Length} characters; without a pad symbol exactly {Slots} are needed.";
        if (fault is not null)
            return false;

        for (var slot = 0; slot < Slots; slot++)
        {
            targets[slot] = slot < text.Length ? Alphabet.IndexOf(text[slot]) : Alphabet.PadIndex;
            if (slot < text.Length && (targets[slot] < 0 || targets[slot] == Alphabet.PadIndex))
            {
                fault = $"'{text[slot]}' of '{text}' is not a symbol of the alphabet {Alphabet.Symbols}.";
                return false;
            }
        }

        return true;
    }

    /// <summary>Looks for values that are no probabilities, such as a network gives that overflows or ends without a softmax.</summary>
    /// <param name="probabilities">Slots × classes, row by row.</param>
    /// <returns>The first fault, or null when <see cref="Decode"/> will take them.</returns>
    public string? FindFault(ReadOnlySpan<float> probabilities)
    {
        // Room for half-precision weights and their rounding.
        const float Tolerance = 0.02f;
        if (probabilities.Length != Slots * Alphabet.Count)
            return $"{Slots} slots of {Alphabet.Count} classes make {Slots * Alphabet.Count} probabilities, not {probabilities.Length}.";
        for (var slot = 0; slot < Slots; slot++)
        {
            var sum = 0f;
            foreach (var value in probabilities.Slice(slot * Alphabet.Count, Alphabet.Count))
                sum += value >= 0 ? value : float.NaN;
            if (!(Math.Abs(sum - 1) <= Tolerance))
                return string.Create(CultureInfo.InvariantCulture, $"slot {slot} sums to {sum}.");
        }

        return null;
    }

    /// <summary>Reads a text out of slot probabilities.</summary>
    /// <param name="probabilities">Slots × classes, row by row; each row sums to 1.</param>
    /// <param name="options">How many texts and alternatives, and the temperature.</param>
    /// <exception cref="ArgumentException">The wrong number of values, or one that is negative or not finite, or a slot of zeros.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public PlateReading Decode(ReadOnlySpan<float> probabilities, PlateDecodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TopN, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TopN, PlateDecodingOptions.MaxTopN);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Alternatives);
        if (!(options.Temperature > 0 && double.IsFinite(options.Temperature)))
            throw new ArgumentOutOfRangeException(nameof(options), options.Temperature, "The temperature must be above 0 and finite.");
        if (probabilities.Length != Slots * Alphabet.Count)
            throw new ArgumentException($"{Slots} slots of {Alphabet.Count} classes make {Slots * Alphabet.Count} probabilities, not {probabilities.Length}.", nameof(probabilities));

        var slots = new SlotProbabilities(probabilities, Alphabet, Slots, options.Temperature);
        RegionReading? region = null;
        List<TextCandidate> candidates;
        if (options.Formats is { } prior)
            (candidates, region) = FormatSearch.Find(slots, prior.Select(options.Regions), options.TopN);
        else
            candidates = BestTexts.Find(slots, options.TopN);

        var best = candidates[0];
        var characters = new CharacterReading[best.Text.Length];
        for (var slot = 0; slot < characters.Length; slot++)
            characters[slot] = slots.Character(slot, best.Text[slot], options.Alternatives);
        return new PlateReading(best.Text, best.Confidence, characters, candidates) { Region = best.Text.Length > 0 ? region : null };
    }
}
