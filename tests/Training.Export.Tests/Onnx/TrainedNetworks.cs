using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Tests.Onnx;

/// <summary>
/// Networks as training leaves them, without the training: every normalisation has its own factor, offset and running
/// statistics. A fresh network would not do: its answers hardly depend on the picture, so an exporter could lose the trunk.
/// </summary>
internal static class TrainedNetworks
{
    private const int Passes = 30, Batch = 16;

    public static PlateNet Make(PlateNetConfig config, int seed = 11)
    {
        manual_seed(seed);

        // A quick average: statistics that still remember their start would make the deep layers' outputs constant.
        var network = new PlateNet(config with { Trunk = config.Trunk with { BatchNormMomentum = 0.3 } });
        using var noGradient = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            // Vectors are γ, β and biases.
            if (parameter.dim() == 1)
                parameter.uniform_(name.EndsWith("weight", StringComparison.Ordinal) ? 0.5 : -0.3, name.EndsWith("weight", StringComparison.Ordinal) ? 1.5 : 0.3);
        }

        // Sharper answers than a fresh last layer gives.
        var last = network.Attention is { } attention ? [attention.Glyph.weight, attention.Local.weight] : network.Branches!.Branches.Select(branch => branch.Classify.weight);
        foreach (var weight in last)
            weight.mul_(3);

        network.train();
        for (var pass = 0; pass < Passes; pass++)
        {
            using var scope = NewDisposeScope();
            network.forward(tensor(Pictures(config, Batch, pass), [Batch, config.Height, config.Width, 3]).permute(0, 3, 1, 2).to(ScalarType.Float32));
        }

        network.eval();
        return network;
    }

    /// <summary>Stripes and spots of chance colours, (N, H, W, 3).</summary>
    public static byte[] Pictures(PlateNetConfig config, int count, int seed = 1000)
    {
        var chance = new Random(seed);
        var bytes = new byte[count * config.Height * config.Width * 3];
        for (var picture = 0; picture < count; picture++)
        {
            var (angle, pitch, base0, swing) = (chance.NextDouble() * Math.PI, 3 + chance.NextDouble() * 20, chance.Next(40, 215), chance.Next(20, 120));
            int[] tint = [chance.Next(-40, 40), chance.Next(-40, 40), chance.Next(-40, 40)];
            var (dx, dy) = (Math.Cos(angle) / pitch, Math.Sin(angle) / pitch);
            for (var i = 0; i < config.Height * config.Width * 3; i++)
            {
                var (y, x, channel) = (i / 3 / config.Width, i / 3 % config.Width, i % 3);
                var value = base0 + swing * Math.Sin((x * dx + y * dy) * 6.3) + tint[channel] + chance.Next(-15, 15);
                bytes[picture * config.Height * config.Width * 3 + i] = (byte)Math.Clamp(value, 0, 255);
            }
        }

        return bytes;
    }
}
