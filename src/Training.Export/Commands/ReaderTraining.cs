using PlateRecognition.Plates;
using Spectre.Console;
using TorchSharp;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Training;
using Training.Export.Weights;

namespace Training.Export.Commands;

/// <summary><c>train</c> of a reader, on rendered plates or on own crops and rendered plates.</summary>
internal static class ReaderTraining
{
    private const int MostHeldBack = 2000;

    /// <summary>Trains, or goes on where the folder stopped.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(TrainingRecipe recipe, string run, string? weights, torch.Device device, string fontFolder, CancellationToken stop)
    {
        // 1. What there is to learn from.
        var codec = new PlateTextCodec(new Alphabet(recipe.Alphabet, recipe.Pad), recipe.Network.Slots);
        var own = recipe.Own is null ? null : LabelCheck.Open(recipe.Own.Csv, codec.Alphabet, codec.Slots).Pictures;
        var (ownTraining, ownHeldBack) = own?.Split() ?? default;
        if (own is not null)
            recipe = WithOwn(recipe, ownTraining!, ownHeldBack!);
        var folder = new RunFolder(run);
        folder.Claim(recipe);
        torch.random.manual_seed((long)recipe.Options.Seed);
        var fonts = CommonOptions.OpenFonts(fontFolder);

        // 2. The network: random, or with weights that have learnt already.
        var input = recipe.Network.InputSpec;
        using var network = new PlateNet(recipe.Network);
        if (weights is not null)
            WeightsReport.Print(WeightLoader.Load(network.Trunk, weights));

        // Seeds far apart: the held-back plates share nothing with those trained on.
        var rendered = new RenderedPlates(fonts, recipe.Data);
        IPlateSource heldBack = ownHeldBack ?? (IPlateSource)new RenderedPlates(fonts, recipe.Data with { Seed = recipe.Data.Seed + HeldBack.Validation, RampSamples = 0 });
        IPlateSource training = ownTraining is null ? rendered : new OwnPlates(ownTraining, rendered, recipe.Own!.Share, recipe.Data.Seed + HeldBack.OwnCrops);
        if (recipe.StartFrom is not null)
            StartingWeights.Load(recipe, network, training, codec);

        // 3. Learn.
        if (ownHeldBack is not null)
            ownHeldBack.Write(Path.Combine(folder.FullPath, "held-back.csv"));
        using var trainer = new Trainer(network, codec, input, recipe.Options, folder, device);
        AnsiConsole.MarkupLineInterpolated($"[bold]{recipe.Name}[/]: {network.ParameterCount:N0} parameters, {recipe.Options.Epochs} epochs of {recipe.Options.SamplesPerEpoch:N0}, batch {recipe.Options.BatchSize}, in {folder.FullPath}");
        if (recipe.Own is { } crops)
            AnsiConsole.MarkupLineInterpolated($"{crops.Share:0%} of the samples are own crops: {crops.Crops} of {crops.Plates} plates; {ownHeldBack!.Count} others are held back and listed in held-back.csv");
        var finished = TrainingDisplay.Show((Action<TrainingProgress> report) => trainer.Run(training, heldBack, report, stop));
        AnsiConsole.MarkupLineInterpolated(finished ? (FormattableString)$"Done. Export it with: export --run {run}" : $"Stopped; the checkpoint is kept. The same command goes on.");
        return finished ? 0 : 130;
    }

    private static TrainingRecipe WithOwn(TrainingRecipe recipe, LabelledPictures training, LabelledPictures heldBack)
    {
        if (training.Count == 0 || heldBack.Count == 0)
            throw new InvalidDataException($"{recipe.Own!.Csv} has {training.Count + heldBack.Count} crops, of which {heldBack.Count} are held back (a fifth of the plates, by a hash of their texts): neither side may be empty; add plates.");
        return recipe with
        {
            Own = recipe.Own! with { Crops = training.Count, Plates = training.Rows.Select(row => row.Text).Distinct().Count() },
            Options = recipe.Options with { ValidationSamples = Math.Min(heldBack.Count, MostHeldBack) },
        };
    }
}
