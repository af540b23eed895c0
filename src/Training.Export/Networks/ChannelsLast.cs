using static TorchSharp.torch;

namespace Training.Export.Networks;

/// <summary>
/// Stores 4-D weights channels-last, which doubles the speed of convolutions on a CPU. TorchSharp has no memory format; a
/// permuted, contiguous, permuted-back tensor is stored so.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>Re-stores all convolution weights of a network. Values stay.</summary>
    public static void Apply(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (var parameter in network.parameters().Where(parameter => parameter.dim() == 4))
        {
            using var stored = Of(parameter.detach());
            parameter.set_(stored);
        }
    }

    /// <summary>Stores all convolution weights in the usual order again, as <c>Module.save</c> needs them. Values stay.</summary>
    public static void Remove(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (var parameter in network.parameters().Where(parameter => parameter.dim() == 4))
        {
            using var stored = parameter.detach().contiguous();
            parameter.set_(stored);
        }
    }

    /// <summary>A copy of an (N, C, H, W) tensor that is stored channels-last.</summary>
    public static Tensor Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
