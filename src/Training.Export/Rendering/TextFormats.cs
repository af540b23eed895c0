using PlateRecognition.Plates;

namespace Training.Export.Rendering;

/// <summary>The texts of the renderer's plates as formats that a model package carries: what the reader may know of plates beforehand.</summary>
public static class TextFormats
{
    /// <summary>Most ways of leaving parts of one pattern out, or of its words' lengths, that are listed.</summary>
    private const int MostVariants = 64;

    // Of an American state's dozen special patterns each is met so much less than its own. Measured on real plates: 1 makes six digits likelier than a state's own letters
    // among digits, 0.02 misses special plates where a region was asked for (docs/experiments.md).
    private const double SpecialWeight = 0.1;

    /// <summary>All formats of all regions, without vanity plates: any text is possible there.</summary>
    public static IReadOnlyList<TextFormat> All { get; } =
        [.. PlateFormats.All.SelectMany(format => format.Patterns
            .Where(pattern => !pattern.Contains('$', StringComparison.Ordinal))
            .SelectMany(pattern => Variants(pattern).Where(variant => variant.Length > 0)
                .Select(variant => new TextFormat(format.Code, variant, format.Letters) { Weight = WeightOf(format, pattern) })))
            .GroupBy(format => format with { Weight = 1 })
            .Select(same => same.MaxBy(format => format.Weight)!)];

    private static double WeightOf(PlateFormat format, string pattern) => format.Usual?.Contains(pattern) != false ? 1 : SpecialWeight;

    // Marks are not read; "?" makes a pattern with and one without; a choice of words becomes, for each length, the letters that
    // stand at each place of them: a little more than the words, and enough.
    private static List<string> Variants(string pattern)
    {
        var variants = new List<string> { "" };
        for (var i = 0; i < pattern.Length; i++)
        {
            List<string> items;
            if (pattern[i] == '{')
            {
                var close = pattern.IndexOf('}', i);
                items = pattern[(i + 1)..close].Split('|').GroupBy(word => word.Length).Select(Places).ToList();
                i = close;
            }
            else
            {
                items = [pattern[i] is 'A' or '9' or '#' or '*' ? pattern[i].ToString() : ""];
            }

            if (i + 1 < pattern.Length && pattern[i + 1] == '?')
            {
                items.Add("");
                i++;
            }

            variants = variants.SelectMany(start => items.Distinct().Select(item => start + item)).Distinct().Take(MostVariants).ToList();
        }

        return variants;
    }

    private static string Places(IGrouping<int, string> words) => string.Concat(Enumerable.Range(0, words.Key)
        .Select(place => $"[{string.Concat(words.Select(word => word[place]).Distinct().Order())}]"));
}
