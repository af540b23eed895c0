using System.Collections.Concurrent;

namespace PlateRecognition.Plates;

/// <summary>
/// What is known of plates before one is seen: the formats of countries and states. Among texts of one length, those that some
/// format allows are likelier than all others, the more so the fewer texts the format allows. The length itself is left to the
/// network. Thread-safe; the same question gets the same answer.
/// </summary>
public sealed class FormatPrior
{
    private const int MostChoicesKept = 256;

    private readonly ConcurrentDictionary<string, Choice> _chosen = new(StringComparer.Ordinal);
    private readonly Alphabet _alphabet;
    private readonly IReadOnlyList<TextFormat> _formats;
    private readonly Choice _all;

    /// <summary>Compiles formats; those longer than the slots are left out.</summary>
    /// <param name="alphabet">The classes.</param>
    /// <param name="slots">Slots of the network.</param>
    /// <param name="formats">The formats; a region's count together as much as another's.</param>
    /// <exception cref="FormatException">A pattern is wrong.</exception>
    /// <exception cref="ArgumentException">A weight is not a number above 0.</exception>
    public FormatPrior(Alphabet alphabet, int slots, IReadOnlyList<TextFormat> formats)
    {
        ArgumentNullException.ThrowIfNull(alphabet);
        ArgumentNullException.ThrowIfNull(formats);
        if (formats.FirstOrDefault(format => !(format.Weight > 0 && double.IsFinite(format.Weight))) is { } wrong)
            throw new ArgumentException(FormattableString.Invariant($"The format {wrong.Pattern} of {wrong.Region} weighs {wrong.Weight}; it must be a number above 0."), nameof(formats));
        (_alphabet, Slots) = (alphabet, slots);
        _formats = [.. formats.Where(format => format.Compile(alphabet).Length <= slots)];
        _all = Compile(_formats, FreeShare);
        Regions = [.. _formats.Select(format => format.Region).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Slots of the network.</summary>
    public int Slots { get; }

    /// <summary>Codes of all regions that formats are known of.</summary>
    public IReadOnlyList<string> Regions { get; }

    /// <summary>Share of plates of any text, when no region is asked for: vanity plates, unknown countries, old series.</summary>
    public const double FreeShare = 0.3;

    // The network has learned part of the formats itself; in full they would count twice. Measured on real plates: 0.7 lifts
    // Brazilian ones as much as 1 does and costs American ones, whose texts are freer, half as much.
    private const double Trust = 0.7;

    /// <summary>The same when regions are asked for: the caller knows what passes, nearly.</summary>
    public const double FreeShareOfRegions = 0.02;

    /// <summary>Whether a code, or a country whose states have codes, is known.</summary>
    public bool Knows(string region) => Regions.Any(known => Covers(region, known));

    /// <summary>The compiled formats, all or those of some regions.</summary>
    internal Choice Select(IReadOnlyList<string> regions)
    {
        if (regions.Count == 0)
            return _all;
        var key = string.Join(' ', regions).ToLowerInvariant();
        if (_chosen.TryGetValue(key, out var known))
            return known;
        var chosen = _formats.Where(format => regions.Any(region => Covers(region, format.Region))).ToList();
        var compiled = chosen.Count == 0 ? _all : Compile(chosen, FreeShareOfRegions);

        // Callers ask for the same few regions again and again; one who asks for all combinations fills no memory.
        if (_chosen.Count < MostChoicesKept)
            _chosen.TryAdd(key, compiled);
        return compiled;
    }

    /// <summary>Whether a region is one that is asked for; "us" asks for all its states.</summary>
    internal static bool Covers(string asked, string region)
        => region.Equals(asked, StringComparison.OrdinalIgnoreCase)
            || region.Length > asked.Length && region[asked.Length] == '-' && region.StartsWith(asked, StringComparison.OrdinalIgnoreCase);

    private Choice Compile(IReadOnlyList<TextFormat> formats, double free)
    {
        // A country or state weighs 1, however many formats it has; formats that allow the same texts become one.
        var perRegion = formats.GroupBy(format => format.Region).ToDictionary(group => group.Key, group => group.Sum(format => format.Weight));
        var merged = new Dictionary<string, (UInt128[] Masks, Dictionary<string, double> Regions)>(StringComparer.Ordinal);
        foreach (var format in formats)
        {
            var masks = format.Compile(_alphabet);
            var key = string.Join(' ', masks);
            if (!merged.TryGetValue(key, out var entry))
                merged[key] = entry = (masks, new Dictionary<string, double>(StringComparer.Ordinal));
            entry.Regions[format.Region] = entry.Regions.GetValueOrDefault(format.Region) + format.Weight / perRegion[format.Region];
        }

        var lengthWeights = merged.Values.GroupBy(entry => entry.Masks.Length).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Regions.Values.Sum()));
        var symbols = _alphabet.Count - (_alphabet.Pad is null ? 0 : 1);
        string[] regions = [.. perRegion.Keys.Order(StringComparer.Ordinal)];
        UInt128[] sets = [.. merged.Values.SelectMany(entry => entry.Masks).Distinct()];
        var compiled = merged.Values.Select(entry =>
        {
            // How much likelier a text of this format is than among all texts of its length.
            var boost = entry.Masks.Aggregate(1.0, (product, mask) => product * symbols / Math.Max(1, (int)UInt128.PopCount(mask)));
            var weight = entry.Regions.Values.Sum() / lengthWeights[entry.Masks.Length] * Math.Pow(boost, Trust);
            return new Compiled(entry.Masks, [.. entry.Masks.Select(mask => Array.IndexOf(sets, mask))], weight, [.. entry.Regions.Select(pair => (Array.IndexOf(regions, pair.Key), pair.Value))], entry.Regions.Values.Sum());
        });
        return new Choice([.. compiled], sets, regions, free);
    }

    /// <summary>Formats to look for.</summary>
    /// <param name="Formats">The formats.</param>
    /// <param name="Sets">All the different masks of their characters.</param>
    /// <param name="Regions">Their regions, by name.</param>
    /// <param name="Free">Share of plates of any text.</param>
    internal sealed record Choice(Compiled[] Formats, UInt128[] Sets, string[] Regions, double Free);

    /// <summary>Formats that allow the same texts.</summary>
    /// <param name="Masks">Allowed symbols of each character.</param>
    /// <param name="Sets">The same as places in <see cref="Choice.Sets"/>.</param>
    /// <param name="Weight">Factor of the probability of its texts, before the free share.</param>
    /// <param name="Regions">Whose it is, as places in <see cref="Choice.Regions"/>, and how much of it.</param>
    /// <param name="Shares">How much all of them have of it.</param>
    internal sealed record Compiled(UInt128[] Masks, int[] Sets, double Weight, (int Region, double Share)[] Regions, double Shares);
}
