using Training.Export.Evaluation;
using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Tests.Networks;

namespace Training.Export.Tests.Evaluation;

public sealed class NetworkTimerTests
{
    [Fact]
    public void Run_TwoNetworks_TimesEachAtEveryBatch()
    {
        var tiny = PlateNetTests.Tiny;
        using var network = new PlateNet(tiny);
        var onnx = PlateNetExporter.Export(network);
        var rounds = 0;

        var times = NetworkTimer.Run([("a", onnx, tiny.Height, tiny.Width), ("b", onnx, tiny.Height, tiny.Width)], [1, 3], rounds: 3, () => rounds++);

        Assert.Equal(4, rounds); // one of them to warm up
        Assert.Equal([("a", 1), ("a", 3), ("b", 1), ("b", 3)], times.Keys.Order());
        Assert.All(times.Values, took => Assert.True(took > 0));
    }
}
