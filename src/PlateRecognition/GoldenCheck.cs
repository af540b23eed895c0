using System.Globalization;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>What a network's first output says, as golden samples hold it.</summary>
internal delegate string OutputText(ReadOnlySpan<float> output);

/// <summary>Asks a model what it was asked when it was exported.</summary>
internal static class GoldenCheck
{
    /// <summary>Adds a line to <paramref name="faults"/> for every sample that is answered otherwise.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>.</exception>
    public static async Task RunAsync(ModelPackage package, InferencePool pool, OutputText text, List<string> faults, CancellationToken stop)
    {
        using var run = pool.Rent();
        foreach (var sample in package.GoldenSamples)
        {
            if (await AnswerAsync(package, run, sample, stop).ConfigureAwait(false) is { } failure)
                faults.Add($"{package.Manifest.Id} golden/{sample.Name}: {failure}");
            else if (Compare(run.Output, sample.Answer, text) is { } difference)
                faults.Add($"{package.Manifest.Id} golden/{sample.Name}: {difference}");
        }
    }

    private static async ValueTask<string?> AnswerAsync(ModelPackage package, InferenceRun run, GoldenSample sample, CancellationToken stop)
    {
        var spec = package.Manifest.InputSpec;
        if (!ImageDecoder.TryDecode(sample.Picture, new ImageLimits(), spec.Width, spec.Height, out var image, out var problem))
            return problem.Detail;
        using (image)
            PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, run.Input);
        return (await run.ExecuteAsync(deadline: null, stop).ConfigureAwait(false))?.Detail;
    }

    private static string? Compare(ReadOnlySpan<float> actual, GoldenAnswer expected, OutputText text)
    {
        var difference = LargestDifference(actual, expected.Probabilities);
        if (!double.IsFinite(difference))
            return "the model gave no probabilities.";
        var read = text(actual);
        return difference <= GoldenSample.Tolerance && read == expected.Text
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"read '{read}', expected '{expected.Text}'; a probability differs by {difference:0.#####} where {GoldenSample.Tolerance} is allowed.");
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
