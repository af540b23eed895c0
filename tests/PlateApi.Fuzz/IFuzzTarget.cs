namespace PlateApi.Fuzz;

/// <summary>What is fuzzed: makes hostile inputs, and tries them.</summary>
internal interface IFuzzTarget : IAsyncDisposable
{
    /// <summary>The input of a round; the same for the same seed and round, whatever came before.</summary>
    byte[] Make(int seed, int round);

    /// <summary>Gets ready, and tries what is good: whatever memory that takes is not counted.</summary>
    Task StartAsync();

    /// <summary>Tries an input.</summary>
    /// <returns>What is wrong with what came of it; null when it was answered as it must be.</returns>
    Task<string?> TryAsync(byte[] input);

    /// <summary>What became of the inputs, in a few words.</summary>
    string Summary { get; }
}
