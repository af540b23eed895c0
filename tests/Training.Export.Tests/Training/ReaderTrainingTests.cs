using System.Globalization;
using SkiaSharp;
using Training.Export.Commands;
using Training.Export.Networks;
using Training.Export.Tests.Rendering;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Tests.Training;

/// <summary>A training on own crops, with a network that is too small to learn anything.</summary>
public sealed class ReaderTrainingTests : IDisposable
{
    private static readonly TrainingRecipe Tiny = TrainingRecipe.FineTune with
    {
        Network = PlateNetConfig.Reader with
        {
            Trunk = new EfficientNetConfig { StemChannels = 8, Stages = [new(1, 3, 2, 1, 8, 1, 0), new(2, 3, 2, 2, 16, 1, 0.25)], HeadChannels = 0 },
            Height = 16,
            Width = 32,
            Hidden = 16,
            ContextChannels = 4,
        },
        Options = TrainingRecipe.FineTune.Options with { Epochs = 1, SamplesPerEpoch = 16, BatchSize = 8 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("own-").FullName;

    [Fact]
    public void Run_OwnCrops_HoldsAFifthBackAndWritesDownWhat()
    {
        var csv = Csv(40);

        var code = ReaderTraining.Run(Tiny with { Own = new OwnPlatesOptions { Csv = csv, Share = 0.5 } }, Run, weights: null, CPU, RepositoryFonts.Folder, CancellationToken.None);

        Assert.Equal(0, code);
        var recipe = new RunFolder(Run).ReadRecipe();
        var heldBack = File.ReadAllLines(Path.Combine(Run, "held-back.csv")).Length - 1;
        Assert.Equal(40, recipe.Own!.Crops + heldBack);
        Assert.Equal(heldBack, recipe.Options.ValidationSamples);
        Assert.Equal(2, File.ReadAllLines(new RunFolder(Run).MetricsPath).Length);
    }

    [Fact]
    public void Run_CropsAddedBeforeItIsResumed_SaysThatTheRecipeIsAnother()
    {
        var own = new OwnPlatesOptions { Csv = Csv(40), Share = 0.5 };
        ReaderTraining.Run(Tiny with { Own = own }, Run, weights: null, CPU, RepositoryFonts.Folder, CancellationToken.None);
        Csv(80);

        var fault = Assert.Throws<InvalidDataException>(() => ReaderTraining.Run(Tiny with { Own = own }, Run, weights: null, CPU, RepositoryFonts.Folder, CancellationToken.None));

        Assert.Contains("must keep its recipe", fault.Message);
    }

    [Fact]
    public void Run_TooFewPlatesToHoldAnyBack_SaysSo()
    {
        var fault = Assert.Throws<InvalidDataException>(
            () => ReaderTraining.Run(Tiny with { Own = new OwnPlatesOptions { Csv = Csv(1), Share = 0.5 } }, Run, weights: null, CPU, RepositoryFonts.Folder, CancellationToken.None));

        Assert.Contains("neither side may be empty", fault.Message);
    }

    [Fact]
    public void Recipe_WithoutOwnCrops_IsWrittenAsItWasBeforeThereWereAny()
    {
        var folder = new RunFolder(Run);
        folder.Claim(TrainingRecipe.Reader);

        Assert.DoesNotContain("\"own\"", File.ReadAllText(folder.RecipePath));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Run => Path.Combine(_folder, "run");

    private string Csv(int plates)
    {
        using var bitmap = new SKBitmap(40, 20);
        var path = Path.Combine(_folder, "labels.csv");
        File.WriteAllLines(path, ["file,plate_text", .. Enumerable.Range(0, plates).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}.png,AB{i}"))]);
        for (var i = 0; i < plates; i++)
        {
            bitmap.Erase(new SKColor((byte)(3 * i), 100, 100));
            using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(Path.Combine(_folder, $"{i}.png"), encoded.ToArray());
        }

        return path;
    }
}
