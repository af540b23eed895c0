using Microsoft.ML.OnnxRuntime;

namespace PlateRecognition.Inference;

/// <summary>A network opened by ONNX Runtime. Thread-safe, as ONNX Runtime's sessions are.</summary>
internal sealed class NetworkSession : IDisposable
{
    private readonly InferenceSession _session;

    private NetworkSession(InferenceSession session, Device device, bool isBatchFree) => (_session, Device, IsBatchFree) = (session, device, isBatchFree);

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

    /// <summary>Whether it takes batches of any size; else of one only.</summary>
    public bool IsBatchFree { get; }

    /// <summary>Opens a network and checks it against what its manifest says.</summary>
    /// <exception cref="InvalidDataException">The file cannot be opened or is another network; the message lists every difference.</exception>
    public static NetworkSession Open(string modelPath, TensorSpec input, IReadOnlyList<TensorSpec> outputs, InferenceOptions options, Device device)
    {
        InferenceSession session;
        try
        {
            using var settings = options.Native.Settings(device, options);
            session = new InferenceSession(modelPath, settings);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new InvalidDataException($"ONNX Runtime cannot open {modelPath}: {fault.Message}", fault);
        }

        var faults = new List<string>();
        CheckTensor(session.InputMetadata, input, typeof(byte), "input", faults);
        foreach (var output in outputs)
            CheckTensor(session.OutputMetadata, output, typeof(float), "output", faults);
        foreach (var other in session.InputNames.Where(name => name != input.Name))
            faults.Add($"it has another input '{other}'.");
        if (faults.Count == 0)
            return new NetworkSession(session, device, session.InputMetadata[input.Name].Dimensions[0] == -1);

        session.Dispose();
        throw new InvalidDataException($"{modelPath} is not the network that the manifest describes: {string.Join(" ", faults)}");
    }

    /// <summary>Runs every batch size once, on black: the first run of a size may take seconds on a GPU.</summary>
    /// <exception cref="InvalidDataException">A run failed.</exception>
    public void WarmUp(BatchMemory memory)
    {
        foreach (var size in memory.Buckets.Sizes)
        {
            for (var place = 0; place < size; place++)
                memory.Input(place).Clear();
            if (Run(memory, size) is { } fault)
                throw new InvalidDataException($"A first batch of {size} failed: {fault}");
        }
    }

    /// <summary>Runs the first items of a batch's memory on this thread, padded with black to the next size that is run.</summary>
    /// <returns>Null with answers in the memory; else what went wrong.</returns>
    public string? Run(BatchMemory memory, int count)
    {
        var size = memory.Buckets.For(count);
        for (var place = count; place < size; place++)
            memory.Input(place).Clear();
        try
        {
            _session.Run(memory.Options, memory.InputNames, memory.InputView(size), memory.OutputNames, memory.OutputView(size));
            return null;
        }
        catch (OnnxRuntimeException fault)
        {
            return fault.Message;
        }
    }

    public void Dispose() => _session.Dispose();

    private static void CheckTensor(IReadOnlyDictionary<string, NodeMetadata> nodes, TensorSpec spec, Type type, string role, List<string> faults)
    {
        if (!nodes.TryGetValue(spec.Name, out var node))
        {
            faults.Add($"it has no {role} '{spec.Name}', only {string.Join(", ", nodes.Keys)}.");
            return;
        }

        // The first size is the batch: free, or fixed at one.
        var sizes = node.IsTensor ? node.Dimensions : [];
        var fits = sizes.Length == spec.Shape.Count && sizes is [-1 or 1, .. var item] && node.ElementType == type && item.AsSpan().SequenceEqual([.. spec.Shape.Skip(1)]);
        if (!fits)
            faults.Add($"its {role} '{spec.Name}' is {(node.IsTensor ? node.ElementType.Name : node.OnnxValueType)} ({string.Join(", ", sizes)}) and must be {type.Name} (-1, {string.Join(", ", spec.Shape.Skip(1))}).");
    }
}
