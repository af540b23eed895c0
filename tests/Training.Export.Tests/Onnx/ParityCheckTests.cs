using Spectre.Console;
using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Tests.Networks;
using static TorchSharp.torch;

namespace Training.Export.Tests.Onnx;

public sealed class ParityCheckTests
{
    [Fact]
    public void Run_ExportOfOtherWeights_Fails()
    {
        using var network = TrainedNetworks.Make(PlateNetTests.Tiny);
        var model = PlateNetExporter.Export(network);
        using (no_grad())
            network.Trunk.Blocks[1][0].Project.Norm.running_mean!.add_(0.5);

        var report = ParityCheck.Run(network, model, TrainedNetworks.Pictures(network.Config, ParityCheck.Pictures));

        Assert.False(report.Passed);
        Assert.Contains("does not agree", Assert.Throws<InvalidDataException>(report.ThrowIfFailed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SamePictureEightTimes_FailsAsWorthless()
    {
        using var network = TrainedNetworks.Make(PlateNetTests.Tiny);
        var one = TrainedNetworks.Pictures(network.Config, 1);

        var report = ParityCheck.Run(network, PlateNetExporter.Export(network), [.. Enumerable.Repeat(one, ParityCheck.Pictures).SelectMany(bytes => bytes)]);

        Assert.All(report.Rows, row => Assert.Contains("alike", row.Fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_FirstPicturesTheSameAndOthersNot_Passes()
    {
        using var network = TrainedNetworks.Make(PlateNetTests.Tiny);
        var one = TrainedNetworks.Pictures(network.Config, 1);

        var report = ParityCheck.Run(network, PlateNetExporter.Export(network), [.. one, .. one, .. one, .. TrainedNetworks.Pictures(network.Config, ParityCheck.Pictures - 3, seed: 5)]);

        report.ThrowIfFailed();
    }

    [Fact]
    public void Run_TooFewPictures_SaysHowMany()
    {
        using var network = new PlateNet(PlateNetTests.Tiny);

        var fault = Assert.Throws<ArgumentException>(() => ParityCheck.Run(network, [], new byte[32 * 64 * 3]));

        Assert.Contains("8 of 32×64×3 have 49152", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NetworkInTraining_StaysInTraining()
    {
        using var network = TrainedNetworks.Make(PlateNetTests.Tiny);
        var model = PlateNetExporter.Export(network);
        network.train();

        var report = ParityCheck.Run(network, model, TrainedNetworks.Pictures(network.Config, ParityCheck.Pictures));

        Assert.True(network.training);
        Assert.True(report.Passed);
    }

    [Fact]
    public void Print_Rows_ShowsEachOutputAndItsFault()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 160;
        var report = new ParityReport([new ParityRow("probabilities", [1, 7, 35], 2e-6, 1e-7, 0.9, null), new ParityRow("probabilities", [8, 7, 35], 0.5, 0.1, 0.9, "differs")]);

        report.Print(console);

        Assert.Contains("(1, 7, 35)", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("2.0e-6", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("no: differs", text.ToString(), StringComparison.Ordinal);
    }
}
