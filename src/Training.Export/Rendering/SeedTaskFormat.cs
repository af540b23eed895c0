namespace Training.Export.Rendering;

/// <summary>The original network's task on any look: exactly seven characters out of 35, none of them O. Stateless.</summary>
internal static class SeedTaskFormat
{
    private const string Letters = "ABCDEFGHIJKLMNPQRSTUVWXYZ";

    /// <summary>Gives a one-line format texts of seven characters.</summary>
    /// <param name="look">The format.</param>
    /// <param name="random">Draws the pattern.</param>
    /// <param name="ownShare">How often a format that has patterns of seven characters keeps to them; else any symbol may stand anywhere.</param>
    public static PlateFormat Create(PlateFormat look, SeededRandom random, double ownShare)
    {
        var own = look.Patterns.Where(HasSevenItems).ToArray();
        var pattern = own.Length > 0 && random.Chance(ownShare) ? random.Pick(own) : Random(random);
        var letters = string.Concat(look.Letters.Where(letter => letter != 'O'));
        return look with { Patterns = [pattern], Letters = letters.Length > 0 && own.Length > 0 ? letters : Letters };
    }

    private static bool HasSevenItems(string pattern) =>
        pattern.IndexOfAny(['{', '$', '?', '%']) < 0 && pattern.Count(item => item is 'A' or '9' or '#' or '*') == 7;

    private static string Random(SeededRandom random)
    {
        var gap = random.Chance(0.7) ? 1 + random.Below(6) : 0;
        return gap == 0 ? "*******" : new string('*', gap) + random.Pick(" -.:@") + new string('*', 7 - gap);
    }
}
