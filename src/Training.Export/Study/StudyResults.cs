using Training.Export.Training;

namespace Training.Export.Study;

/// <summary>What the finished runs of the study show. Read once; immutable afterwards.</summary>
internal sealed class StudyResults
{
    private readonly Dictionary<string, List<StudyResult>> _byArm;

    /// <summary>Reads the finished experiments of all matrices.</summary>
    public StudyResults(StudyFolder folder)
    {
        var experiments = StudyMatrices.All.SelectMany(matrix => matrix.Experiments).DistinctBy(experiment => experiment.Name).ToList();
        Finished = [.. experiments.Where(folder.IsDone).Select(experiment => new StudyResult(folder.Record(experiment)!, folder.Epochs(experiment)))];
        _byArm = Finished.GroupBy(result => result.Record.Experiment.Arm).ToDictionary(group => group.Key, group => group.OrderBy(result => result.Record.Experiment.Seed).ToList());
    }

    /// <summary>All finished experiments.</summary>
    public IReadOnlyList<StudyResult> Finished { get; }

    /// <summary>The finished seeds of an arm; empty when none is.</summary>
    public IReadOnlyList<StudyResult> Of(string arm) => _byArm.TryGetValue(arm, out var results) ? results : [];

    /// <summary>A figure of an arm over its seeds.</summary>
    public MeanInterval Spread(string arm, Func<StudyResult, double> figure) => MeanInterval.OverSeeds([.. Of(arm).Select(figure)]);

    /// <summary>The difference of two arms, seed by seed: both saw the same plates.</summary>
    public MeanInterval Difference(string arm, string from)
        => MeanInterval.OverSeeds([.. Of(arm).Join(Of(from), Seed, Seed, (one, other) => one.Last.ValidationCharacterAccuracy - other.Last.ValidationCharacterAccuracy)]);

    private static ulong Seed(StudyResult result) => result.Record.Experiment.Seed;
}

/// <summary>A finished experiment.</summary>
/// <param name="Record">What was run.</param>
/// <param name="Epochs">What was measured, an entry an epoch.</param>
internal sealed record StudyResult(StudyRecord Record, IReadOnlyList<EpochMetrics> Epochs)
{
    /// <summary>The last epoch: what is compared, never the best one.</summary>
    public EpochMetrics Last => Epochs[^1];

    /// <summary>Samples seen until half of the held-back characters were read, in thousands; infinite when never.</summary>
    public double ThousandsToHalf
    {
        get
        {
            var first = Epochs.FirstOrDefault(epoch => epoch.ValidationCharacterAccuracy >= 0.5);
            return first is null ? double.PositiveInfinity : first.Step * Record.Experiment.BatchSize / 1000.0;
        }
    }
}
