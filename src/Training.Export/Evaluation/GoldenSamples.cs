using Microsoft.ML.OnnxRuntime;
using PlateRecognition.Imaging;
using PlateRecognition.Models;
using PlateRecognition.Plates;
using SkiaSharp;
using Training.Export.Data;
using Training.Export.Onnx;

namespace Training.Export.Evaluation;

/// <summary>Makes the golden samples of a package: rendered plates and what the exported file answers to them.</summary>
internal static class GoldenSamples
{
    /// <summary>
    /// Takes the first plates of a source that are read right, so that a sample also shows what the model can do, and that every runtime will answer alike: integer networks
    /// round a little differently where their operators are not fused, as on a GPU, and an undecided slot shows it.
    /// </summary>
    /// <param name="onnx">The network.</param>
    /// <param name="source">Where the plates come from.</param>
    /// <param name="codec">Its codec.</param>
    /// <param name="input">Its input.</param>
    /// <param name="count">Samples to make.</param>
    /// <param name="onlyRight">False takes wrong texts, too: an arm of a study may be shipped to show that it cannot read.</param>
    /// <exception cref="InvalidDataException">Hardly any plate will do: the model is not worth shipping.</exception>
    public static IReadOnlyList<GoldenSample> Make(byte[] onnx, IPlateSource source, PlateTextCodec codec, ImageInputSpec input, int count, bool onlyRight = true)
    {
        const int Tries = 200;
        const double Alike = GoldenSample.Tolerance / 10;
        using var settings = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, settings);
        using var unfusedSettings = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var unfused = new InferenceSession(onnx, unfusedSettings);
        var samples = new List<GoldenSample>();
        for (var i = 0; i < Tries && samples.Count < count; i++)
        {
            using var plate = source.Read(i);
            using var encoded = plate.Picture.Encode(SKEncodedImageFormat.Png, 100);
            var pixels = new byte[input.ByteCount];
            PixelPreprocessor.Write(plate.Picture.GetPixelSpan(), plate.Picture.Width, plate.Picture.Height, plate.Picture.RowBytes, input, pixels);
            using var value = OrtValue.CreateTensorValueFromMemory(pixels, [1, input.Height, input.Width, 3]);
            var probabilities = Probabilities(session, value);
            var text = codec.Decode(probabilities, new PlateDecodingOptions()).Text;
            if ((text == plate.Text || !onlyRight) && text.Length > 0 && probabilities.Zip(Probabilities(unfused, value), (a, b) => Math.Abs(a - b)).Max() <= Alike)
                samples.Add(new GoldenSample($"{samples.Count + 1}-{text}", encoded.ToArray(), new GoldenAnswer(text, probabilities)));
        }

        return samples.Count == count
            ? samples
            : throw new InvalidDataException($"The model reads only {samples.Count} of {Tries} rendered plates {(onlyRight ? "right" : "alike with and without fused operators")}; {count} are needed as golden samples. Train it longer.");
    }

    private static float[] Probabilities(InferenceSession session, OrtValue pixels)
    {
        using var run = new RunOptions();
        using var outputs = session.Run(run, [PlateNetExporter.InputName], [pixels], [PlateNetExporter.OutputName]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
