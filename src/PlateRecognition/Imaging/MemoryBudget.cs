namespace PlateRecognition.Imaging;

/// <summary>How much all who work at the same time may hold together, of bytes or of pixels. Thread-safe, without locks.</summary>
/// <param name="limit">The most.</param>
public sealed class MemoryBudget(long limit)
{
    private long _held;

    /// <summary>The most.</summary>
    public long Limit => limit;

    /// <summary>What is held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Takes an amount, all of it or nothing.</summary>
    /// <param name="amount">0 or more; <see cref="GiveBack"/> it.</param>
    /// <returns>Whether it was there.</returns>
    public bool TryTake(long amount)
    {
        while (true)
        {
            var held = Volatile.Read(ref _held);
            if (amount > limit - held)
                return false;
            if (Interlocked.CompareExchange(ref _held, held + amount, held) == held)
                return true;
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void GiveBack(long amount) => Interlocked.Add(ref _held, -amount);
}
