using PlateRecognition.Imaging;

namespace PlateRecognition.Detection;

/// <summary>
/// Which finds a detector should look at again, and where: plates that are small in its input have corners that are off by a part of a character, and the photo has
/// more pixels of them. Pure.
/// </summary>
public static class CloserLook
{
    /// <summary>Most finds of a photo that are looked at again.</summary>
    public const int Most = 8;

    // Pixels of the input from which on a plate's corners are good, and how many of its widths the closer look shows. Measured on real photos: narrower and wider looks
    // find fewer plates as closely.
    private const double Narrow = 90, Widths = 4;

    // A plate that stands as high as it is wide still has something around it.
    private const double Heights = 2.5;

    // From this overlap on, what the closer look finds is the same plate.
    private const double SamePlate = 0.3;

    /// <summary>The part of a photo to look at, or null where the first look saw as many pixels.</summary>
    /// <param name="box">The find, in the decoded photo's pixels.</param>
    /// <param name="width">Pixels of the decoded photo's rows.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="input">The detector's input.</param>
    public static PhotoTile? TileOf(PixelBox box, int width, int height, ImageInputSpec input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shrink = Math.Min(input.Width / (double)width, input.Height / (double)height);
        if (shrink >= 1 || box.Width * shrink >= Narrow)
            return null;
        var tileWidth = Math.Clamp((int)(box.Width * Widths), 1, width);
        var tileHeight = Math.Clamp((int)Math.Max(tileWidth * (double)input.Height / input.Width, box.Height * Heights), 1, height);
        var left = Math.Clamp((int)(box.X + box.Width / 2 - tileWidth / 2.0), 0, width - tileWidth);
        var top = Math.Clamp((int)(box.Y + box.Height / 2 - tileHeight / 2.0), 0, height - tileHeight);
        return new PhotoTile(left, top, tileWidth, tileHeight);
    }

    /// <summary>The plate as the closer look saw it, as sure as the surer look was; the first find where it saw none there.</summary>
    /// <param name="find">The first find.</param>
    /// <param name="closer">What the closer look found, in the same pixels.</param>
    public static DetectedPlate Choose(DetectedPlate find, IReadOnlyList<DetectedPlate> closer)
    {
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(closer);
        var (best, most) = (find, SamePlate);
        foreach (var other in closer)
        {
            var overlap = PlateCorners.Overlap(other.Corners.Bounds, find.Corners.Bounds);
            if (overlap > most)
                (best, most) = (other, overlap);
        }

        return best with { Confidence = Math.Max(best.Confidence, find.Confidence) };
    }
}
