using System.Globalization;
using PlateRecognition.Plates;
using Spectre.Console;
using Training.Export.Commands;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Rendering;
using Training.Export.Training;
using Training.Export.Weights;
using static TorchSharp.torch;

namespace Training.Export.Study;

/// <summary>
/// Linear probes (Alain, Bengio, "Understanding intermediate layers using linear classifier probes", 2017): how much of the text a straight line can read off
/// each stage's features, averaged over the whole map or over its rows alone, in trunks of ImageNet, of chance and of plates. Writes <c>probes.csv</c>.
/// </summary>
internal static class StudyProbes
{
    private const int TrainingPlates = 3_000, ValidationPlates = 1_000, BatchSize = 50;
    private static readonly bool[] Poolings = [false, true];
    private static readonly double[] Ridges = [1e-3, 1e-2, 1e-1, 1, 10];

    /// <summary>Fits the probes of all trunks that are at hand.</summary>
    /// <param name="folder">The study's folder, with the checkpoints of its arms.</param>
    /// <param name="fonts">Fonts to draw plates with.</param>
    /// <param name="weights">ImageNet weights of MobileNetV2, or null.</param>
    public static int Run(StudyFolder folder, FontLibrary fonts, string? weights)
    {
        var arm = StudyMatrices.Experiments("arms")[0];
        var rows = new List<ProbeRow>();
        foreach (var (name, file) in Trunks(folder, arm, weights))
        {
            if (name != "random weights" && !File.Exists(file))
            {
                AnsiConsole.MarkupLineInterpolated($"[yellow]left out[/] {name}: there is no {file ?? "--weights FILE"}");
                continue;
            }

            rows.AddRange(Probe(name, file, arm, fonts));
        }

        ProbeRow.Write(Path.Combine(folder.Root, ProbeRow.FileName), rows);
        return 0;
    }

    private static IEnumerable<(string Name, string? File)> Trunks(StudyFolder folder, StudyExperiment arm, string? weights) =>
    [
        ("random weights", null),
        ("ImageNet", weights),
        ("shapes", folder.Run(StudyMatrices.SourceOf(arm with { Source = StudySource.Shapes })!).CheckpointPath),
        ("other plates", folder.Run(StudyMatrices.SourceOf(arm with { Source = StudySource.OtherPlates })!).CheckpointPath),
        ("these plates", folder.Run(arm).CheckpointPath),
    ];

    private static IEnumerable<ProbeRow> Probe(string name, string? file, StudyExperiment arm, FontLibrary fonts)
    {
        using var noGradient = no_grad();
        random.manual_seed((long)arm.Seed);
        var recipe = arm.ToRecipe();
        using var network = new PlateNet(recipe.Network);
        if (file is not null)
            WeightLoader.Load(network.Trunk, file);
        network.eval();

        // 1. Features of every stage, pooled in both ways.
        var learnt = Features(network, recipe, fonts, arm.Seed, TrainingPlates);
        var heldBack = Features(network, recipe, fonts, arm.Seed + HeldBack.Validation, ValidationPlates);

        // 2. A line for each: ridge regression on the classes of every slot, the ridge chosen on the last fifth of the plates to learn from.
        for (var i = 0; i < learnt.Pooled.Count; i++)
        {
            var (block, columns, features) = learnt.Pooled[i];
            var accuracy = RidgeProbe.Accuracy(features, learnt.Targets, heldBack.Pooled[i].Features, heldBack.Targets, recipe.Network.Classes, Ridges);
            var row = new ProbeRow(name, block, columns, features.shape[1], accuracy);
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{name}, block {block}, {(columns ? "columns kept" : "averaged")}: {accuracy:0.0%} of the characters");
            yield return row;
        }
    }

    private static (List<(int Block, bool Columns, Tensor Features)> Pooled, Tensor Targets) Features(
        PlateNet network, TrainingRecipe recipe, FontLibrary fonts, ulong seed, int count)
    {
        var codec = new PlateTextCodec(new Alphabet(recipe.Alphabet, recipe.Pad), recipe.Network.Slots);
        var input = recipe.Network.InputSpec;
        var plates = new RenderedPlates(fonts, recipe.Data with { Seed = seed });
        var blocks = Enumerable.Range(0, network.Trunk.Config.Stages.Count + 2).ToArray();
        var pooled = blocks.SelectMany(block => new[] { (block, false), (block, true) }).ToDictionary(key => key, _ => new List<Tensor>());
        var targets = new List<Tensor>();
        for (var first = 0; first < count; first += BatchSize)
        {
            using var scope = NewDisposeScope();
            var batch = new PlateBatch(BatchSize, input, grid: null, codec.Slots);
            Parallel.For(0, BatchSize, i =>
            {
                using var sample = plates.Read(first + i);
                PlateBatches.Write(sample, batch, i, codec, input, grid: null);
            });
            var maps = network.ForwardStages(BatchTensors.Pixels(batch, input, CPU), blocks);
            foreach (var (map, block) in maps.Zip(blocks))
            {
                pooled[(block, false)].Add(map.mean([2, 3]).MoveToOuterDisposeScope());
                pooled[(block, true)].Add(map.mean([2]).flatten(1).MoveToOuterDisposeScope());
            }

            targets.Add(tensor(batch.Targets, [BatchSize, codec.Slots]).MoveToOuterDisposeScope());
        }

        return ([.. blocks.SelectMany(block => Poolings.Select(columns => (block, columns, cat(pooled[(block, columns)]))))], cat(targets));
    }
}
