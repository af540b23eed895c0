using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Onnx;

/// <summary>
/// Fits the layers of an attending head that see the whole map to a map of another size: what they look for lies at the same place of the plate. A reader of another
/// input size then reads from its first step, where these layers would otherwise learn from nothing.
/// </summary>
internal static class MapResampling
{
    private const string Hidden = "head.hidden", Global = "head.global";

    /// <summary>Replaces the layers' stored weights.</summary>
    /// <param name="stored">A file's weights and biases by name.</param>
    /// <param name="map">Rows and columns of the file's map.</param>
    /// <param name="head">Where they go.</param>
    public static void Apply(Dictionary<string, Tensor> stored, (int Rows, int Columns) map, AttentionHead head)
    {
        if (map == (head.Rows, head.Columns))
            return;
        var (cells, newCells) = (map.Rows * map.Columns, head.Rows * head.Columns);

        // (hidden, context, cells): a sum over the cells, of which there are more or fewer now.
        if (stored.TryGetValue($"{Hidden}.weight", out var hidden) && hidden.dim() == 2 && hidden.shape[1] % cells == 0)
            stored[$"{Hidden}.weight"] = Resample(hidden.reshape(hidden.shape[0], -1, map.Rows, map.Columns)).mul((double)cells / newCells).reshape(hidden.shape[0], -1);

        // (slots, cells, hidden) and (slots, cells): a logit for every cell.
        if (stored.TryGetValue($"{Global}.weight", out var global) && global.dim() == 2 && global.shape[0] % cells == 0)
            stored[$"{Global}.weight"] = Resample(global.t().reshape(global.shape[1], -1, map.Rows, map.Columns)).reshape(global.shape[1], -1).t().contiguous();
        if (stored.TryGetValue($"{Global}.bias", out var bias) && bias.NumberOfElements % cells == 0)
            stored[$"{Global}.bias"] = Resample(bias.reshape(1, -1, map.Rows, map.Columns)).reshape(-1);

        Tensor Resample(Tensor maps) => nn.functional.interpolate(maps, [head.Rows, head.Columns], mode: InterpolationMode.Bilinear, align_corners: false);
    }
}
