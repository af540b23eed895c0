using PlateRecognition.Imaging;
using PlateRecognition.Plates;
using Training.Export.Data;
using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Training;

/// <summary>
/// What a trunk that does not learn makes of a set of pictures, computed once: with it, the head alone is run in a step. Only where the same picture always
/// gives the same features: no augmentation, and normalisation by stored statistics.
/// </summary>
internal sealed class KeptFeatures : IDisposable
{
    private const int BatchSize = 50;
    private readonly KeptPictures _pictures;
    private readonly Tensor _features;

    /// <summary>Runs the trunk over all pictures, in eval mode.</summary>
    /// <param name="network">The network with the trunk's weights; one whose head pools.</param>
    /// <param name="pictures">The set.</param>
    /// <param name="codec">Text to targets.</param>
    /// <param name="device">Where the network is.</param>
    public KeptFeatures(PlateNet network, KeptPictures pictures, PlateTextCodec codec, Device device)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var input = network.Config.InputSpec;
        network.eval();
        var parts = new List<Tensor>();
        for (var first = 0; first < pictures.Count; first += BatchSize)
        {
            // A batch's pictures go with it: together they are gigabytes at the seed's size.
            using var inBatch = NewDisposeScope();
            var batch = Read(pictures, first, Math.Min(BatchSize, pictures.Count - first), codec, input);
            parts.Add(network.PooledFeatures(BatchTensors.Pixels(batch, input, device)).MoveToOuterDisposeScope());
        }

        (_pictures, _features) = (pictures, cat(parts).DetachFromDisposeScope());
    }

    /// <summary>Whether the features of an experiment's pictures stay the same over the run.</summary>
    public static bool Fit(PlateNetConfig network, TrainingOptions options)
        => options is { Trunk: TrunkTraining.Frozen, FrozenStatistics: true, NoiseSigma: 0, Augmentation: PixelAugmentation.None } && network.Head != HeadKind.Attention;

    /// <summary>(N, C, 1, columns) of the samples that are read at indices from <paramref name="first"/> on, whatever the pass.</summary>
    public Tensor Of(long first, int count)
    {
        using var positions = tensor([.. Enumerable.Range(0, count).Select(i => _pictures.Position(first + i))], device: _features.device);
        return _features.index_select(0, positions);
    }

    /// <inheritdoc/>
    public void Dispose() => _features.Dispose();

    private static PlateBatch Read(KeptPictures pictures, int first, int count, PlateTextCodec codec, ImageInputSpec input)
    {
        // The first pass reads the set as it stands, so index and position are the same.
        var batch = new PlateBatch(count, input, grid: null, codec.Slots);
        for (var i = 0; i < count; i++)
        {
            using var sample = pictures.Read(first + i);
            PlateBatches.Write(sample, batch, i, codec, input, grid: null);
        }

        return batch;
    }
}
