using System.CommandLine;
using System.Globalization;
using PlateRecognition.Plates;
using Training.Export.Data;
using Training.Export.Training;

namespace Training.Export.Commands;

/// <summary><c>validate</c>: checks a CSV of own crops, line by line, and says what it holds.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var csv = new Option<string>("--csv") { Description = "labels.csv (file,plate_text and optionally x,y,w,h,region); paths are relative to its folder.", Required = true };
        var command = new Command("validate", "Check a CSV of own crops, one line a fault; without faults: characters, lengths, sizes, regions.") { csv };
        command.SetAction(arguments => Failures.Report(() =>
        {
            Print(LabelCheck.Open(arguments.GetValue(csv)!, Alphabet.Full, TrainingRecipe.Reader.Network.Slots));
            return 0;
        }));
        return command;
    }

    private static void Print(LabelCheck check)
    {
        var rows = check.Pictures.Rows;
        var (training, heldBack) = check.Pictures.Split();
        Line($"{rows.Count} crops of {Texts(rows)} plates; no fault.");
        Line($"A training learns from {training.Count} crops of {Texts(training.Rows)} plates and holds back {heldBack.Count} of {Texts(heldBack.Rows)}.");
        Line($"Width  {Spread(check.Sizes.Select(size => size.Width))} pixels");
        Line($"Height {Spread(check.Sizes.Select(size => size.Height))} pixels");
        Line($"Lengths: {Counts(rows.Select(row => row.Text.Length))}");
        var characters = rows.SelectMany(row => row.Text).ToList();
        Line($"Characters: {Counts(characters)}");
        var missing = string.Concat(Alphabet.Full.Symbols.Where(symbol => symbol != Alphabet.Full.Pad).Except(characters));
        if (missing.Length > 0)
            Line($"Never seen: {missing}");
        if (rows.Any(row => row.Region.Length > 0))
            Line($"Regions: {Counts(rows.Select(row => row.Region.Length > 0 ? row.Region : "none"))}");

        void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }

    private static int Texts(IReadOnlyList<LabelledPicture> rows) => rows.Select(row => row.Text).Distinct().Count();

    private static string Spread(IEnumerable<int> values)
    {
        var ordered = values.Order().ToList();
        return $"{ordered[0]} to {ordered[^1]}, median {ordered[ordered.Count / 2]}";
    }

    private static string Counts<T>(IEnumerable<T> values)
        => string.Join(", ", values.GroupBy(value => value).OrderBy(group => group.Key).Select(group => $"{group.Key}: {group.Count()}"));
}
