using PlateRecognition.Imaging;

namespace Training.Export.Data;

/// <summary>The arrays of one batch, in the layout the network and its losses take them. Reused; not thread-safe.</summary>
public sealed class PlateBatch
{
    /// <summary>Allocates the arrays of a batch.</summary>
    /// <param name="size">Samples.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="grid">The feature map to supervise, or null to leave it alone.</param>
    /// <param name="slots">Slots of the network.</param>
    public PlateBatch(int size, ImageInputSpec input, SupervisionGrid? grid, int slots)
    {
        Size = size;
        Pixels = new byte[size * input.ByteCount];
        Targets = new long[size * slots];
        CellTargets = grid is null ? [] : new long[size * grid.Cells];
        AttentionTargets = grid is null ? [] : new float[size * slots * grid.Cells];
    }

    /// <summary>Samples in the batch.</summary>
    public int Size { get; }

    /// <summary>(N, H, W, 3) bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>(N, S) class indices.</summary>
    public long[] Targets { get; }

    /// <summary>(N, rows × columns) class indices, or empty.</summary>
    public long[] CellTargets { get; }

    /// <summary>(N, S, rows × columns) weights, or empty.</summary>
    public float[] AttentionTargets { get; }
}
