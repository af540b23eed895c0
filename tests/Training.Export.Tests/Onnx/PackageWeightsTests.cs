using PlateRecognition.Models;
using PlateRecognition.Plates;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Tests.Networks;
using Training.Export.Tests.Rendering;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Tests.Onnx;

public sealed class PackageWeightsTests
{
    private static readonly PlateNetConfig Small = PlateNetConfig.Reader with { Height = 32, Width = 96 };

    [Theory]
    [InlineData(false, ParityCheck.Tolerance)]
    [InlineData(true, 0.05)]
    public void Load_ExportedReader_AnswersAsTheFileDoes(bool half, double tolerance)
    {
        using var network = TrainedNetworks.Make(Small);
        var onnx = PlateNetExporter.Export(network, new OnnxExportOptions { HalfPrecisionWeights = half });
        using var again = new PlateNet(Small);

        var (loaded, left) = PackageWeights.Load(onnx, again);

        Assert.Empty(left);
        Assert.Contains("features.0", loaded);
        again.eval();
        ParityCheck.Run(again, onnx, TrainedNetworks.Pictures(Small, ParityCheck.Pictures), tolerance).ThrowIfFailed();
    }

    [Fact]
    public void Fit_LoadedReader_AnswersAsBeforeAndNormalisesWhatItSees()
    {
        using var network = TrainedNetworks.Make(Small);
        var onnx = PlateNetExporter.Export(network);
        using var again = new PlateNet(Small);
        PackageWeights.Load(onnx, again);
        using var pictures = rand(8, 3, Small.Height, Small.Width) * 255;

        BatchNormStatistics.Fit(again, _ => again.forward(pictures).Dispose(), batches: 2);

        ParityCheck.Run(again, onnx, TrainedNetworks.Pictures(Small, ParityCheck.Pictures), ParityCheck.Tolerance).ThrowIfFailed();
        using var noGradient = no_grad();
        using var evaluated = again.forward(pictures);
        again.train();
        again.Attention!.eval(); // its dropout would differ
        using var trained = again.forward(pictures);
        Assert.True((evaluated - trained).abs().max().item<float>() < 0.05, "batch statistics are those that were fitted");
    }

    [Fact]
    public void Load_ShippedReaderIntoALowerOne_ReadsPlatesAtOnce()
    {
        const int Plates = 40;
        var package = ModelCatalogue.Load(Path.Combine(RepositoryFonts.Folder, "../models")).Find("plate-reader")!;
        using var lower = new PlateNet(PlateNetConfig.ReaderLow);

        var (_, left) = PackageWeights.Load(File.ReadAllBytes(package.ModelPath), lower);

        Assert.Empty(left);
        lower.eval();
        var source = new RenderedPlates(RepositoryFonts.Library, new RenderedPlatesOptions { Seed = 9, Fresh = true, Rendering = new() { Difficulty = 0.5 } });
        var codec = new PlateTextCodec(new Alphabet(package.Manifest.Alphabet!, package.Manifest.Pad), package.Manifest.Slots!.Value);
        var batch = new PlateBatch(Plates, PlateNetConfig.ReaderLow.InputSpec, grid: null, codec.Slots);
        for (var i = 0; i < Plates; i++)
        {
            using var plate = source.Read(i);
            PlateBatches.Write(plate, batch, i, codec, PlateNetConfig.ReaderLow.InputSpec, grid: null);
        }

        using var noGradient = no_grad();
        var read = lower.forward(BatchTensors.Pixels(batch, PlateNetConfig.ReaderLow.InputSpec, CPU)).argmax(-1);
        var right = read.eq(tensor(batch.Targets, [Plates, codec.Slots])).all(1).sum().item<long>();
        Assert.True(right >= Plates * 0.6, $"{right} of {Plates} read");
    }

    [Fact]
    public void Load_ExportedFinder_LoadsAllOfIt()
    {
        var config = DetectorNetConfig.Finder with { Height = 64, Width = 96 };
        using var network = new DetectorNet(config);
        using var again = new DetectorNet(config);

        var (_, left) = PackageWeights.Load(DetectorExporter.Export(network), again);

        Assert.Empty(left);
        network.eval();
        again.eval();
        using var picture = rand(1, 3, 64, 96) * 255;
        using var noGradient = no_grad();
        Assert.True((network.forward(picture).Corners - again.forward(picture).Corners).abs().max().item<float>() < 1e-3);
    }

    [Fact]
    public void Load_NoModel_SaysSo()
    {
        using var network = new PlateNet(PlateNetTests.Tiny);

        Assert.Contains("no ONNX model", Assert.Throws<InvalidDataException>(() => PackageWeights.Load([0xff, 0xff, 0xff], network)).Message, StringComparison.Ordinal);
        Assert.Contains("no layer", Assert.Throws<InvalidDataException>(() => PackageWeights.Load([], network)).Message, StringComparison.Ordinal);
    }
}
