using System.Globalization;
using System.Text;

namespace Training.Export.Study;

/// <summary>
/// Decides the asker's four hypotheses. The test, written down while the first run was under way: the held-back character accuracy after the last epoch, compared seed by seed; a
/// hypothesis holds when the whole 95 % interval of the mean difference (Student's t) lies above 0, fails when it lies below, and is open otherwise or with
/// fewer than two seeds. At the asker's size there is one seed; its interval is over the held-back plates alone.
/// </summary>
internal static class StudyVerdicts
{
    private const double ReadsPlates = 0.5;
    private const string Header = "| hypothesis | compared | difference, points (95 %) | seeds | verdict |\n|---|---|---:|---:|---|\n";
    private static readonly string HalfOfTheCharacters = $"half of the characters ({ReadsPlates:0 %})";

    // A hypothesis: the arm it speaks for, and those of which it must beat the best; none for half of the characters.
    private static readonly (string Name, string Arm, string[] Others)[] AsAsked =
    [
        ("H1: such a network suits plates", "random", []),
        ("H2: ImageNet weights, frozen, help", "frozen", ["random"]),
        ("H3: noise helps", "random-noise", ["random"]),
        ("H4: frozen and noise are best", "frozen-noise", ["random", "random-noise", "frozen"]),
    ];

    private static readonly (string Name, string Arm, string[] Others)[] AsWorks =
    [
        ("H1: such a network suits plates", "fine-tuned", []),
        ("H2: ImageNet weights that may learn help", "fine-tuned", ["random"]),
        ("H3: noise helps", "fine-tuned-noise", ["fine-tuned"]),
        ("H4: fine-tuned and noise are best", "fine-tuned-noise", ["random", "random-noise", "fine-tuned"]),
    ];

    /// <summary>The asker's recipe, with the trunk frozen, at the smaller size; over seeds.</summary>
    public static string OfTheAsker(StudyResults results) => Table(results, AsAsked, "", Difference);

    /// <summary>The recipe that works, in which all layers learn, at the smaller size; over seeds.</summary>
    public static string OfFineTuning(StudyResults results) => Table(results, AsWorks, "", Difference);

    /// <summary>The asker's recipe at his size, on one trunk after the other; over held-back plates.</summary>
    public static string OfTheAskersSize(StudyResults results)
        => "MobileNetV2:\n\n" + Table(results, [.. AsAsked, AsWorks[1]], "full-mobilenet-", DifferenceOverPlates)
            + "\nEfficientNet-B0, whose ImageNet weights were not at hand:\n\n" + Table(results, AsAsked, "full-b0-", DifferenceOverPlates);

    /// <summary>What a difference decides.</summary>
    internal static string Of(MeanInterval difference) => difference switch
    {
        { Count: 0 } => "not run yet",
        { HasInterval: false } => "open: one seed",
        { Low: > 0 } => "**holds**",
        { High: < 0 } => "**fails**",
        _ => "open: no difference shown",
    };

    private static string Table(StudyResults results, IEnumerable<(string Name, string Arm, string[] Others)> hypotheses, string prefix, Func<StudyResults, string, string?, MeanInterval> compare)
    {
        var text = new StringBuilder(Header);
        foreach (var (name, arm, others) in hypotheses)
        {
            // The best of the others is known when all of them were run.
            var run = others.Append(arm).All(one => results.Of(prefix + one).Count > 0);
            var best = others.Length == 0 ? null : prefix + (run ? others.MaxBy(other => HeldBack(results, prefix + other)) : others[0]);
            var against = (best, others.Length) switch
            {
                (null, _) => HalfOfTheCharacters,
                (_, 1) => $"`{best}`",
                _ => run ? $"`{best}`, the best of the others" : "the best of the others",
            };
            var difference = run ? compare(results, prefix + arm, best) : default;
            text.Append(CultureInfo.InvariantCulture, $"| {name} | `{prefix}{arm}` against {against} | {difference.Points()} | {difference.Count} | {Of(difference)} |\n");
        }

        return text.ToString();
    }

    private static double HeldBack(StudyResults results, string arm) => results.Spread(arm, result => result.Last.ValidationCharacterAccuracy).Mean;

    private static MeanInterval Difference(StudyResults results, string arm, string? other)
    {
        if (other is not null)
            return results.Difference(arm, other);
        var suits = results.Spread(arm, result => result.Last.ValidationCharacterAccuracy);
        return suits with { Mean = suits.Mean - ReadsPlates };
    }

    private static MeanInterval DifferenceOverPlates(StudyResults results, string arm, string? other)
        => MeanInterval.OverPlates(HeldBack(results, arm), other is null ? ReadsPlates : HeldBack(results, other), other is not null, results.Of(arm)[0].Record.Experiment.ValidationPlates);
}
