using Spectre.Console;
using TorchSharp;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Training;
using Training.Export.Weights;

namespace Training.Export.Commands;

/// <summary><c>train --recipe finder</c>.</summary>
internal static class FinderTraining
{
    /// <summary>Trains, or goes on where the folder stopped.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(DetectorRecipe recipe, string run, string? weights, torch.Device device, string fontFolder, CancellationToken stop)
    {
        var folder = new RunFolder(run);
        folder.Claim(recipe);
        torch.random.manual_seed((long)recipe.Options.Seed);
        var fonts = CommonOptions.OpenFonts(fontFolder);
        var photos = ScenePhotos.Load(recipe.Photos);
        using var network = new DetectorNet(recipe.Network);
        if (weights is not null)
            WeightsReport.Print(WeightLoader.Load(network.Trunk, weights));

        // Photos and seeds of their own: the held-back scenes share nothing with those trained on.
        var training = new PlateScenes(fonts, photos.Training, recipe.Data, recipe.Network);
        var heldBack = new ValidationScenes(
            photos.HeldBack, new PlateScenes(fonts, photos.HeldBack, recipe.Data with { Seed = recipe.Data.Seed + HeldBack.Validation }, recipe.Network));
        if (recipe.StartFrom is not null)
            StartingWeights.Load(recipe, network, training);
        using var trainer = new DetectorTrainer(network, recipe.Options, folder, device);

        AnsiConsole.MarkupLineInterpolated($"[bold]{recipe.Name}[/]: {network.ParameterCount:N0} parameters, {recipe.Options.Epochs} epochs of {recipe.Options.SamplesPerEpoch:N0}, batch {recipe.Options.BatchSize}, {photos.Training.Count} photos ({photos.HeldBack.Count} held back), in {folder.FullPath}");
        var finished = TrainingDisplay.Show((Action<DetectorProgress> report) => trainer.Run(training, heldBack, report, stop));
        AnsiConsole.MarkupLineInterpolated(finished ? (FormattableString)$"Done. Export it with: export --run {run}" : $"Stopped; the checkpoint is kept. The same command goes on.");
        return finished ? 0 : 130;
    }
}
