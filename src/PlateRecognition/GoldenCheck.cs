using System.Globalization;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>Asks a model what it was asked when it was exported.</summary>
internal static class GoldenCheck
{
    /// <summary>A line for every sample that is answered otherwise. By the first sample the pool tells sessions that work from those that do not from then on.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>.</exception>
    public static async Task<IReadOnlyList<string>> FindFaultsAsync(LoadedModel model, CancellationToken stop)
    {
        var faults = new List<string>();
        using var run = model.Pool.Rent();
        foreach (var sample in model.Package.GoldenSamples)
        {
            if ((await AnswerAsync(model.Input, run, sample, stop).ConfigureAwait(false) ?? Compare(run.Output, sample.Answer, model)) is { } fault)
                faults.Add($"{model.Manifest.Id} golden/{sample.Name}: {fault}");
            else if (sample == model.Package.GoldenSamples[0])
                model.Pool.Expect(new InferenceProbe(run.Input.ToArray(), sample.Answer.Probabilities, (float)GoldenSample.Tolerance));
        }

        return faults;
    }

    private static async ValueTask<string?> AnswerAsync(ImageInputSpec spec, InferenceRun run, GoldenSample sample, CancellationToken stop)
    {
        if (!ImageDecoder.TryDecode(sample.Picture, new ImageLimits(), spec.Width, spec.Height, out var image, out var problem))
            return problem.Detail;
        using (image)
            PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, run.Input);
        return (await run.ExecuteAsync(deadline: null, stop).ConfigureAwait(false))?.Detail;
    }

    private static string? Compare(ReadOnlySpan<float> actual, GoldenAnswer expected, LoadedModel model)
    {
        var difference = LargestDifference(actual, expected.Probabilities);
        if (!double.IsFinite(difference))
            return "the model gave no probabilities.";
        var read = model.PlainText(actual);
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
