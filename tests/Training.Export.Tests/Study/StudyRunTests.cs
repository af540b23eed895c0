using Training.Export.Study;
using Training.Export.Tests.Rendering;
using static TorchSharp.torch;

namespace Training.Export.Tests.Study;

/// <summary>The tiny matrix, run for real: three experiments of two epochs.</summary>
public sealed class StudyRunTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), "study-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public void Go_FolderDeletedAndMadeAgain_GivesTheSameMetrics()
    {
        var (folder, run) = Open();
        var experiment = StudyMatrices.Experiments("tiny")[0];
        Assert.True(run.Go(experiment, _ => { }, CancellationToken.None));
        var first = Learnt(folder, experiment);

        Directory.Delete(folder.Run(experiment).FullPath, recursive: true);
        Assert.False(folder.IsDone(experiment));
        Assert.True(run.Go(experiment, _ => { }, CancellationToken.None));

        Assert.True(folder.IsDone(experiment));
        Assert.Equal(first, Learnt(folder, experiment));
    }

    [Fact]
    public void Go_SourceArmFirst_StartsFromItsTrunk()
    {
        var (folder, run) = Open();
        var experiments = StudyMatrices.Experiments("tiny");
        var fineTuned = experiments.Single(experiment => experiment.Source == StudySource.Shapes);
        Assert.Contains("source-shapes", run.Obstacle(fineTuned), StringComparison.Ordinal);

        Assert.True(run.Go(StudyMatrices.SourceOf(fineTuned)!, _ => { }, CancellationToken.None));

        Assert.Null(run.Obstacle(fineTuned));
        Assert.True(run.Go(fineTuned, _ => { }, CancellationToken.None));
        Assert.Equal(64, folder.Record(fineTuned)!.Weights!.Length);
    }

    [Fact]
    public void Go_ImageNetArmWithoutWeights_NamesTheOption()
    {
        var (_, run) = Open();

        var fault = Assert.Throws<InvalidDataException>(() => run.Go(StudyMatrices.Experiments("seed")[2], _ => { }, CancellationToken.None));

        Assert.Contains("--weights", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsDone_OfOtherSettings_IsFalse()
    {
        var (folder, run) = Open();
        var experiment = StudyMatrices.Experiments("tiny")[0];
        run.Go(experiment, _ => { }, CancellationToken.None);

        Assert.False(folder.IsDone(experiment with { LearningRate = experiment.LearningRate / 2 }));
    }

    public void Dispose()
    {
        if (Directory.Exists(_root))
            Directory.Delete(_root, recursive: true);
    }

    private (StudyFolder Folder, StudyRun Run) Open()
    {
        var folder = new StudyFolder(_root);
        return (folder, new StudyRun(folder, RepositoryFonts.Library, weights: null, CPU));
    }

    // All but the speed.
    private static List<object> Learnt(StudyFolder folder, StudyExperiment experiment)
        => [.. folder.Epochs(experiment).Select(epoch => (object)(epoch with { SamplesPerSecond = 0, Seconds = 0 }))];
}
