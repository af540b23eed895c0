using System.Globalization;
using TorchSharp.Modules;
using Training.Export.Weights;
using static TorchSharp.torch;

namespace Training.Export.Training;

/// <summary>
/// Everything a run needs to go on as if it had never stopped, in one safetensors file: weights, Adam's moments, the weight
/// average, and the step. Written to a temporary file and renamed, so a cut run leaves the previous checkpoint whole.
/// </summary>
internal sealed class Checkpoint
{
    internal const string Weight = "network.", Average = "average.";
    private const string First = "adam.first.", Second = "adam.second.";

    private readonly IReadOnlyList<(string Name, Tensor Value)> _state;
    private readonly IReadOnlyList<string> _parameterNames;
    private readonly AdamW _optimizer;
    private readonly WeightAverage? _average;

    /// <summary>Names what a checkpoint of this run holds.</summary>
    public Checkpoint(IReadOnlyList<(string Name, Tensor Value)> state, IReadOnlyList<string> parameterNames, AdamW optimizer, WeightAverage? average)
        => (_state, _parameterNames, _optimizer, _average) = (state, parameterNames, optimizer, average);

    /// <summary>Writes the checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">Where the run stands.</param>
    public void Save(string path, RunPosition position)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, value) in _state)
            tensors[Weight + name] = value;
        foreach (var (name, value) in _average?.State ?? [])
            tensors[Average + name] = value;

        var moments = Moments().ToList();
        for (var i = 0; i < moments.Count; i++)
        {
            tensors[First + _parameterNames[i]] = moments[i].exp_avg;
            tensors[Second + _parameterNames[i]] = moments[i].exp_avg_sq;
        }

        var metadata = position.ToMetadata();
        metadata["adam.steps"] = string.Join(' ', moments.Select(moment => moment.step.ToString(CultureInfo.InvariantCulture)));
        SafetensorsFile.Write(path, tensors, metadata);
    }

    /// <summary>Loads a checkpoint into the run's tensors.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another network.</exception>
    public RunPosition Load(string path)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var file = SafetensorsFile.Read(path);

        foreach (var (name, value) in _state)
            Copy(Weight + name, value);
        foreach (var (name, value) in _average?.State ?? [])
            Copy(Average + name, value);

        var moments = Moments().ToList();
        var steps = file.Metadata["adam.steps"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < moments.Count; i++)
        {
            Copy(First + _parameterNames[i], moments[i].exp_avg);
            Copy(Second + _parameterNames[i], moments[i].exp_avg_sq);
            moments[i].step = long.Parse(steps[i], CultureInfo.InvariantCulture);
        }

        return RunPosition.FromMetadata(file.Metadata);

        void Copy(string name, Tensor into)
        {
            if (!file.TryGetTensor(name, out var stored) || !stored.shape.SequenceEqual(into.shape))
                throw new InvalidDataException($"{path} does not fit this network: '{name}' is missing or has another shape than ({string.Join(", ", into.shape)}).");
            into.detach().copy_(stored);
        }
    }

    private IEnumerable<AdamW.State> Moments() => _optimizer.state_dict().State.Cast<AdamW.State>();
}
