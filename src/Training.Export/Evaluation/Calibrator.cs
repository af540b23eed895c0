using Microsoft.ML.OnnxRuntime;
using PlateRecognition.Imaging;
using PlateRecognition.Models;
using PlateRecognition.Plates;
using Training.Export.Data;
using Training.Export.Onnx;

namespace Training.Export.Evaluation;

/// <summary>Fits temperature and accept threshold of an exported network, as it will be served, on plates it never saw.</summary>
internal static class Calibrator
{
    private const int BatchSize = 50;

    /// <summary>Share of accepted texts that must be right.</summary>
    public const double Precision = 0.99;

    /// <summary>
    /// Share of the plates to fit on that are of an invented look and text. Real plates come in dies, formats and looks that no rendered plate had; a set as training sees
    /// it would promise more than they hold.
    /// </summary>
    public const double InventedShare = 0.5;

    /// <summary>The plates to fit on: as hard as training's at their hardest, with <see cref="InventedShare"/>.</summary>
    /// <param name="training">What training drew.</param>
    /// <param name="seed">A seed that nothing else uses.</param>
    public static RenderedPlatesOptions Plates(RenderedPlatesOptions training, ulong seed) =>
        training with { Seed = seed, RampSamples = 0, Rendering = training.Rendering with { InventedShare = InventedShare } };

    /// <summary>Fits both.</summary>
    /// <param name="onnx">The network.</param>
    /// <param name="source">Held-back plates.</param>
    /// <param name="codec">Its codec.</param>
    /// <param name="input">Its input.</param>
    /// <param name="count">Plates to use.</param>
    public static ManifestCalibration Fit(byte[] onnx, IPlateSource source, PlateTextCodec codec, ImageInputSpec input, int count)
    {
        var (rows, targets) = (new List<float[]>(), new List<int>());
        var plates = new List<float[]>();
        using var settings = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount };
        using var session = new InferenceSession(onnx, settings);
        using var run = new RunOptions();
        for (var first = 0; first < count; first += BatchSize)
        {
            var batch = new PlateBatch(Math.Min(BatchSize, count - first), input, grid: null, codec.Slots);
            Parallel.For(0, batch.Size, i =>
            {
                using var sample = source.Read(first + i);
                PlateBatches.Write(sample, batch, i, codec, input, grid: null);
            });
            using var pixels = OrtValue.CreateTensorValueFromMemory(batch.Pixels, [batch.Size, input.Height, input.Width, 3]);
            using var outputs = session.Run(run, [PlateNetExporter.InputName], [pixels], [PlateNetExporter.OutputName]);
            var probabilities = outputs[0].GetTensorDataAsSpan<float>().ToArray();
            var classes = codec.Alphabet.Count;
            for (var slot = 0; slot < batch.Size * codec.Slots; slot++)
            {
                rows.Add(probabilities[(slot * classes)..((slot + 1) * classes)]);
                targets.Add((int)batch.Targets[slot]);
            }

            for (var plate = 0; plate < batch.Size; plate++)
                plates.Add(probabilities[(plate * codec.Slots * classes)..((plate + 1) * codec.Slots * classes)]);
        }

        var options = new PlateDecodingOptions { Temperature = TemperatureFit.Fit(rows, targets) };
        var reads = plates.Select((plate, i) => (Reading: codec.Decode(plate, options), Truth: targets.GetRange(i * codec.Slots, codec.Slots)))
            .Where(pair => pair.Reading.Text.Length > 0)
            .Select(pair => (pair.Reading.Confidence, IsRight(pair.Reading.Text, pair.Truth, codec)));
        return new ManifestCalibration { Temperature = Math.Round(options.Temperature, 4), AcceptThreshold = Math.Round(AcceptThreshold.For(reads, Precision), 4) };
    }

    private static bool IsRight(string text, List<int> truth, PlateTextCodec codec)
    {
        var classes = new int[codec.Slots];
        return codec.TryEncode(text, classes, out _) && classes.AsSpan().SequenceEqual(truth.ToArray());
    }
}
