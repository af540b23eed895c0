using PlateRecognition.Plates;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Study;
using Training.Export.Tests.Onnx;
using Training.Export.Tests.Rendering;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Tests.Training;

public sealed class KeptFeaturesTests
{
    [Theory]
    [InlineData(HeadKind.Branches)]
    [InlineData(HeadKind.ColumnBranches)]
    public void Of_AnyPass_GivesTheHeadWhatTheTrunkWould(HeadKind head)
    {
        var recipe = (StudyMatrices.Experiments("tiny")[0] with { Head = head, TrainingPlates = 11 }).ToRecipe();
        var (input, codec) = (recipe.Network.InputSpec, new PlateTextCodec(Alphabet.Seed, recipe.Network.Slots));
        using var network = TrainedNetworks.Make(recipe.Network);
        using var pictures = new KeptPictures(new RenderedPlates(RepositoryFonts.Library, recipe.Data), 11, input, seed: 6);
        using var features = new KeptFeatures(network, pictures, codec, CPU);
        using var noGradient = no_grad();

        // The third pass, in its own order.
        const int First = 24, Count = 8;
        var batch = new PlateBatch(Count, input, grid: null, codec.Slots);
        for (var i = 0; i < Count; i++)
        {
            using var sample = pictures.Read(First + i);
            PlateBatches.Write(sample, batch, i, codec, input, grid: null);
        }

        using var whole = network.ForwardTraining(BatchTensors.Pixels(batch, input, CPU)).SlotLogits;
        using var kept = network.ForwardHead(features.Of(First, Count)).SlotLogits;

        Assert.True(whole.allclose(kept, rtol: 1e-3, atol: 1e-3));
        Assert.True(whole.std(0).mean().item<float>() > 0.01f);
    }

    [Fact]
    public void Fit_WhereFeaturesChangeFromStepToStep_IsFalse()
    {
        var network = PlateNetConfig.Seed;
        var frozen = new TrainingOptions { Trunk = TrunkTraining.Frozen };

        Assert.True(KeptFeatures.Fit(network, frozen));
        Assert.False(KeptFeatures.Fit(network, frozen with { NoiseSigma = 1 }));
        Assert.False(KeptFeatures.Fit(network, frozen with { FrozenStatistics = false }));
        Assert.False(KeptFeatures.Fit(network, frozen with { Augmentation = PixelAugmentation.Geometric }));
        Assert.False(KeptFeatures.Fit(network, frozen with { Trunk = TrunkTraining.HeadThenAll }));
        Assert.False(KeptFeatures.Fit(PlateNetConfig.Reader, frozen));
    }
}
