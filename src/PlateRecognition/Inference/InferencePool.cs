using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace PlateRecognition.Inference;

/// <summary>
/// One network, one session, and pinned buffers for as many runs at the same time as there have ever been. Knows tensors only,
/// neither pictures nor texts. Thread-safe; an <see cref="AdmissionGate"/> bounds its callers.
/// </summary>
public sealed class InferencePool : IDisposable
{
    private readonly ConcurrentBag<InferenceBuffers> _idle = [];
    private readonly InferenceSession _session;
    private readonly TensorSpec _input;
    private readonly IReadOnlyList<TensorSpec> _outputs;
    private readonly TimeProvider _time;
    private int _disposed;

    private InferencePool(InferenceSession session, TensorSpec input, IReadOnlyList<TensorSpec> outputs, TimeProvider time)
        => (_session, _input, _outputs, _time) = (session, input, outputs, time);

    /// <summary>Where the network runs, as answers and health say it.</summary>
    public string ExecutionProvider { get; } = "cpu";

    /// <summary>Opens a network and checks it against what its manifest says.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="input">Name and shape of the input for one item, e.g. (1, 64, 192, 3), uint8.</param>
    /// <param name="outputs">Names and shapes of the outputs for one item, e.g. (1, 10, 37), float; one at least.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <exception cref="InvalidDataException">The file cannot be opened or is another network; the message lists every difference.</exception>
    public static InferencePool Open(string modelPath, TensorSpec input, IReadOnlyList<TensorSpec> outputs, InferenceOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        InferenceSession session;
        try
        {
            using var settings = SessionSettings.ForCpu(options);
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
            return new InferencePool(session, input, outputs, time);

        session.Dispose();
        throw new InvalidDataException($"{modelPath} is not the network that the manifest describes: {string.Join(" ", faults)}");
    }

    /// <summary>A run with memory of its own; dispose it to give the memory back.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public InferenceRun Rent()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return new InferenceRun(this, _idle.TryTake(out var buffers) ? buffers : new InferenceBuffers(_input, _outputs), _time);
    }

    /// <summary>Closes the session. No run may be under way: close the gate first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        while (_idle.TryTake(out var buffers))
            buffers.Dispose();
        _session.Dispose();
    }

    internal void Execute(InferenceBuffers buffers)
        => _session.Run(buffers.Options, buffers.InputNames, buffers.InputValues, buffers.OutputNames, buffers.OutputValues);

    internal void Return(InferenceBuffers buffers)
    {
        if (Volatile.Read(ref _disposed) != 0)
            buffers.Dispose();
        else
            _idle.Add(buffers);
    }

    private static void CheckTensor(IReadOnlyDictionary<string, NodeMetadata> nodes, TensorSpec spec, Type type, string role, List<string> faults)
    {
        if (!nodes.TryGetValue(spec.Name, out var node))
        {
            faults.Add($"it has no {role} '{spec.Name}', only {string.Join(", ", nodes.Keys)}.");
            return;
        }

        // The first size is the batch: free, or fixed at the one that we run.
        var sizes = node.IsTensor ? node.Dimensions : [];
        var fits = sizes.Length == spec.Shape.Count && sizes is [-1 or 1, .. var item] && node.ElementType == type && item.AsSpan().SequenceEqual([.. spec.Shape.Skip(1)]);
        if (!fits)
            faults.Add($"its {role} '{spec.Name}' is {(node.IsTensor ? node.ElementType.Name : node.OnnxValueType)} ({string.Join(", ", sizes)}) and must be {type.Name} (-1, {string.Join(", ", spec.Shape.Skip(1))}).");
    }
}
