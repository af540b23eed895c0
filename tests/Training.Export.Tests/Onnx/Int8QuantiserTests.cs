using Microsoft.ML.OnnxRuntime;
using PlateRecognition.Imaging;
using PlateRecognition.Models;
using PlateRecognition.Plates;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Onnx.Schema;
using Training.Export.Tests.Rendering;

namespace Training.Export.Tests.Onnx;

public sealed class Int8QuantiserTests
{
    private const int Pictures = 24, Plates = 60;
    private static readonly PlateNetConfig Small = PlateNetConfig.Reader with { Height = 32, Width = 96 };

    [Fact]
    public void Quantise_ShippedReader_ReadsRenderedPlatesAsBefore()
    {
        var package = ModelCatalogue.Load(Path.Combine(RepositoryFonts.Folder, "../models")).Find("plate-reader")!;
        var (onnx, input) = (File.ReadAllBytes(package.ModelPath), package.Manifest.InputSpec);
        var codec = new PlateTextCodec(new Alphabet(package.Manifest.Alphabet!, package.Manifest.Pad), package.Manifest.Slots!.Value);
        var plates = new RenderedPlates(RepositoryFonts.Library, new RenderedPlatesOptions { Seed = 9, Fresh = true, Rendering = new() { Difficulty = 0.5 } });
        var pixels = Enumerable.Range(0, 2 * Plates).Select(i => Pixels(plates, i, input)).ToArray();

        var quantised = Int8Quantiser.Quantise(onnx, ValueRanges.Measure(onnx, Int8Quantiser.Values(onnx), input, pixels.Take(Plates), share: 1));

        var (expected, actual) = (Texts(onnx), Texts(quantised));
        var same = expected.Zip(actual, (a, b) => a == b).Count(equal => equal);
        Assert.True(same >= Plates * 0.9, $"{same} of {Plates} texts are the same");
        Assert.True(expected.Distinct().Count() > Plates / 2, "the plates say different things");

        // Golden samples hold where operators are not fused, too.
        foreach (var sample in GoldenSamples.Make(quantised, plates, codec, input, 4))
        {
            Assert.True(ImageDecoder.TryDecode(sample.Picture, new ImageLimits(), input.Width, input.Height, out var picture, out _));
            var bytes = new byte[input.ByteCount];
            using (picture)
                PixelPreprocessor.Write(picture.Rgba, picture.Width, picture.Height, picture.Stride, input, bytes);
            var unfused = Probabilities(quantised, bytes, input, GraphOptimizationLevel.ORT_DISABLE_ALL);
            Assert.All(unfused.Zip(sample.Answer.Probabilities), pair => Assert.Equal(pair.Second, pair.First, GoldenSample.Tolerance));
        }

        List<string> Texts(byte[] network)
            => [.. Probabilities(network, [.. pixels.Skip(Plates).SelectMany(bytes => bytes)], input).Chunk(codec.Slots * codec.Alphabet.Count).Select(slots => codec.Decode(slots, new PlateDecodingOptions()).Text)];
    }

    [Fact]
    public void Quantise_Reader_RunsItsTrunkAndItsLargeMatricesOnIntegers()
    {
        var (full, quantised) = Make();

        var (before, after) = (Operators(full), Operators(quantised));

        // The two convolutions whose answers are logits are matrices there.
        Assert.Equal(ModelProto.Parser.ParseFrom(full).Graph.Node.Count(node => node.OpType == "Conv") - 2, after["QLinearConv"]);
        Assert.False(after.ContainsKey("Conv"));
        Assert.Equal(4, after["QGemm"]);
        Assert.Equal(ModelProto.Parser.ParseFrom(full).Graph.Node.Count(node => node.OpType == "Add") - 1, after["QLinearAdd"]);
        Assert.False(after.ContainsKey("Clip"), "the integers' range does the clipping");
        Assert.False(before.ContainsKey("QLinearConv"));
        Assert.False(after.ContainsKey("QuantizeLinear") || after.ContainsKey("Sub"), "pixels are integers from the start");
        Assert.InRange(quantised.Length, full.Length * 0.2, full.Length * 0.35);
    }

    [Fact]
    public void Quantise_Twice_GivesTheSameBytes()
    {
        using var network = TrainedNetworks.Make(Small);
        var onnx = PlateNetExporter.Export(network);

        Assert.Equal(Quantise(onnx), Quantise(onnx));
    }

    [Fact]
    public void Quantise_Weights_UseSevenBits()
    {
        var model = ModelProto.Parser.ParseFrom(Make().Quantised);

        var weights = model.Graph.Initializer.Where(tensor => tensor.Name.EndsWith(".weight.bytes", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(weights);
        Assert.All(weights, tensor => Assert.Equal(63, tensor.RawData.Max(value => Math.Abs((int)(sbyte)value))));
    }

    [Fact]
    public void Quantise_HalfPrecisionWeights_SaysSo()
    {
        using var network = TrainedNetworks.Make(Small);
        var half = PlateNetExporter.Export(network, new OnnxExportOptions { HalfPrecisionWeights = true });

        var fault = Assert.Throws<InvalidDataException>(() => Int8Quantiser.Values(half));

        Assert.Contains("half precision", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 6, 0)]
    [InlineData(-1, 3, 64)]
    [InlineData(-3, -1, 255)]
    [InlineData(2, 4, 0)]
    public void ToBytes_Range_CoversItAndZeroExactly(float low, float high, byte zero)
    {
        var (scale, zeroPoint) = new ValueRange(low, high).ToBytes();

        Assert.Equal(zero, zeroPoint);
        Assert.True(-zeroPoint * scale <= Math.Min(low, 0) + scale && (255 - zeroPoint) * scale >= Math.Max(high, 0) - scale);
    }

    private static (byte[] Full, byte[] Quantised) Make()
    {
        using var network = TrainedNetworks.Make(Small);
        var onnx = PlateNetExporter.Export(network);
        return (onnx, Quantise(onnx));
    }

    private static byte[] Quantise(byte[] onnx)
    {
        var pixels = TrainedNetworks.Pictures(Small, Pictures);
        var each = pixels.Length / Pictures;
        var ranges = ValueRanges.Measure(onnx, Int8Quantiser.Values(onnx), Small.InputSpec, Enumerable.Range(0, Pictures).Select(i => pixels[(i * each)..((i + 1) * each)]), share: 1);
        return Int8Quantiser.Quantise(onnx, ranges);
    }

    private static byte[] Pixels(RenderedPlates plates, int index, ImageInputSpec input)
    {
        using var sample = plates.Read(index);
        var pixels = new byte[input.ByteCount];
        PixelPreprocessor.Write(sample.Picture.GetPixelSpan(), sample.Picture.Width, sample.Picture.Height, sample.Picture.RowBytes, input, pixels);
        return pixels;
    }

    private static float[] Probabilities(byte[] onnx, byte[] pixels, ImageInputSpec input, GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        using var settings = new SessionOptions { GraphOptimizationLevel = level };
        using var session = new InferenceSession(onnx, settings);
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(pixels, [pixels.Length / input.ByteCount, input.Height, input.Width, 3]);
        using var outputs = session.Run(run, [PlateNetExporter.InputName], [value], [PlateNetExporter.OutputName]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    // What ONNX Runtime makes of a graph, before it lays it out for this very processor.
    private static Dictionary<string, int> Operators(byte[] onnx)
    {
        var path = Path.Combine(Path.GetTempPath(), $"optimised-{Guid.NewGuid():N}.onnx");
        try
        {
            using var settings = new SessionOptions { OptimizedModelFilePath = path, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            using (new InferenceSession(onnx, settings))
            {
            }

            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node.GroupBy(node => node.OpType).ToDictionary(group => group.Key, group => group.Count());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
