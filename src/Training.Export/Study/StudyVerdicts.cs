using System.Text;

namespace Training.Export.Study;

/// <summary>
/// Decides the asker's four hypotheses. The test, written down while the first run was under way: the held-back character accuracy after the last epoch, compared seed by seed; a
/// hypothesis holds when the whole 95 % interval of the mean difference (Student's t) lies above 0, fails when it lies below, and is open otherwise or with
/// fewer than two seeds.
/// </summary>
internal static class StudyVerdicts
{
    private const double ReadsPlates = 0.5;

    /// <summary>The verdicts as a Markdown table.</summary>
    public static string Table(StudyResults results)
    {
        var text = new StringBuilder("| hypothesis | compared | difference, points (95 %) | seeds | verdict |\n|---|---|---:|---:|---|\n");
        var suits = results.Spread("random", result => result.Last.ValidationCharacterAccuracy);
        var above = suits with { Mean = suits.Mean - ReadsPlates };
        Row("H1: such a network suits plates", $"`random` against half of the characters ({ReadsPlates:0 %})", above);
        Row("H2 as asked: ImageNet weights, frozen, help", "`frozen` - `random`", results.Difference("frozen", "random"));
        Row("H2 as it should be asked: ImageNet weights that may learn help", "`fine-tuned` - `random`", results.Difference("fine-tuned", "random"));
        Row("H3: noise helps", "`random-noise` - `random`", results.Difference("random-noise", "random"));
        foreach (var (name, arm, others) in new[]
                 {
                     ("H4 as asked: frozen and noise are best", "frozen-noise", new[] { "random", "random-noise", "frozen" }),
                     ("H4 as it should be asked: fine-tuned and noise are best", "fine-tuned-noise", ["random", "random-noise", "fine-tuned"]),
                 })
        {
            var best = others.MaxBy(other => results.Spread(other, result => result.Last.ValidationCharacterAccuracy).Mean)!;
            Row(name, $"`{arm}` - `{best}`, the best of the others", results.Difference(arm, best));
        }

        return text.ToString();

        void Row(string hypothesis, string compared, SeedSpread difference)
            => text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {hypothesis} | {compared} | {difference.Points()} | {difference.Count} | {Of(difference)} |\n");
    }

    /// <summary>What a difference decides.</summary>
    internal static string Of(SeedSpread difference) => difference switch
    {
        { Count: 0 } => "not run yet",
        { HasInterval: false } => "open: one seed",
        { Low: > 0 } => "**holds**",
        { High: < 0 } => "**fails**",
        _ => "open: no difference shown",
    };
}
