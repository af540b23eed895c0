using PlateRecognition.Imaging;
using Training.Export.Networks;

namespace Training.Export.Data;

/// <summary>The arrays of one batch of scenes. Reused; not thread-safe.</summary>
internal sealed class SceneBatch
{
    /// <summary>Allocates the arrays.</summary>
    /// <param name="size">Scenes.</param>
    /// <param name="config">The detector.</param>
    public SceneBatch(int size, DetectorNetConfig config)
    {
        var cells = config.Rows * config.Columns;
        Size = size;
        Pixels = new byte[size * config.InputSpec.ByteCount];
        Heat = new float[size * cells];
        Corners = new float[size * DetectorNetConfig.CornerValues * cells];
        Weights = new float[size * DetectorTargets.WeightPlanes * cells];
    }

    /// <summary>Scenes in the batch.</summary>
    public int Size { get; }

    /// <summary>(N, H, W, 3) bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>(N, rows × columns): 1 at centres, falling around them; below 0 where it counts neither way.</summary>
    public float[] Heat { get; }

    /// <summary>(N, 8, rows × columns) offsets in cells.</summary>
    public float[] Corners { get; }

    /// <summary>(N, 2, rows × columns) weights of the corners: of exact ones, then of upright boxes.</summary>
    public float[] Weights { get; }

    /// <summary>Puts a scene into the batch.</summary>
    public void Write(PlateScene scene, int position, DetectorNetConfig config)
    {
        var (picture, input) = (scene.Picture, config.InputSpec);
        PixelPreprocessor.Write(picture.GetPixelSpan(), picture.Width, picture.Height, picture.RowBytes, input, Pixels.AsSpan(position * input.ByteCount, input.ByteCount));

        var cells = config.Rows * config.Columns;
        var (corners, weights) = (DetectorNetConfig.CornerValues * cells, DetectorTargets.WeightPlanes * cells);
        DetectorTargets.Write(scene, config, Heat.AsSpan(position * cells, cells), Corners.AsSpan(position * corners, corners), Weights.AsSpan(position * weights, weights));
    }
}
