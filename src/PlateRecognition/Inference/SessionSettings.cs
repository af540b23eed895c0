using Microsoft.ML.OnnxRuntime;

namespace PlateRecognition.Inference;

/// <summary>Session settings, all of them said out loud: ONNX Runtime's defaults are made for a process that owns the machine.</summary>
internal static class SessionSettings
{
    /// <summary>Settings for a CPU; dispose them after the session was made.</summary>
    public static SessionOptions ForCpu(InferenceOptions options)
    {
        var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            // The pattern is planned for one batch size; ours varies.
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Spinning burns the cores that decoding needs, for a lone caller's sake.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        settings.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        settings.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
        return settings;
    }
}
