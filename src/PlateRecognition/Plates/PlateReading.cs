namespace PlateRecognition.Plates;

/// <summary>What one plate says.</summary>
/// <param name="Text">The likeliest text; empty when the likeliest is that there is no plate.</param>
/// <param name="Confidence">Probability of the whole text, 0 to 1.</param>
/// <param name="Characters">The characters of <paramref name="Text"/>, each with its own probability.</param>
/// <param name="Candidates">The likeliest texts, best first; the first is <paramref name="Text"/>.</param>
public sealed record PlateReading(
    string Text, double Confidence, IReadOnlyList<CharacterReading> Characters, IReadOnlyList<TextCandidate> Candidates)
{
    /// <summary>The country or state by the text's format, or null when unsure.</summary>
    public RegionReading? Region { get; init; }

    /// <summary>Lines of text, 1 or 2; null when the reader does not know where its characters stand.</summary>
    public int? Lines { get; init; }
}

/// <summary>A country or state and how sure it is.</summary>
/// <param name="Code">ISO 3166 code in lower case, "us-ca" style for states.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record RegionReading(string Code, double Confidence);

/// <summary>One character of a text.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Confidence">Its probability in its slot, 0 to 1.</param>
/// <param name="Alternatives">The next likeliest symbols of the slot, best first; never the pad.</param>
public sealed record CharacterReading(char Symbol, double Confidence, IReadOnlyList<CharacterAlternative> Alternatives);

/// <summary>Another symbol a slot might hold.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Confidence">Its probability, 0 to 1.</param>
public sealed record CharacterAlternative(char Symbol, double Confidence);

/// <summary>A text and its probability.</summary>
/// <param name="Text">The text.</param>
/// <param name="Confidence">Its probability, 0 to 1.</param>
public sealed record TextCandidate(string Text, double Confidence);

/// <summary>How slot probabilities are turned into texts.</summary>
public sealed record PlateDecodingOptions
{
    /// <summary>Most texts that can be asked for.</summary>
    public const int MaxTopN = 100;

    /// <summary>How many texts to give.</summary>
    /// <value>1 to 100; default 1.</value>
    public int TopN { get; init; } = 1;

    /// <summary>How many other symbols to give for each character.</summary>
    /// <value>0 or more; default 2.</value>
    public int Alternatives { get; init; } = 2;

    /// <summary>What is known of plates beforehand; null goes by the slots alone.</summary>
    public FormatPrior? Formats { get; init; }

    /// <summary>With <see cref="Formats"/>: the regions to expect; empty expects all of them, and vanity plates.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>
    /// Divides the logits before the softmax: p becomes p^(1/T), normalised again. Above 1 the reader is less sure of itself.
    /// </summary>
    /// <value>Above 0; default 1.</value>
    public double Temperature { get; init; } = 1;
}
