using PlateRecognition.Inference;

namespace PlateRecognition.Tests.Inference;

/// <summary>Stands where ONNX Runtime's run is called: holds runs back until they are let go, notes their batch sizes, and puts faults in.</summary>
internal sealed class HeldRuns : IDisposable
{
    // Long enough for any machine; reached only when something hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _open = new(0);
    private readonly Lock _lock = new();
    private readonly List<int> _sizes = [];

    /// <summary>Sizes of the batches that ran, in the order they began.</summary>
    public int[] Sizes
    {
        get
        {
            lock (_lock)
                return [.. _sizes];
        }
    }

    /// <summary>What goes wrong, by the batch's size; null for nothing.</summary>
    public Func<NetworkSession, BatchMemory, int, string?> Fault { get; init; } = (_, _, _) => null;

    /// <summary>Takes the place of the native run.</summary>
    public string? Run(NetworkSession session, BatchMemory memory, int count)
    {
        lock (_lock)
            _sizes.Add(count);
        _begun.Release();
        if (!_open.Wait(Patience))
            throw new TimeoutException("A run was never let go.");
        return Fault(session, memory, count) ?? session.Run(memory, count);
    }

    /// <summary>Done when another run has begun.</summary>
    public async Task BegunAsync() => Assert.True(await _begun.WaitAsync(Patience), "No run began.");

    /// <summary>Lets all runs go, now and later, or as many as said.</summary>
    public void LetGo(int runs = 1_000_000) => _open.Release(runs);

    public void Dispose()
    {
        _begun.Dispose();
        _open.Dispose();
    }
}
