using PlateRecognition.Imaging;

namespace PlateRecognition.Detection;

/// <summary>
/// Which finds a detector should look at again, and how: closer at plates that are small in its input, whose corners are off by a part of a character, since the photo has more
/// pixels of them; from further away at those so large that no cell of its map sees them whole. Pure.
/// </summary>
public static class SecondLook
{
    /// <summary>Most finds of a photo that are looked at again.</summary>
    public const int Most = 8;

    /// <summary>
    /// Share of the threshold from which a find of the first look is worth a second one, though it counts only if that reaches the threshold: a small plate has less heat than
    /// the same plate seen close.
    /// </summary>
    public const double WorthShare = 0.75;

    // Pixels of the input from which on a plate's corners are good, and how many of its widths the closer look shows. Measured on real photos: narrower and wider looks
    // find fewer plates as closely.
    private const double Narrow = 90, Widths = 4;

    // A plate that stands as high as it is wide still has something around it.
    private const double Heights = 2.5;

    // Pixels of the input from which on a plate's far edges are cut short, and the width at which it is seen from further away. Measured on real photos shown smaller.
    private const double Wide = 240, FarWidth = 180;

    // From this overlap on, what the second look finds is the same plate.
    private const double SamePlate = 0.3;

    /// <summary>What to look at, or null where the first look was good.</summary>
    /// <param name="box">The find, in the decoded photo's pixels.</param>
    /// <param name="width">Pixels of the decoded photo's rows.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="input">The detector's input.</param>
    public static PhotoTile? TileOf(PixelBox box, int width, int height, ImageInputSpec input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shrink = Math.Min(input.Width / (double)width, input.Height / (double)height);
        var seen = box.Width * Math.Min(1, shrink);
        if (seen > Wide)
            return new PhotoTile(0, 0, width, height) { Share = Math.Max(FarWidth / seen, 0.25) };
        return seen < Narrow && shrink < 1 ? Around(box, width, height, input) : null;
    }

    /// <summary>The plate as the second look saw it, as sure as the surer look was; the first find where it saw none there.</summary>
    /// <param name="find">The first find.</param>
    /// <param name="second">What the second look found, in the same pixels.</param>
    public static DetectedPlate Choose(DetectedPlate find, IReadOnlyList<DetectedPlate> second)
    {
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(second);
        var (best, most) = (find, SamePlate);
        foreach (var other in second)
        {
            var overlap = PlateCorners.Overlap(other.Corners.Bounds, find.Corners.Bounds);
            if (overlap > most)
                (best, most) = (other, overlap);
        }

        return best with { Confidence = Math.Max(best.Confidence, find.Confidence) };
    }

    private static PhotoTile Around(PixelBox box, int width, int height, ImageInputSpec input)
    {
        var tileWidth = Math.Clamp((int)(box.Width * Widths), 1, width);
        var tileHeight = Math.Clamp((int)Math.Max(tileWidth * (double)input.Height / input.Width, box.Height * Heights), 1, height);
        var left = Math.Clamp((int)(box.X + box.Width / 2 - tileWidth / 2.0), 0, width - tileWidth);
        var top = Math.Clamp((int)(box.Y + box.Height / 2 - tileHeight / 2.0), 0, height - tileHeight);
        return new PhotoTile(left, top, tileWidth, tileHeight);
    }
}
