namespace PlateRecognition;

/// <summary>Takes the time of a story's steps, so that they add up to the whole. Not thread-safe.</summary>
internal sealed class StepClock
{
    private readonly TimeProvider _time;
    private long _last;

    /// <summary>Starts where the story began.</summary>
    public StepClock(TimeProvider time, long started) => (_time, _last) = (time, started);

    /// <summary>Time since the last lap, or the start.</summary>
    public TimeSpan Lap()
    {
        var (before, now) = (_last, _time.GetTimestamp());
        _last = now;
        return _time.GetElapsedTime(before, now);
    }
}
