using static TorchSharp.torch;

namespace Training.Export.Training;

/// <summary>
/// A moving average of a network's weights and statistics (Polyak, Juditsky, 1992), which reads better than the weights
/// of any one step. Not thread-safe.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly List<(string Name, Tensor Live, Tensor Average)> _pairs;
    private readonly double _decay;

    /// <summary>Starts the average at the network's present weights.</summary>
    /// <param name="state">The network's weights and statistics by name.</param>
    /// <param name="decay">Share of the average that a step keeps, once past the first steps.</param>
    public WeightAverage(IEnumerable<(string Name, Tensor Live)> state, double decay)
    {
        using var noGradient = no_grad();
        _decay = decay;
        _pairs = state.Select(pair => (pair.Name, pair.Live, pair.Live.detach().clone().DetachFromDisposeScope())).ToList();
    }

    /// <summary>The averages by name.</summary>
    public IEnumerable<(string Name, Tensor Average)> State => _pairs.Select(pair => (pair.Name, pair.Average));

    /// <summary>Takes a step's weights into the average.</summary>
    /// <param name="step">Steps done; early ones weigh more, or the random start would linger.</param>
    public void Update(long step)
    {
        using var noGradient = no_grad();
        var decay = Math.Min(_decay, (1.0 + step) / (10.0 + step));
        foreach (var (_, live, average) in _pairs)
            average.lerp_(live.detach(), 1 - decay);
    }

    /// <summary>Exchanges the network's weights with the average; a second call exchanges them back.</summary>
    public void Swap()
    {
        using var noGradient = no_grad();
        foreach (var (_, live, average) in _pairs)
        {
            using var held = live.detach().clone();
            live.detach().copy_(average);
            average.copy_(held);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pairs.ForEach(pair => pair.Average.Dispose());
}
