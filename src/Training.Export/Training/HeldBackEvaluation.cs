using PlateRecognition.Imaging;
using PlateRecognition.Plates;
using TorchSharp;
using Training.Export.Data;
using Training.Export.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Training.Export.Training;

/// <summary>Measures a network on a held-back set, kept in memory so that it is rendered once.</summary>
internal sealed class HeldBackEvaluation : IDisposable
{
    private const int BatchSize = 50;
    private readonly PlateNet _network;
    private readonly PlateTextCodec _codec;
    private readonly ImageInputSpec _input;
    private readonly Device _device;
    private readonly List<PlateBatch> _batches = [];

    /// <summary>Reads the set.</summary>
    public HeldBackEvaluation(PlateNet network, IPlateSource source, PlateTextCodec codec, ImageInputSpec input, int count, Device device)
    {
        (_network, _codec, _input, _device) = (network, codec, input, device);
        for (var first = 0; first < count; first += BatchSize)
        {
            var batch = new PlateBatch(Math.Min(BatchSize, count - first), input, grid: null, codec.Slots);
            Parallel.For(0, batch.Size, i =>
            {
                using var sample = source.Read(first + i);
                PlateBatches.Write(sample, batch, i, codec, input, grid: null);
            });
            _batches.Add(batch);
        }
    }

    /// <summary>Runs the network over the set, in eval mode.</summary>
    /// <returns>Mean cross-entropy over the slots (nats), share of slots right, share of whole texts right.</returns>
    public (double Loss, double CharacterAccuracy, double ExactMatch) Run()
    {
        _network.eval();
        using var noGradient = no_grad();
        var (loss, slots, texts, count) = (0.0, 0L, 0L, 0);
        foreach (var batch in _batches)
        {
            using var scope = NewDisposeScope();
            var logits = _network.forward(BatchTensors.Pixels(batch, _input, _device));
            var targets = tensor(batch.Targets, [batch.Size, _codec.Slots], device: _device);
            var right = logits.argmax(-1).eq(targets);
            loss += F.cross_entropy(logits.reshape(-1, logits.shape[^1]), targets.reshape(-1)).ToDouble() * batch.Size;
            slots += right.sum().ToInt64();
            texts += right.all(1).sum().ToInt64();
            count += batch.Size;
        }

        return (loss / count, slots / (double)(count * _codec.Slots), texts / (double)count);
    }

    /// <inheritdoc/>
    public void Dispose() => _batches.Clear();
}
