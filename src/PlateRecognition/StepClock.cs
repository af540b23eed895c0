namespace PlateRecognition;

/// <summary>Takes the time of a story's steps, so that they add up to the whole. Not thread-safe.</summary>
internal sealed class StepClock
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private long _last;

    /// <summary>Starts where the story began.</summary>
    public StepClock(TimeProvider time, long started) => (_time, _started, _last) = (time, started, started);

    /// <summary>From the start to the last lap.</summary>
    public TimeSpan Total => _time.GetElapsedTime(_started, _last);

    /// <summary>Time since the last lap, or the start.</summary>
    public TimeSpan Lap()
    {
        var (before, now) = (_last, _time.GetTimestamp());
        _last = now;
        return _time.GetElapsedTime(before, now);
    }
}
