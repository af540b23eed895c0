using PlateRecognition.Inference;

namespace PlateRecognition;

/// <summary>What a picture took of the networks, in Triton's meaning.</summary>
/// <param name="Preprocess">Putting pixels into their inputs.</param>
/// <param name="Queue">Waiting for a place to run.</param>
/// <param name="Infer">Running, each time as long as the whole batch took.</param>
/// <param name="Postprocess">Making plates and texts of their outputs.</param>
public sealed record NetworkTimings(TimeSpan Preprocess, TimeSpan Queue, TimeSpan Infer, TimeSpan Postprocess);

/// <summary>Adds up what a picture takes of the networks, step by step. Not thread-safe.</summary>
internal sealed class NetworkUse(TimeProvider time)
{
    private long _last;
    private bool _usesCpu, _usesAny;

    /// <summary>What it took so far.</summary>
    public NetworkTimings Timings { get; private set; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Where it ran: cuda when all of it ran there; null when nothing ran.</summary>
    public string? ExecutionProvider => !_usesAny ? null : _usesCpu ? InferencePool.NameOf(Device.Cpu) : InferencePool.NameOf(Device.Cuda);

    /// <summary>Another that goes on from here, for the next of several models.</summary>
    public NetworkUse Copy() => (NetworkUse)MemberwiseClone();

    /// <summary>A step begins.</summary>
    public void Begin() => _last = time.GetTimestamp();

    /// <summary>What began was the filling of inputs.</summary>
    public void Preprocessed() => Timings = Timings with { Preprocess = Timings.Preprocess + Lap() };

    /// <summary>Runs that were awaited together have been answered: the longest counts.</summary>
    public void Ran(params ReadOnlySpan<InferenceRun> runs)
    {
        var (waited, ran) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var run in runs)
        {
            (waited, ran) = (run.Waited > waited ? run.Waited : waited, run.Ran > ran ? run.Ran : ran);
            _usesAny = true;
            _usesCpu |= run.Device != Device.Cuda;
        }

        Timings = Timings with { Queue = Timings.Queue + waited, Infer = Timings.Infer + ran };
        Begin();
    }

    /// <summary>What came since was the reading of outputs.</summary>
    public void Postprocessed() => Timings = Timings with { Postprocess = Timings.Postprocess + Lap() };

    private TimeSpan Lap()
    {
        var before = _last;
        Begin();
        return time.GetElapsedTime(before, _last);
    }
}
