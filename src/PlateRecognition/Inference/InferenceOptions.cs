namespace PlateRecognition.Inference;

/// <summary>How networks are run. Immutable.</summary>
public sealed record InferenceOptions
{
    /// <summary>Where networks run.</summary>
    /// <value>Default Auto: on a GPU where there is one and this build can use it.</value>
    public Device Device { get; init; }

    /// <summary>Which GPU, by CUDA's count.</summary>
    /// <value>0 to 63; default 0.</value>
    public int DeviceId { get; init; }

    /// <summary>
    /// Runs of one network at the same time; on a GPU two at the most, of which one copies while the other computes. One session with one intra-op thread and a run a core gave the best throughput of all
    /// set-ups measured on a CPU.
    /// </summary>
    /// <value>1 to 256; default: the cores this process may use.</value>
    public int MaxConcurrentRuns { get; init; } = Math.Min(256, Environment.ProcessorCount);

    /// <summary>Most pictures that can be worked on at the same time.</summary>
    public const int MostConcurrentPictures = 1024;

    /// <summary>
    /// Pictures worked on at the same time, over all networks: decoded, prepared, run. More than runs, so that batches form.
    /// </summary>
    /// <value>1 to 1,024; default: four a core.</value>
    public int MaxConcurrentPictures { get; init; } = Math.Min(MostConcurrentPictures, 4 * Environment.ProcessorCount);

    /// <summary>Pictures that may wait for a place; one more is refused at once.</summary>
    /// <value>0 to 100,000; default 64.</value>
    public int QueueLimit { get; init; } = 64;

    /// <summary>Items of a network's batch at the most.</summary>
    /// <value>1 to 64; default 8.</value>
    public int LargestBatch { get; init; } = 8;

    /// <summary>How long the first of a batch that is not full waits for others. A batch forms anyway while all places are taken.</summary>
    /// <value>0 to 1 s; default 0.</value>
    public TimeSpan BatchDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Threads inside one run.</summary>
    /// <value>1 to 256; default 1.</value>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>
    /// Longest that a run of a network may take. One that takes longer hangs: it is given up, its session and its place are replaced.
    /// </summary>
    /// <value>0.1 s to 1 hour; default 30 s.</value>
    public TimeSpan RunLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where pools meet ONNX Runtime.</summary>
    internal NativeRuntime Native { get; init; } = NativeRuntime.Real;

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the setting, its value and its range.</exception>
    internal void Validate()
    {
        Check(nameof(DeviceId), DeviceId, 0, 63);
        Check(nameof(MaxConcurrentRuns), MaxConcurrentRuns, 1, 256);
        Check(nameof(MaxConcurrentPictures), MaxConcurrentPictures, 1, MostConcurrentPictures);
        Check(nameof(QueueLimit), QueueLimit, 0, 100_000);
        Check(nameof(LargestBatch), LargestBatch, 1, 64);
        Check(nameof(IntraOpThreads), IntraOpThreads, 1, 256);
        if (RunLimit < TimeSpan.FromSeconds(0.1) || RunLimit > TimeSpan.FromHours(1))
            throw new ArgumentOutOfRangeException(nameof(RunLimit), RunLimit, $"{nameof(RunLimit)} must be 0.1 s to 1 hour.");
        if (BatchDelay < TimeSpan.Zero || BatchDelay > TimeSpan.FromSeconds(1))
            throw new ArgumentOutOfRangeException(nameof(BatchDelay), BatchDelay, $"{nameof(BatchDelay)} must be 0 to 1 s.");
    }

    private static void Check(string name, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {lowest} to {highest}.");
    }
}
