using PlateRecognition.Detection;
using PlateRecognition.Imaging;

namespace PlateRecognition;

/// <summary>A part of a picture that is read as one plate.</summary>
/// <param name="Corners">Where it is, in the uploaded picture's pixels.</param>
/// <param name="Confidence">Probability that there is a plate, 0 to 1.</param>
/// <param name="IsWholePicture">Whether the picture itself is the plate's crop, which is then read as it is.</param>
internal readonly record struct PlateView(PlateCorners Corners, double Confidence, bool IsWholePicture)
{
    // From this share of the picture's width on, a plate fills it: the picture was cut for it.
    private const double FillingShare = 0.85;

    // Pixels of a side up to which a picture without a find may be a plate cut out too tightly to be found.
    private const int LargestCrop = 640;

    /// <summary>The whole picture as a plate.</summary>
    public static PlateView Whole(DecodedImage image) => new(PlateCorners.Of(new PixelBox(0, 0, image.OriginalWidth, image.OriginalHeight)), 1, IsWholePicture: true);

    /// <summary>Plates that were found in a photo.</summary>
    public static PlateView[] OfPhoto(IReadOnlyList<DetectedPlate> finds) => [.. finds.Select(find => new PlateView(find.Corners, find.Confidence, IsWholePicture: false))];

    /// <summary>
    /// A picture that was cut for one plate: as it is, and, straightened, the plate that was found in it where that fills the picture. What is found in
    /// a part of a crop is mostly a part of its plate.
    /// </summary>
    public static PlateView[] OfCrop(DecodedImage image, IReadOnlyList<DetectedPlate> finds)
        => [Whole(image), .. OfPhoto([.. finds.Where(find => Fills(image, find)).Take(1)])];

    /// <summary>
    /// Whether a picture was cut for one plate, judged by what was found in it: a plate that fills it, or nothing where it has a plate's shape
    /// and size.
    /// </summary>
    public static bool IsCrop(DecodedImage image, IReadOnlyList<DetectedPlate> finds)
    {
        var (width, height) = ((double)image.OriginalWidth, (double)image.OriginalHeight);
        return finds.Any(find => Fills(image, find)) || finds.Count == 0 && Math.Max(width, height) <= LargestCrop && width / height is > 1 and < 10;
    }

    private static bool Fills(DecodedImage image, DetectedPlate find) => find.Corners.Bounds.Width >= FillingShare * image.OriginalWidth;
}
