using System.Globalization;

namespace PlateRecognition.Inference;

/// <summary>The settings of ONNX Runtime's CUDA provider, all of those that matter said out loud.</summary>
internal static class CudaSettings
{
    /// <summary>By name, as the provider takes them; in one call, since each call resets what it does not name.</summary>
    public static IReadOnlyDictionary<string, string> Of(InferenceOptions options) => new Dictionary<string, string>
    {
        ["device_id"] = options.DeviceId.ToString(CultureInfo.InvariantCulture),
        // Two versions of a model must fit while one takes the other's place.
        ["gpu_mem_limit"] = (2L * 1024 * 1024 * 1024).ToString(CultureInfo.InvariantCulture),
        ["arena_extend_strategy"] = "kSameAsRequested",
        // EXHAUSTIVE stalls for seconds at each new batch size, DEFAULT may fall back to the slowest.
        ["cudnn_conv_algo_search"] = "HEURISTIC",
        ["cudnn_conv_use_max_workspace"] = "1",
        // Otherwise copies race with the run.
        ["do_copy_in_default_stream"] = "1",
        // TF32 rounds to ten bits: answers would differ from the golden samples.
        ["use_tf32"] = "0",
    };
}
