using PlateRecognition.Imaging;
using PlateRecognition.Models;
using PlateRecognition.Plates;
using Training.Export.Evaluation;

namespace Training.Export.Tests.Evaluation;

public sealed class ModelCardTests : IDisposable
{
    private static readonly ModelManifest Manifest = new()
    {
        Name = "reader",
        Version = 3,
        Task = ModelTask.Recognition,
        Input = new ManifestInput("image", "uint8", PixelLayout.Nhwc, 64, 192, ColourOrder.Rgb, ResizeRule.Stretch),
        Outputs = [new ManifestOutput("probabilities", [-1, 10, 37])],
        Alphabet = Alphabet.Full.Symbols,
        Pad = Alphabet.Full.Pad,
        Slots = 10,
        Sha256 = new string('0', 64),
        Training = new ManifestTraining("recipe", 1, "plates", "unknown", ["OSP-DIN"]),
        Opset = 17,
        Licence = "Apache-2.0",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("card-").FullName;

    [Fact]
    public void Write_MeasuredPackage_NamesEverySetWithItsCountAndInterval()
    {
        ModelCard.Write(_folder, Manifest with
        {
            Accuracy = [new ManifestAccuracy("crops", 47, 0.8723, 0.976, 0.748, 0.94) { ExactMatchFolded = 0.957, Accepted = 0.809, AcceptedPrecision = 1 }],
        });

        var card = File.ReadAllText(Path.Combine(_folder, "MODEL_CARD.md"));
        Assert.StartsWith("# reader/3\n", card);
        Assert.Contains("| crops | 47 | 87.2 % | 74.8 % to 94.0 % | 95.7 % | 97.6 % | 80.9 % | 100.0 % |", card);
    }

    [Fact]
    public void Write_NothingMeasured_SaysSo()
    {
        ModelCard.Write(_folder, Manifest);

        Assert.Contains("Nothing yet", File.ReadAllText(Path.Combine(_folder, "MODEL_CARD.md")));
    }

    [Fact]
    public void Write_ModelThatAcceptsNothing_SaysSo()
    {
        ModelCard.Write(_folder, Manifest with { Calibration = new ManifestCalibration { AcceptThreshold = AcceptThreshold.Nothing } });

        Assert.Contains("no text is accepted", File.ReadAllText(Path.Combine(_folder, "MODEL_CARD.md")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
