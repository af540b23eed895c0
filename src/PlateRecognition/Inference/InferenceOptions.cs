namespace PlateRecognition.Inference;

/// <summary>How networks are run. Immutable.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// Pictures worked on at the same time, each on its caller's thread, over all networks. One session with one intra-op thread
    /// and a caller a core gave the best throughput of all set-ups measured on a CPU.
    /// </summary>
    /// <value>1 to 256; default: the cores this process may use.</value>
    public int MaxConcurrentRuns { get; init; } = Environment.ProcessorCount;

    /// <summary>Pictures that may wait for a place; one more is refused at once.</summary>
    /// <value>0 to 100,000; default 64.</value>
    public int QueueLimit { get; init; } = 64;

    /// <summary>Threads inside one run.</summary>
    /// <value>1 to 256; default 1.</value>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Throws when a setting is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the setting, its value and its range.</exception>
    internal void Validate()
    {
        Check(nameof(MaxConcurrentRuns), MaxConcurrentRuns, 1, 256);
        Check(nameof(QueueLimit), QueueLimit, 0, 100_000);
        Check(nameof(IntraOpThreads), IntraOpThreads, 1, 256);
    }

    private static void Check(string name, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {lowest} to {highest}.");
    }
}
