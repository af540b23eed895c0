using System.Globalization;
using PlateRecognition.Models;
using PlateRecognition.Plates;

namespace PlateRecognition;

/// <summary>Asks a model what it was asked when it was exported, along the path that requests take.</summary>
internal static class GoldenCheck
{
    /// <summary>Adds a line to <paramref name="faults"/> for every sample that is answered otherwise.</summary>
    public static void Run(PlateRecognizer recognizer, LoadedReader reader, List<string> faults, CancellationToken stop)
    {
        using var run = reader.Pool.Rent();
        foreach (var sample in reader.Package.GoldenSamples)
        {
            var name = $"{reader.Manifest.Id} golden/{sample.Name}";
            if (recognizer.RunNetwork(reader, run, sample.Picture, deadline: null, stop, out _) is { } failure)
            {
                faults.Add($"{name}: {failure.Detail}");
                continue;
            }

            var difference = LargestDifference(run.Output, sample.Answer.Probabilities);
            var text = double.IsFinite(difference) ? reader.Codec.Decode(run.Output, new PlateDecodingOptions()).Text : "";
            if (!(difference <= GoldenSample.Tolerance) || text != sample.Answer.Text)
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: read '{text}', expected '{sample.Answer.Text}'; a probability differs by {difference:0.#####} where {GoldenSample.Tolerance} is allowed."));
        }
    }

    private static double LargestDifference(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        if (actual.Length != expected.Length)
            return double.PositiveInfinity;

        // Math.Max carries NaN on, and NaN is within no tolerance.
        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++)
            largest = Math.Max(largest, Math.Abs((double)actual[i] - expected[i]));
        return largest;
    }
}
