using PlateRecognition.Plates;
using SkiaSharp;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Tests.Training;

/// <summary>Training of a tiny network on bars: the first character is where the bar stands, the second how bright it is.</summary>
public sealed class TrainerTests : IDisposable
{
    private static readonly EfficientNetConfig TinyTrunk = new()
    {
        StemChannels = 8,
        Stages = [new(1, 3, 1, 1, 8, 1, 0), new(2, 3, 2, 2, 16, 1, 0.25)],
        HeadChannels = 0,
    };

    private static readonly PlateNetConfig Tiny = new()
    {
        Trunk = TinyTrunk,
        Height = 16,
        Width = 32,
        Slots = 2,
        Classes = 5,
        Head = HeadKind.Attention,
        Hidden = 16,
        ContextChannels = 4,
    };

    private static readonly TrainingOptions Options = new()
    {
        Epochs = 4,
        SamplesPerEpoch = 64,
        ValidationSamples = 32,
        BatchSize = 8,
        LearningRate = 0.01,
        NoiseSigma = 3,
        WeightDecay = 0.01,
        WeightAverageDecay = 0.9,
        CellLossWeight = 1,
        AttentionLossWeight = 0.3,
        Schedule = LearningRateSchedule.Cosine,
    };

    private readonly PlateTextCodec _codec = new(new Alphabet("ABCD_", '_'), 2);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "trainer-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public void Run_StoppedAfterTwoEpochsAndResumed_GivesTheWeightsOfAnUninterruptedRun()
    {
        var whole = Train("whole", Options, stopAfterStep: null);

        _ = Train("parts", Options, stopAfterStep: Options.StepsPerEpoch * 2);
        var resumed = Train("parts", Options, stopAfterStep: null);

        AssertEqual(whole, resumed);
        Assert.Equal(Metrics("whole"), Metrics("parts"));
    }

    [Fact]
    public void Run_StoppedInsideAnEpochAndResumed_GivesTheWeightsOfAnUninterruptedRun()
    {
        var whole = Train("whole", Options, stopAfterStep: null);

        _ = Train("parts", Options, stopAfterStep: 3);
        _ = Train("parts", Options, stopAfterStep: 13);
        var resumed = Train("parts", Options, stopAfterStep: null);

        AssertEqual(whole, resumed);
    }

    [Fact]
    public void Run_TenEpochsOfBars_LearnsToReadThem()
    {
        Train("learns", Options with { Epochs = 10, SamplesPerEpoch = 256 }, stopAfterStep: null);

        var exactMatch = double.Parse(Metrics("learns")[^1].Split(',')[8], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(exactMatch > 0.8, $"exact match on the held-back bars is {exactMatch}");
    }

    [Fact]
    public void Run_CharactersThatNobodyMarked_LearnsFromTheTextsAlone()
    {
        using var network = new PlateNet(Tiny);
        using var trainer = new Trainer(network, _codec, Tiny.InputSpec, Options with { Epochs = 1 }, new RunFolder(Path.Combine(_folder, "unmarked")), CPU);
        var helpers = new List<double>();

        trainer.Run(new Bars(1, marked: false), new Bars(2), progress => helpers.Add(progress.Step.CellLoss + progress.Step.AttentionLoss), CancellationToken.None);

        Assert.Equal(Options.StepsPerEpoch, helpers.Count);
        Assert.All(helpers, loss => Assert.Equal(0, loss));
    }

    [Fact]
    public void Run_FrozenTrunk_LeavesTrunkAndItsStatisticsAlone()
    {
        random.manual_seed(3);
        using var network = new PlateNet(Tiny);
        var before = State(network);

        using var trainer = new Trainer(network, _codec, Tiny.InputSpec, Options with { Trunk = TrunkTraining.Frozen, WeightAverageDecay = 0, Epochs = 1 }, new RunFolder(Path.Combine(_folder, "frozen")), CPU);
        trainer.Run(new Bars(1), new Bars(2), _ => { }, CancellationToken.None);

        var after = State(network);
        Assert.All(before.Keys.Where(name => name.StartsWith("trunk.", StringComparison.Ordinal)), name => Assert.Equal(before[name], after[name]));
        Assert.NotEqual(before["head.glyph.weight"], after["head.glyph.weight"]);
    }

    [Fact]
    public void Run_PartlyFrozen_TrainsOnlyLaterStages()
    {
        random.manual_seed(3);
        using var network = new PlateNet(Tiny);
        var before = State(network);

        using var trainer = new Trainer(network, _codec, Tiny.InputSpec, Options with { Trunk = TrunkTraining.FromStage, FirstTrainedStage = 2, WeightAverageDecay = 0, Epochs = 1 }, new RunFolder(Path.Combine(_folder, "partly")), CPU);
        trainer.Run(new Bars(1), new Bars(2), _ => { }, CancellationToken.None);

        var after = State(network);
        Assert.Equal(before["trunk.features.0.0.weight"], after["trunk.features.0.0.weight"]);
        Assert.Equal(before["trunk.features.1.0.block.0.0.weight"], after["trunk.features.1.0.block.0.0.weight"]);
        Assert.NotEqual(before["trunk.features.2.0.block.0.0.weight"], after["trunk.features.2.0.block.0.0.weight"]);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, float[]> Train(string run, TrainingOptions options, long? stopAfterStep)
    {
        random.manual_seed(3);
        using var network = new PlateNet(Tiny);
        using var stop = new CancellationTokenSource();
        using var trainer = new Trainer(network, _codec, Tiny.InputSpec, options, new RunFolder(Path.Combine(_folder, run)), CPU);
        trainer.Run(new Bars(1), new Bars(2), progress =>
        {
            if (progress.Position.Step == stopAfterStep)
                stop.Cancel();
        }, stop.Token);
        return State(network);
    }

    // Everything but the columns that tell the time.
    private string[] Metrics(string run)
        => File.ReadAllLines(Path.Combine(_folder, run, "metrics.csv")).Select(row => string.Join(',', row.Split(',')[..9])).ToArray();

    private static Dictionary<string, float[]> State(PlateNet network)
        => network.NamedState().ToDictionary(pair => pair.Name, pair => pair.Value.detach().contiguous().data<float>().ToArray());

    private static void AssertEqual(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual)
        => Assert.All(expected, pair => Assert.Equal(pair.Value, actual[pair.Key]));

    private sealed class Bars(int set, bool marked = true) : IPlateSource
    {
        public int Count => 64;

        public PlateSample Read(long index)
        {
            var drawn = new Random((int)(index * 2 + set));
            var (place, shade) = (drawn.Next(4), drawn.Next(4));
            var picture = new SKBitmap(new SKImageInfo(32, 16, SKColorType.Rgba8888, SKAlphaType.Opaque));
            using var canvas = new SKCanvas(picture);
            canvas.Clear(SKColors.Black);
            using var paint = new SKPaint { Color = new SKColor((byte)(60 + 60 * shade), (byte)(255 - 60 * shade), 128) };
            canvas.DrawRect(place * 8, 2, 8, 12, paint);
            var at = new CharacterPlace(place * 8 + 4, 8, 6, 12);
            return new PlateSample(picture, $"{"ABCD"[place]}{"ABCD"[shade]}", marked ? [at, at with { X = 31 - at.X }] : []);
        }
    }
}
