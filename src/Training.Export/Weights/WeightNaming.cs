using Training.Export.Networks;

namespace Training.Export.Weights;

/// <summary>Whose names the weights in a file carry.</summary>
public enum WeightNaming
{
    /// <summary>torchvision's EfficientNet, and ours: <c>features.1.0.block.0.0.weight</c>.</summary>
    Torchvision,

    /// <summary>timm's EfficientNet and MobileNet: <c>blocks.0.0.conv_dw.weight</c>.</summary>
    Timm,

    /// <summary>torchvision's MobileNetV2, which numbers its blocks through: <c>features.1.conv.0.0.weight</c>.</summary>
    TorchvisionMobileNet,
}

/// <summary>Translates the names of a trunk's modules.</summary>
internal static class WeightNames
{
    /// <summary>Each weighted module of a trunk: our name and the name another library gives it. Leaves out what that naming cannot say.</summary>
    public static IEnumerable<(string Ours, string Theirs)> Modules(EfficientNet trunk, WeightNaming naming) => naming switch
    {
        WeightNaming.Torchvision => Ours(trunk).Select(name => (name, name)),
        WeightNaming.Timm => Timm(trunk),
        WeightNaming.TorchvisionMobileNet => TorchvisionMobileNet(trunk),
        _ => throw new ArgumentOutOfRangeException(nameof(naming), naming, "No such naming."),
    };

    private static IEnumerable<string> Ours(EfficientNet trunk)
        => trunk.named_parameters().Select(pair => pair.name[..pair.name.LastIndexOf('.')]).Distinct();

    private static IEnumerable<(string Ours, string Theirs)> Timm(EfficientNet trunk)
    {
        yield return ("features.0.0", "conv_stem");
        yield return ("features.0.1", "bn1");
        foreach (var (block, stage, repeat) in Blocks(trunk))
        {
            var (ours, theirs) = ($"features.{stage + 1}.{repeat}.block", $"blocks.{stage}.{repeat}");
            var part = 0;

            // timm numbers the normalisations; a block that does not expand calls its last convolution conv_pw.
            if (block.Expand is not null)
            {
                yield return ($"{ours}.{part}.0", $"{theirs}.conv_pw");
                yield return ($"{ours}.{part++}.1", $"{theirs}.bn1");
            }

            yield return ($"{ours}.{part}.0", $"{theirs}.conv_dw");
            yield return ($"{ours}.{part++}.1", block.Expand is null ? $"{theirs}.bn1" : $"{theirs}.bn2");
            if (block.Excite is not null)
            {
                yield return ($"{ours}.{part}.fc1", $"{theirs}.se.conv_reduce");
                yield return ($"{ours}.{part++}.fc2", $"{theirs}.se.conv_expand");
            }

            yield return ($"{ours}.{part}.0", block.Expand is null ? $"{theirs}.conv_pw" : $"{theirs}.conv_pwl");
            yield return ($"{ours}.{part}.1", block.Expand is null ? $"{theirs}.bn2" : $"{theirs}.bn3");
        }

        if (trunk.Head is not null)
        {
            yield return ($"features.{trunk.Blocks.Count + 1}.0", "conv_head");
            yield return ($"features.{trunk.Blocks.Count + 1}.1", "bn2");
        }
    }

    private static IEnumerable<(string Ours, string Theirs)> TorchvisionMobileNet(EfficientNet trunk)
    {
        yield return ("features.0.0", "features.0.0");
        yield return ("features.0.1", "features.0.1");
        var number = 1;
        foreach (var (block, stage, repeat) in Blocks(trunk))
        {
            var (ours, theirs) = ($"features.{stage + 1}.{repeat}.block", $"features.{number++}.conv");
            var wrapped = block.Expand is null ? 1 : 2;
            for (var part = 0; part < wrapped; part++)
            {
                yield return ($"{ours}.{part}.0", $"{theirs}.{part}.0");
                yield return ($"{ours}.{part}.1", $"{theirs}.{part}.1");
            }

            // The last convolution and its normalisation stand unwrapped.
            var project = block.Excite is null ? wrapped : wrapped + 1;
            yield return ($"{ours}.{project}.0", $"{theirs}.{wrapped}");
            yield return ($"{ours}.{project}.1", $"{theirs}.{wrapped + 1}");
        }

        if (trunk.Head is not null)
        {
            yield return ($"features.{trunk.Blocks.Count + 1}.0", $"features.{number}.0");
            yield return ($"features.{trunk.Blocks.Count + 1}.1", $"features.{number}.1");
        }
    }

    private static IEnumerable<(MBConv Block, int Stage, int Repeat)> Blocks(EfficientNet trunk)
        => trunk.Blocks.SelectMany((row, stage) => row.Select((block, repeat) => (block, stage, repeat)));
}
