namespace Training.Export.Onnx;

/// <summary>How a network is written. Immutable.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>
    /// Whether kernels and matrices are stored in half precision: half the file, the same speed (the runtime widens them when
    /// it loads), and rounding that can move the probabilities of an undecided slot by percents: measure the accuracy.
    /// </summary>
    public bool HalfPrecisionWeights { get; init; }

    /// <summary>Version of the program, written into the file.</summary>
    public string ProducerVersion { get; init; } = typeof(OnnxExportOptions).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>What the model is, for people who open the file.</summary>
    public string Description { get; init; } = "Number-plate reader: RGB bytes of a straightened plate to class probabilities of each slot.";

    /// <summary>More about the model, by key; written into the file.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
