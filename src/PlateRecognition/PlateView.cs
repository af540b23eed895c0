using PlateRecognition.Detection;
using PlateRecognition.Imaging;

namespace PlateRecognition;

/// <summary>A part of a picture that is read as one plate.</summary>
/// <param name="Corners">Where it is, in the uploaded picture's pixels.</param>
/// <param name="Confidence">Probability that there is a plate, 0 to 1.</param>
/// <param name="IsWholePicture">Whether the picture itself is the plate's crop, which is then read as it is.</param>
internal readonly record struct PlateView(PlateCorners Corners, double Confidence, bool IsWholePicture)
{
    // From this share of the picture's area on, a plate fills it: the picture was cut for it.
    private const double FillingShare = 0.3;

    // Pixels of a side up to which a picture without a find may be a plate cut out too tightly to be found.
    private const int LargestCrop = 640;

    /// <summary>The whole picture as a plate.</summary>
    public static PlateView Whole(DecodedImage image) => new(PlateCorners.Of(new PixelBox(0, 0, image.OriginalWidth, image.OriginalHeight)), 1, IsWholePicture: true);

    /// <summary>Plates that were found in a photo.</summary>
    public static PlateView[] OfPhoto(IReadOnlyList<DetectedPlate> finds) => [.. finds.Select(find => new PlateView(find.Corners, find.Confidence, IsWholePicture: false))];

    /// <summary>
    /// Whether a picture shows one plate cut out, judged by what was found in it: one plate that fills it, or nothing where the picture has a
    /// plate's shape and size.
    /// </summary>
    public static bool IsCrop(DecodedImage image, IReadOnlyList<DetectedPlate> finds)
    {
        var (width, height) = ((double)image.OriginalWidth, (double)image.OriginalHeight);
        if (finds.Count == 0)
            return Math.Max(width, height) <= LargestCrop && width / height is > 1 and < 10;
        var box = finds[0].Corners.Bounds;
        return finds.Count == 1 && box.Width * box.Height >= FillingShare * width * height;
    }
}
