using SkiaSharp;
using TorchSharp;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Tests.Networks;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Tests.Training;

/// <summary>Training of a tiny detector on bright boxes.</summary>
public sealed class DetectorTrainerTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 4,
        SamplesPerEpoch = 16,
        ValidationSamples = 8,
        BatchSize = 4,
        LearningRate = 0.005,
        WeightDecay = 0.01,
        WeightAverageDecay = 0.9,
    };

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "detector-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public void Run_StoppedAndResumed_GivesTheWeightsOfAnUninterruptedRun()
    {
        var whole = Train("whole", Options, stopAfterStep: null);

        _ = Train("parts", Options, stopAfterStep: 6);
        var resumed = Train("parts", Options, stopAfterStep: null);

        Assert.All(whole, pair => Assert.Equal(pair.Value, resumed[pair.Key]));
        Assert.Equal(Metrics("whole"), Metrics("parts"));
    }

    [Fact]
    public void Run_BrightBoxes_LearnsToFindThem()
    {
        Train("learns", Options with { Epochs = 6, SamplesPerEpoch = 160, ValidationSamples = 24 }, stopAfterStep: null);

        var columns = Metrics("learns")[^1].Split(',');
        var (recall, precision) = (double.Parse(columns[5], System.Globalization.CultureInfo.InvariantCulture), double.Parse(columns[7], System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(recall > 0.6 && precision > 0.6, $"recall {recall}, precision {precision}: {string.Join(Environment.NewLine, Metrics("learns"))}");
    }

    [Fact]
    public void Of_RightAnswer_CostsLessThanAWrongOne()
    {
        using var scope = NewDisposeScope();
        var batch = new SceneBatch(1, DetectorNetTests.Tiny);
        using (var scene = new Boxes(1).Read(0))
            batch.Write(scene, 0, DetectorNetTests.Tiny);
        var truth = DetectorTensors.Of(batch, DetectorNetTests.Tiny, CPU);
        var heat = truth.Heat.clamp(1e-4, 1 - 1e-4);

        var right = DetectorLoss.Of(new DetectorOutput((heat / (1 - heat)).log(), truth.Corners), truth.Heat, truth.Corners, truth.Weights);
        var wrong = DetectorLoss.Of(new DetectorOutput((heat / (1 - heat)).log().roll(2, 3), truth.Corners + 1), truth.Heat, truth.Corners, truth.Weights);

        Assert.Equal(0, right.Corners.ToDouble(), 1e-6);
        Assert.True(right.Heat.ToDouble() < 0.2 * wrong.Heat.ToDouble());
        Assert.True(wrong.Corners.ToDouble() > 0.1);
    }

    [Fact]
    public void LoadDetector_AfterARun_GivesTheAveragedNetwork()
    {
        var recipe = DetectorRecipe.Finder with { Network = DetectorNetTests.Tiny, Options = Options with { Epochs = 1 } };
        new RunFolder(Path.Combine(_folder, "kept")).Claim(recipe);
        var trained = Train("kept", recipe.Options, stopAfterStep: null);

        var (network, loaded) = TrainedNetwork.LoadDetector(Path.Combine(_folder, "kept"));

        using (network)
        {
            Assert.Equal("finder", new RunFolder(Path.Combine(_folder, "kept")).ReadRecipeName());
            Assert.Equal(recipe.Options, loaded.Options);
            Assert.All(State(network), pair => Assert.Equal(trained[pair.Key], pair.Value));
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, float[]> Train(string run, TrainingOptions options, long? stopAfterStep)
    {
        random.manual_seed(3);
        using var network = new DetectorNet(DetectorNetTests.Tiny);
        using var stop = new CancellationTokenSource();
        using var trainer = new DetectorTrainer(network, options, new RunFolder(Path.Combine(_folder, run)), CPU);
        trainer.Run(new Boxes(1), new Boxes(2), progress =>
        {
            if (progress.Position.Step == stopAfterStep)
                stop.Cancel();
        }, stop.Token);
        return State(network);
    }

    private static Dictionary<string, float[]> State(DetectorNet network)
        => network.NamedState().ToDictionary(pair => pair.Name, pair => pair.Value.detach().contiguous().data<float>().ToArray());

    // Everything but the columns that tell the time.
    private string[] Metrics(string run)
        => File.ReadAllLines(Path.Combine(_folder, run, "metrics.csv")).Select(row => string.Join(',', row.Split(',')[..9])).ToArray();

    private sealed class Boxes(int set) : ISceneSource
    {
        public PlateScene Read(long index)
        {
            var drawn = new Random((int)(index * 2 + set));
            var box = SKRect.Create(drawn.Next(4, 52), drawn.Next(4, 44), drawn.Next(28, 38), drawn.Next(10, 15));
            var picture = new SKBitmap(new SKImageInfo(96, 64, SKColorType.Rgba8888, SKAlphaType.Opaque));
            using var canvas = new SKCanvas(picture);
            canvas.Clear(new SKColor(30, 40, (byte)drawn.Next(20, 90)));
            using var paint = new SKPaint { Color = new SKColor(230, 230, 200) };
            canvas.DrawRect(box, paint);
            return new PlateScene(picture, [ScenePlate.Of(box) with { Exact = true }], []);
        }
    }
}
