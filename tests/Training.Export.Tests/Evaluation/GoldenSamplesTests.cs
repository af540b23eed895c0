using PlateRecognition.Plates;
using Training.Export.Data;
using Training.Export.Evaluation;
using Training.Export.Networks;
using Training.Export.Onnx;
using Training.Export.Tests.Onnx;
using Training.Export.Tests.Rendering;

namespace Training.Export.Tests.Evaluation;

/// <summary>A network that never learnt to read: what a study ships to show that it cannot, and nobody else does.</summary>
public sealed class GoldenSamplesTests
{
    private static readonly PlateNetConfig Config = PlateNetConfig.SeedSmall with { Height = 32, Width = 96 };
    private static readonly PlateTextCodec Codec = new(Alphabet.Seed, Config.Slots);
    private static readonly RenderedPlates Plates = new(RepositoryFonts.Library, new RenderedPlatesOptions { Seed = 4, Count = 1_000, Rendering = new() { SeedTask = true, Difficulty = 0 } });

    [Fact]
    public void Make_NetworkThatReadsNothing_IsRefused()
    {
        var fault = Assert.Throws<InvalidDataException>(() => GoldenSamples.Make(Unread(), Plates, Codec, Config.InputSpec, 2));

        Assert.StartsWith("The model reads only 0 of 200 rendered plates right; 2 are needed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_NetworkThatReadsNothingButNeedNot_KeepsWhatItAnswers()
    {
        var samples = GoldenSamples.Make(Unread(), Plates, Codec, Config.InputSpec, 2, onlyRight: false);

        Assert.Equal(2, samples.Count);
        Assert.All(samples, sample =>
        {
            Assert.Equal(Codec.Decode(sample.Answer.Probabilities, new PlateDecodingOptions()).Text, sample.Answer.Text);
            Assert.EndsWith(sample.Answer.Text, sample.Name, StringComparison.Ordinal);
        });
    }

    private static byte[] Unread()
    {
        using var network = TrainedNetworks.Make(Config);
        return PlateNetExporter.Export(network);
    }
}
