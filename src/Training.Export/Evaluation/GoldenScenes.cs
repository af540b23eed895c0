using Microsoft.ML.OnnxRuntime;
using PlateRecognition.Detection;
using PlateRecognition.Imaging;
using PlateRecognition.Models;
using SkiaSharp;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Onnx;

namespace Training.Export.Evaluation;

/// <summary>Makes the golden samples of a detector's package: drawn scenes and the heat map that the exported file answers.</summary>
internal static class GoldenScenes
{
    /// <summary>Takes the first scenes whose plates are found, every one and nothing else.</summary>
    /// <exception cref="InvalidDataException">The model finds hardly any: it is not worth shipping.</exception>
    public static IReadOnlyList<GoldenSample> Make(byte[] onnx, ISceneSource source, DetectorNetConfig config, int count)
    {
        const int Tries = 100;

        // The core's type is touched before ONNX Runtime's: it switches the runtime's telemetry off.
        var decoder = new HeatMapDecoder(config.InputSpec, config.Rows, config.Columns, new DetectionOptions());
        using var settings = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, settings);
        using var run = new RunOptions();
        var samples = new List<GoldenSample>();
        for (var i = 0; i < Tries && samples.Count < count; i++)
        {
            using var scene = source.Read(i);
            var picture = scene.Picture;
            using var encoded = picture.Encode(SKEncodedImageFormat.Png, 100);
            var pixels = new byte[config.InputSpec.ByteCount];
            PixelPreprocessor.Write(picture.GetPixelSpan(), picture.Width, picture.Height, picture.RowBytes, config.InputSpec, pixels);
            using var value = OrtValue.CreateTensorValueFromMemory(pixels, [1, config.Height, config.Width, 3]);
            using var outputs = session.Run(run, [InputWriter.Name], [value], [DetectorExporter.HeatName, DetectorExporter.CornersName]);
            var heat = outputs[0].GetTensorDataAsSpan<float>().ToArray();
            var finds = decoder.Decode(heat, outputs[1].GetTensorDataAsSpan<float>(), (picture.Width, picture.Height), (picture.Width, picture.Height));
            if (scene.Plates.Count > 0 && finds.Count == scene.Plates.Count && scene.Plates.All(plate => IsFound(plate, finds)))
                samples.Add(new GoldenSample($"{samples.Count + 1}-{finds.Count}-plates", encoded.ToArray(), new GoldenAnswer("", heat)));
        }

        return samples.Count == count
            ? samples
            : throw new InvalidDataException($"The model finds all plates in only {samples.Count} of {Tries} drawn scenes; {count} are needed as golden samples. Train it longer.");
    }

    private static bool IsFound(ScenePlate plate, IReadOnlyList<DetectedPlate> finds)
    {
        var box = plate.Bounds;
        return finds.Any(find => PlateCorners.Overlap(find.Corners.Bounds, new(box.Left, box.Top, box.Width, box.Height)) >= 0.5);
    }
}
