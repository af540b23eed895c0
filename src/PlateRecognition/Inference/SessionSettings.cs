using Microsoft.ML.OnnxRuntime;

namespace PlateRecognition.Inference;

/// <summary>Session settings, all of them said out loud: ONNX Runtime's defaults are made for a process that owns the machine.</summary>
internal static class SessionSettings
{
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>Whether this build carries CUDA; whether it can be used here is another question.</summary>
    public static bool CarriesCuda => OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider);

    /// <summary>Settings for a device; dispose them after the session was made.</summary>
    /// <exception cref="OnnxRuntimeException">CUDA cannot be used.</exception>
    public static SessionOptions For(Device device, InferenceOptions options)
    {
        // On a GPU the kernels do the work; threads of ours would only wait for them.
        var settings = ForCpu(device == Device.Cuda ? options with { IntraOpThreads = 1 } : options);
        if (device != Device.Cuda)
            return settings;
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>(CudaSettings.Of(options)));
            settings.AppendExecutionProvider_CUDA(cuda);
            return settings;
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }

    /// <summary>Tries whether CUDA can be used: null, or ONNX Runtime's reason.</summary>
    public static string? TryCuda(InferenceOptions options)
    {
        try
        {
            For(Device.Cuda, options).Dispose();
            return null;
        }
        catch (OnnxRuntimeException fault)
        {
            return fault.Message;
        }
    }

    private static SessionOptions ForCpu(InferenceOptions options)
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
