using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Weights;

/// <summary>
/// Starts a trunk from weights trained elsewhere. Recognises whose names a safetensors file uses by which naming finds most
/// of them; weights of a classifier, or its absence, do not matter. Also reads our own checkpoints.
/// </summary>
public static class WeightLoader
{
    // Ours say where in a checkpoint the trunk is; the others are what training frameworks put before every name.
    private static readonly string[] Prefixes = ["", "average.trunk.", "network.trunk.", "trunk.", "module.", "model.", "backbone."];

    private static readonly string[] Kinds = ["weight", "bias", "running_mean", "running_var"];

    /// <summary>Loads what fits into <paramref name="trunk"/> and leaves the rest of it as it was.</summary>
    /// <param name="trunk">Receives the weights and the batch-norm statistics; stays on its device.</param>
    /// <param name="path">The safetensors file.</param>
    /// <returns>What matched, what did not, and what was left over.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or none of its tensors belongs to this trunk.</exception>
    public static WeightsReport Load(EfficientNet trunk, string path)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var file = SafetensorsFile.Read(path);
        var held = file.Names.ToHashSet(StringComparer.Ordinal);
        var ours = trunk.state_dict().Where(pair => Kinds.Contains(pair.Key[(pair.Key.LastIndexOf('.') + 1)..])).ToDictionary();

        var (naming, prefix, names) = Recognise(trunk, ours.Keys, held);
        var (matched, missing, otherShape, used) = (new List<string>(), new List<string>(), new List<OtherShape>(), new HashSet<string>());
        foreach (var (name, target) in ours)
        {
            if (!names.TryGetValue(name, out var theirs) || !held.Contains(theirs))
            {
                missing.Add(name);
                continue;
            }

            used.Add(theirs);
            if (!file.TryGetTensor(theirs, out var stored) || !stored.shape.SequenceEqual(target.shape))
            {
                otherShape.Add(new OtherShape(name, target.shape, file.ShapeOf(theirs)));
                continue;
            }

            // copy_ keeps the target's storage order, so a trunk stored channels-last stays so.
            target.detach().copy_(stored);
            matched.Add(name);
        }

        if (matched.Count == 0)
            throw new InvalidDataException($"{path} holds {held.Count} tensors and none fits this trunk; the names of torchvision's or timm's EfficientNet (or MobileNetV2) are known, the first of the file's is '{held.Order(StringComparer.Ordinal).FirstOrDefault()}'.");

        var unused = held.Where(name => !used.Contains(name) && !name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return new WeightsReport(path, naming, prefix, matched, missing, otherShape, unused);
    }

    private static (WeightNaming Naming, string Prefix, Dictionary<string, string> Names) Recognise(
        EfficientNet trunk, IReadOnlyCollection<string> ours, HashSet<string> held)
    {
        (WeightNaming, string, Dictionary<string, string>) best = (WeightNaming.Torchvision, "", []);
        var bestFound = -1;
        foreach (var naming in Enum.GetValues<WeightNaming>())
        {
            var modules = WeightNames.Modules(trunk, naming).ToDictionary(pair => pair.Ours, pair => pair.Theirs, StringComparer.Ordinal);
            foreach (var prefix in Prefixes)
            {
                var names = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var name in ours)
                {
                    var dot = name.LastIndexOf('.');
                    if (modules.TryGetValue(name[..dot], out var module))
                        names[name] = prefix + module + name[dot..];
                }

                var found = names.Values.Count(held.Contains);
                if (found > bestFound)
                    (best, bestFound) = ((naming, prefix, names), found);
            }
        }

        return best;
    }
}
