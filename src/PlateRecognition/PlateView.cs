using PlateRecognition.Detection;
using PlateRecognition.Imaging;

namespace PlateRecognition;

/// <summary>A plate of a picture, and the cuts it is read from.</summary>
/// <param name="Corners">Where it is, in the uploaded picture's pixels.</param>
/// <param name="Confidence">Probability that there is a plate, 0 to 1.</param>
/// <param name="Cuts">One or more.</param>
internal sealed record PlateView(PlateCorners Corners, double Confidence, IReadOnlyList<PlateCut> Cuts)
{
    // From these shares of the picture's width and height on, a plate is what the picture was cut for. A photo taken close shows a wide plate, too, but not a high one.
    private const double CutWidth = 0.5, CutHeight = 0.4;

    // No camera's picture is so wide for its height: there, a find that is high enough is the plate or a part of it.
    private const double StripAspect = 2.4, StripCutWidth = 0.25;

    // From this share of the width on, it was found as a whole: less lacks a part of a character.
    private const double FillingWidth = 0.9;

    // Pixels of a side up to which a picture without a find may be a plate cut out too tightly to be found.
    private const int LargestCrop = 640;

    /// <summary>
    /// Heat from which a text is accepted in a photo. Of 900 drawn scenes without a plate three had a word that the reader was rightly sure of, on signs found with a heat of 0.44,
    /// 0.53 and 0.65; of 121 accepted labelled plates in real photos one was found with less than this.
    /// </summary>
    public const double SureFind = 0.55;

    /// <summary>Whether only an unsure find says that there is a plate, so that what is read there may be a sign's text.</summary>
    public bool MayBeNoPlate { get; private init; }

    /// <summary>The plates of a photo.</summary>
    public static PlateView[] OfPhoto(IReadOnlyList<DetectedPlate> finds, int cuts)
        => [.. finds.Select(find => new PlateView(find.Corners, find.Confidence, [.. PlateCut.Of(find.Corners, cuts)]) { MayBeNoPlate = find.Confidence < SureFind })];

    /// <summary>
    /// The one plate of a picture that was cut for it: read as it is, and where that leaves it unsure, in further cuts. A find says where it is and no more: what is found in a part of
    /// a crop is mostly a part of its plate, and would be sure of a part of the text.
    /// </summary>
    public static PlateView[] OfCrop(DecodedImage image, IReadOnlyList<DetectedPlate> finds, int cuts)
    {
        var whole = PlateCorners.Of(new PixelBox(0, 0, image.OriginalWidth, image.OriginalHeight));
        var found = finds.FirstOrDefault(find => Spans(image, find, FillingWidth));
        return [new PlateView(found?.Corners ?? whole, found?.Confidence ?? 1, [.. PlateCut.OfCrop(whole, cuts)])];
    }

    /// <summary>
    /// Whether a picture was cut for one plate, judged by what was found in it: a plate that spans half of it, or nothing where it has a plate's shape
    /// and size.
    /// </summary>
    public static bool IsCrop(DecodedImage image, IReadOnlyList<DetectedPlate> finds)
    {
        var (width, height) = ((double)image.OriginalWidth, (double)image.OriginalHeight);
        return IsCutFor(image, finds) || finds.Count == 0 && Math.Max(width, height) <= LargestCrop && width / height is > 1 and < 10;
    }

    /// <summary>Whether a picture was cut for one of its finds.</summary>
    public static bool IsCutFor(DecodedImage image, IReadOnlyList<DetectedPlate> finds)
    {
        var least = image.OriginalWidth >= StripAspect * image.OriginalHeight ? StripCutWidth : CutWidth;
        return finds.Any(find => Spans(image, find, least));
    }

    private static bool Spans(DecodedImage image, DetectedPlate find, double width)
        => find.Corners.Bounds.Width >= width * image.OriginalWidth && find.Corners.Bounds.Height >= CutHeight * image.OriginalHeight;
}
