using PlateRecognition.Imaging;
using SkiaSharp;
using Training.Export.Networks;

namespace Training.Export.Data;

/// <summary>
/// Turns a scene's plates into targets at stride 8: a Gaussian a plate, as wide and high as the plate is (Liu et al.,
/// "Training-Time-Friendly Network", 2020), and the corners seen from the 3×3 cells at its centre. Pure.
/// </summary>
internal static class DetectorTargets
{
    /// <summary>Heat of a cell that counts neither way.</summary>
    public const float Ignored = -1;

    /// <summary>Planes of corner weights: exact corners, corners of upright boxes.</summary>
    public const int WeightPlanes = 2;

    /// <summary>Writes the targets of a scene.</summary>
    /// <param name="scene">The scene; its picture goes into the input by letterbox.</param>
    /// <param name="config">The detector.</param>
    /// <param name="heat">Receives rows × columns values.</param>
    /// <param name="corners">Receives 8 × rows × columns offsets from the cells' centres, in cells.</param>
    /// <param name="weights">Receives 2 × rows × columns weights.</param>
    public static void Write(PlateScene scene, DetectorNetConfig config, Span<float> heat, Span<float> corners, Span<float> weights)
    {
        heat.Clear();
        corners.Clear();
        weights.Clear();
        var (left, top, width, height) = PixelPreprocessor.Place(scene.Picture.Width, scene.Picture.Height, config.InputSpec);
        var (scaleX, scaleY) = (width / (float)scene.Picture.Width, height / (float)scene.Picture.Height);
        SKPoint OnMap(SKPoint point) => new((point.X * scaleX + left) / DetectorNetConfig.Stride, (point.Y * scaleY + top) / DetectorNetConfig.Stride);

        // Ignored first: a plate that is marked beats a region that is not.
        foreach (var region in scene.Ignored)
        {
            var (from, to) = (OnMap(new(region.Left, region.Top)), OnMap(new(region.Right, region.Bottom)));
            for (var row = Math.Max(0, (int)from.Y); row < Math.Min(config.Rows, (int)MathF.Ceiling(to.Y)); row++)
            {
                for (var column = Math.Max(0, (int)from.X); column < Math.Min(config.Columns, (int)MathF.Ceiling(to.X)); column++)
                    heat[row * config.Columns + column] = Ignored;
            }
        }

        foreach (var plate in scene.Plates)
        {
            var onMap = new ScenePlate([.. plate.Corners.Select(OnMap)], plate.Exact);
            WriteHeat(onMap.Bounds, config, heat);
            WriteCorners(onMap, config, corners, weights);
        }
    }

    private static void WriteHeat(SKRect box, DetectorNetConfig config, Span<float> heat)
    {
        // A Gaussian of a sixth of the side falls to 1 % at the edge; half of that keeps neighbours apart.
        const float Share = 0.54f / 6, Least = 0.65f;
        var (centreX, centreY) = Centre(box, config);
        var (sigmaX, sigmaY) = (MathF.Max(Least, box.Width * Share), MathF.Max(Least, box.Height * Share));
        var (reachX, reachY) = ((int)MathF.Ceiling(3 * sigmaX), (int)MathF.Ceiling(3 * sigmaY));
        for (var row = Math.Max(0, centreY - reachY); row <= Math.Min(config.Rows - 1, centreY + reachY); row++)
        {
            for (var column = Math.Max(0, centreX - reachX); column <= Math.Min(config.Columns - 1, centreX + reachX); column++)
            {
                var (dx, dy) = ((column - centreX) / sigmaX, (row - centreY) / sigmaY);
                ref var cell = ref heat[row * config.Columns + column];
                cell = MathF.Max(cell, MathF.Exp(-0.5f * (dx * dx + dy * dy)));
            }
        }
    }

    private static void WriteCorners(ScenePlate plate, DetectorNetConfig config, Span<float> corners, Span<float> weights)
    {
        var cells = config.Rows * config.Columns;
        var (centreX, centreY) = Centre(plate.Bounds, config);

        // A neighbour counts less than the centre.
        const float Neighbour = 0.4f;
        for (var row = Math.Max(0, centreY - 1); row <= Math.Min(config.Rows - 1, centreY + 1); row++)
        {
            for (var column = Math.Max(0, centreX - 1); column <= Math.Min(config.Columns - 1, centreX + 1); column++)
            {
                var cell = row * config.Columns + column;
                var own = row == centreY && column == centreX ? 1 : Neighbour;
                if (own <= MathF.Max(weights[cell], weights[cells + cell]))
                    continue; // another plate's centre is nearer
                weights[cell] = plate.Exact ? own : 0;
                weights[cells + cell] = plate.Exact ? 0 : own;
                for (var corner = 0; corner < 4; corner++)
                {
                    corners[2 * corner * cells + cell] = plate.Corners[corner].X - column - 0.5f;
                    corners[(2 * corner + 1) * cells + cell] = plate.Corners[corner].Y - row - 0.5f;
                }
            }
        }
    }

    private static (int X, int Y) Centre(SKRect box, DetectorNetConfig config)
        => (Math.Clamp((int)MathF.Floor(box.MidX), 0, config.Columns - 1), Math.Clamp((int)MathF.Floor(box.MidY), 0, config.Rows - 1));
}
