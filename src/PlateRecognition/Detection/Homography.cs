using System.Runtime.Intrinsics;

namespace PlateRecognition.Detection;

/// <summary>
/// The perspective map of the unit square onto four corners, in closed form (Heckbert, "Fundamentals of Texture Mapping and
/// Image Warping", 1989, section 2.2.3). (0, 0) goes to the top left, (1, 0) to the top right. Immutable.
/// </summary>
public readonly struct Homography
{
    private readonly double _a, _b, _c, _d, _e, _f, _g, _h;

    /// <summary>Makes the map.</summary>
    /// <exception cref="ArgumentException">The corners are not convex, or not finite: no camera sees a rectangle so.</exception>
    public Homography(PlateCorners corners)
    {
        if (!corners.IsConvex)
            throw new ArgumentException($"The corners {corners} are not those of a convex outline.", nameof(corners));

        var (p0, p1, p2, p3) = (corners.TopLeft, corners.TopRight, corners.BottomRight, corners.BottomLeft);
        var (dx1, dy1) = (p1.X - p2.X, p1.Y - p2.Y);
        var (dx2, dy2) = (p3.X - p2.X, p3.Y - p2.Y);
        var (sumX, sumY) = (p0.X - p1.X + p2.X - p3.X, p0.Y - p1.Y + p2.Y - p3.Y);
        var determinant = dx1 * dy2 - dx2 * dy1;
        _g = (sumX * dy2 - dx2 * sumY) / determinant;
        _h = (dx1 * sumY - sumX * dy1) / determinant;
        (_a, _b, _c) = (p1.X - p0.X + _g * p1.X, p3.X - p0.X + _h * p3.X, p0.X);
        (_d, _e, _f) = (p1.Y - p0.Y + _g * p1.Y, p3.Y - p0.Y + _h * p3.Y, p0.Y);
    }

    /// <summary>Where a point of the square's plane is seen; points outside the square, too, as long as they are before the camera.</summary>
    public PixelPoint Map(double u, double v)
    {
        var depth = Depth(u, v);
        return new PixelPoint((_a * u + _b * v + _c) / depth, (_d * u + _e * v + _f) / depth);
    }

    /// <summary>
    /// The part of <see cref="Map"/> that a row of the square's plane has in common, for whoever maps many points of it.
    /// </summary>
    /// <param name="v">The row.</param>
    internal HomographyRow Row(double v) => new(_a, _b * v, _c, _d, _e * v, _f, _g, _h * v);

    /// <summary>Relative distance from the camera, 1 at the top left; not above 0 for points that no camera sees.</summary>
    public double Depth(double u, double v) => _g * u + _h * v + 1;
}

/// <summary>A <see cref="Homography"/> along one row; rounds as it does.</summary>
internal readonly struct HomographyRow(double a, double bv, double c, double d, double ev, double f, double g, double hv)
{
    /// <summary>Where four points are seen.</summary>
    public (Vector256<double> X, Vector256<double> Y) Map(Vector256<double> u)
    {
        var depth = Vector256.Create(g) * u + Vector256.Create(hv) + Vector256<double>.One;
        return (
            (Vector256.Create(a) * u + Vector256.Create(bv) + Vector256.Create(c)) / depth,
            (Vector256.Create(d) * u + Vector256.Create(ev) + Vector256.Create(f)) / depth);
    }
}
