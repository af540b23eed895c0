namespace PlateRecognition.Inference;

/// <summary>
/// How long a place is held, on average of late. Nobody is timed: by Little's law the time that all places together were held since the
/// last one came back is what one holds its place for. Not thread-safe.
/// </summary>
internal sealed class HoldingTime(TimeProvider time)
{
    // Few enough to follow a load that changes, enough for the odd long one to weigh little.
    private const int Memory = 16;

    private TimeSpan _held, _mean;
    private long _last = time.GetTimestamp();
    private int _seen;

    /// <summary>The average; null until enough have come back to tell.</summary>
    public TimeSpan? Mean => _seen < Memory ? null : _mean;

    /// <summary>So many places are about to be more or fewer.</summary>
    /// <param name="held">How many were held until now.</param>
    public void Note(int held)
    {
        var now = time.GetTimestamp();
        _held += held * time.GetElapsedTime(_last, now);
        _last = now;
    }

    /// <summary>One has come back, after <see cref="Note"/>.</summary>
    public void CameBack()
    {
        _seen = Math.Min(Memory, _seen + 1);
        _mean += (_held - _mean) / _seen;
        _held = TimeSpan.Zero;
    }
}
