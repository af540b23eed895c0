using PlateRecognition;
using PlateRecognition.Detection;
using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>How tightly a picture is cut around its plate.</summary>
internal enum CropKind
{
    /// <summary>Anything, most often close to the plate's edges.</summary>
    Usual,

    /// <summary>At the plate's edges or into them.</summary>
    Tight,

    /// <summary>With room around the plate.</summary>
    Loose,

    /// <summary>Straightened, or upright, around the corners that a finder found: off by up to a fifth of the plate's height.</summary>
    Found,
}

/// <summary>The camera's place and the crop: a homography from a plate's millimetres to the pixels of the capture.</summary>
/// <param name="ToPicture">Millimetres to pixels.</param>
/// <param name="Width">Width of the capture, in pixels.</param>
/// <param name="Height">Height of the capture, in pixels.</param>
internal readonly record struct CameraView(SKMatrix ToPicture, int Width, int Height)
{
    /// <summary>Turns the plate in front of a pinhole camera and crops around it.</summary>
    /// <param name="plate">Size of the plate.</param>
    /// <param name="ink">Bounding box of the characters; it stays in the picture.</param>
    /// <param name="width">Width of the capture in pixels.</param>
    /// <param name="crop">How tightly the crop was cut.</param>
    /// <param name="strength">0 looks straight on, 1 turns fully.</param>
    /// <param name="random">Source of chance.</param>
    public static CameraView Create(SKSize plate, SKRect ink, int width, CropKind crop, float strength, SeededRandom random)
    {
        var turn = TurnedPlate(plate, strength, random);
        if (crop == CropKind.Found)
            return OfFind(plate, turn, width, strength, random);
        var bounds = Bounds(turn, SKRect.Create(plate));
        var text = Bounds(turn, ink);

        // Margins in parts of the plate's height; negative ones cut into it.
        var unit = plate.Height;
        var (low, high) = Margins(crop, random.Unit());
        var (left, top) = (bounds.Left - Margin(), bounds.Top - Margin());
        var (right, bottom) = (bounds.Right + Margin(), bounds.Bottom + Margin());
        var pad = ink.Height * random.Range(0.02f, 0.08f);
        var cut = new SKRect(
            MathF.Min(left, text.Left - pad), MathF.Min(top, text.Top - pad), MathF.Max(right, text.Right + pad), MathF.Max(bottom, text.Bottom + pad));

        var scale = width / cut.Width;
        var squeeze = 1 + strength * Math.Clamp(0.08f * random.Normal(), -0.2f, 0.3f);
        if (crop == CropKind.Loose)
            squeeze *= 1 + strength * random.Range(0, 0.25f); // traffic cameras with half their rows, enlarged again

        var height = Math.Max(12, (int)MathF.Round(cut.Height * scale * squeeze));
        var place = SKMatrix.CreateScale(scale, height / cut.Height).PreConcat(SKMatrix.CreateTranslation(-cut.Left, -cut.Top));
        return new CameraView(place.PreConcat(turn), width, height);

        float Margin() => unit * (strength * random.Range(low, high) + (1 - strength) * 0.04f);
    }

    // What the service cuts out of a photo: the found outline, tight or with a margin, shown from the front; or its upright box.
    private static CameraView OfFind(SKSize plate, SKMatrix turn, int width, float strength, SeededRandom random)
    {
        var corners = PlateStamp.Corners(plate, turn);
        var off = strength * (corners[3] - corners[0]).Length;
        for (var i = 0; i < corners.Length; i++)
            corners[i].Offset(off * Math.Clamp(0.07f * random.Normal(), -0.2f, 0.2f), off * Math.Clamp(0.07f * random.Normal(), -0.2f, 0.2f));
        var upright = random.Chance(0.3);
        if (upright)
        {
            var (left, right) = (corners.Min(corner => corner.X), corners.Max(corner => corner.X));
            var (top, bottom) = (corners.Min(corner => corner.Y), corners.Max(corner => corner.Y));
            corners = [new(left, top), new(right, top), new(right, bottom), new(left, bottom)];
        }

        var (marginX, marginY) = upright || random.Chance(0.4) ? (random.Range(0.05f, 0.14f), random.Range(0.12f, 0.28f)) : random.Chance(0.4) ? (0.04f, 0.1f) : (0, 0);
        var (wide, high) = ((corners[1] - corners[0]).Length * (1 + 2 * marginX), (corners[3] - corners[0]).Length * (1 + 2 * marginY));
        var height = Math.Max(12, (int)MathF.Round(width * high / wide));
        if (!FromUnitSquare(corners).TryInvert(out var toUnitSquare))
            throw new InvalidOperationException($"The outline {string.Join(", ", corners)} has no area.");
        var place = SKMatrix.CreateScale(width / (1 + 2 * marginX), height / (1 + 2 * marginY)).PreConcat(SKMatrix.CreateTranslation(marginX, marginY));
        return new CameraView(place.PreConcat(toUnitSquare).PreConcat(turn), width, height);
    }

    private static SKMatrix FromUnitSquare(SKPoint[] corners)
    {
        var map = new Homography(new PlateCorners(Point(0), Point(1), Point(2), Point(3)));
        var (g, h) = ((float)map.Depth(1, 0) - 1, (float)map.Depth(0, 1) - 1);
        return new SKMatrix(
            corners[1].X * (1 + g) - corners[0].X, corners[3].X * (1 + h) - corners[0].X, corners[0].X,
            corners[1].Y * (1 + g) - corners[0].Y, corners[3].Y * (1 + h) - corners[0].Y, corners[0].Y, g, h, 1);

        PixelPoint Point(int i) => new(corners[i].X, corners[i].Y);
    }

    /// <summary>The upright bounding box of a box after the view.</summary>
    public static SKRect Bounds(SKMatrix matrix, SKRect box)
    {
        var (a, b) = (matrix.MapPoint(box.Left, box.Top), matrix.MapPoint(box.Right, box.Top));
        var (c, d) = (matrix.MapPoint(box.Left, box.Bottom), matrix.MapPoint(box.Right, box.Bottom));
        return new SKRect(
            MathF.Min(MathF.Min(a.X, b.X), MathF.Min(c.X, d.X)), MathF.Min(MathF.Min(a.Y, b.Y), MathF.Min(c.Y, d.Y)),
            MathF.Max(MathF.Max(a.X, b.X), MathF.Max(c.X, d.X)), MathF.Max(MathF.Max(a.Y, b.Y), MathF.Max(c.Y, d.Y)));
    }

    private static (float Low, float High) Margins(CropKind crop, float chance) => crop switch
    {
        CropKind.Tight => chance < 0.8f ? (-0.10f, 0.03f) : (-0.02f, 0.2f),
        CropKind.Loose => chance < 0.7f ? (0.02f, 0.32f) : (0.1f, 0.7f),
        _ => chance < 0.6f ? (-0.06f, 0.04f) : chance < 0.87f ? (-0.1f, 0.14f) : chance < 0.97f ? (0.02f, 0.32f) : (0.1f, 0.7f),
    };

    /// <summary>Rotation about x, y and z, then a pinhole at a distance of some plate widths, all about the plate's centre.</summary>
    internal static SKMatrix TurnedPlate(SKSize plate, float strength, SeededRandom random)
    {
        const float Degrees = MathF.PI / 180;
        var roll = Limited(random.Chance(0.12) ? 7 : 2.2f, 14);
        var (sinRoll, cosRoll) = MathF.SinCos(roll);
        var (sinYaw, cosYaw) = MathF.SinCos(Limited(14, 42));
        var (sinPitch, cosPitch) = MathF.SinCos(Limited(11, 35));
        var shear = random.Chance(0.35) ? strength * Math.Clamp(0.06f * random.Normal(), -0.2f, 0.2f) : 0;
        var distance = plate.Width * random.Range(2.2f, 9f);

        // Rows of R = Rz(roll) · Ry(yaw) · Rx(pitch), first two columns: the plate has no depth.
        var (xx, xy) = (cosYaw, sinYaw * sinPitch);
        var (yx, yy) = (0f, cosPitch);
        var (zx, zy) = (-sinYaw, cosYaw * sinPitch);
        var (ux, uy) = (cosRoll * xx - sinRoll * yx, cosRoll * xy - sinRoll * yy);
        var (vx, vy) = (sinRoll * xx + cosRoll * yx, sinRoll * xy + cosRoll * yy);
        uy += shear;
        var camera = new SKMatrix(ux, uy, 0, vx, vy, 0, zx / distance, zy / distance, 1);
        return camera.PreConcat(SKMatrix.CreateTranslation(-plate.Width / 2, -plate.Height / 2));

        float Limited(float deviation, float limit) => Degrees * strength * Math.Clamp(deviation * random.Normal(), -limit, limit);
    }
}
