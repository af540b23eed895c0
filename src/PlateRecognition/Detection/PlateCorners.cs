namespace PlateRecognition.Detection;

/// <summary>A plate's outline in a picture: clockwise from its own top left, in pixels; (0, 0) is the top left edge of the first pixel.</summary>
/// <param name="TopLeft">Where its text begins, at the top.</param>
/// <param name="TopRight">Likewise.</param>
/// <param name="BottomRight">Likewise.</param>
/// <param name="BottomLeft">Likewise.</param>
public readonly record struct PlateCorners(PixelPoint TopLeft, PixelPoint TopRight, PixelPoint BottomRight, PixelPoint BottomLeft)
{
    /// <summary>The smallest upright box around the corners.</summary>
    public PixelBox Bounds
    {
        get
        {
            var left = Math.Min(Math.Min(TopLeft.X, TopRight.X), Math.Min(BottomRight.X, BottomLeft.X));
            var right = Math.Max(Math.Max(TopLeft.X, TopRight.X), Math.Max(BottomRight.X, BottomLeft.X));
            var top = Math.Min(Math.Min(TopLeft.Y, TopRight.Y), Math.Min(BottomRight.Y, BottomLeft.Y));
            var bottom = Math.Max(Math.Max(TopLeft.Y, TopRight.Y), Math.Max(BottomRight.Y, BottomLeft.Y));
            return new PixelBox(left, top, right - left, bottom - top);
        }
    }

    /// <summary>
    /// Whether the corners go round clockwise with every angle under 180°, so that a straight rectangle can be seen so by a
    /// camera. False for corners that are not finite.
    /// </summary>
    public bool IsConvex
        => Turn(TopLeft, TopRight, BottomRight) > 0 && Turn(TopRight, BottomRight, BottomLeft) > 0
            && Turn(BottomRight, BottomLeft, TopLeft) > 0 && Turn(BottomLeft, TopLeft, TopRight) > 0;

    /// <summary>An upright box's corners.</summary>
    public static PlateCorners Of(PixelBox box) => new(
        new(box.X, box.Y), new(box.X + box.Width, box.Y), new(box.X + box.Width, box.Y + box.Height), new(box.X, box.Y + box.Height));

    /// <summary>Common area over joint area of two upright boxes, 0 to 1; 0 for empty ones.</summary>
    public static double Overlap(PixelBox a, PixelBox b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        if (!(width > 0 && height > 0))
            return 0;
        var common = width * height;
        return common / (a.Width * a.Height + b.Width * b.Height - common);
    }

    /// <summary>The corners scaled about the origin, such as from a scaled decode to the uploaded picture.</summary>
    public PlateCorners Scale(double x, double y) => new(
        new(TopLeft.X * x, TopLeft.Y * y), new(TopRight.X * x, TopRight.Y * y),
        new(BottomRight.X * x, BottomRight.Y * y), new(BottomLeft.X * x, BottomLeft.Y * y));

    /// <summary>The corners moved, such as from a tile to its picture.</summary>
    public PlateCorners Move(double x, double y) => new(
        new(TopLeft.X + x, TopLeft.Y + y), new(TopRight.X + x, TopRight.Y + y),
        new(BottomRight.X + x, BottomRight.Y + y), new(BottomLeft.X + x, BottomLeft.Y + y));

    // Positive for a clockwise turn, since y grows downwards.
    private static double Turn(PixelPoint a, PixelPoint b, PixelPoint c) => (b.X - a.X) * (c.Y - b.Y) - (b.Y - a.Y) * (c.X - b.X);
}

/// <summary>A plate that a detector found.</summary>
/// <param name="Corners">Its outline in the uploaded picture's pixels; corners of a cut-off plate may lie outside.</param>
/// <param name="Confidence">Probability that there is a plate, 0 to 1.</param>
public sealed record DetectedPlate(PlateCorners Corners, double Confidence);
