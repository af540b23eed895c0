using PlateRecognition.Detection;
using PlateRecognition.Imaging;

namespace PlateRecognition;

/// <summary>One way to show a plate to the reader.</summary>
/// <param name="Corners">What is straightened, in the uploaded picture's pixels.</param>
/// <param name="Straightener">Cuts it out; null shows the whole picture as it is.</param>
internal readonly record struct PlateCut(PlateCorners Corners, PlateStraightener? Straightener)
{
    // A finder's corners are off by a fifth of the plate's height now and then: cuts a little inside them, at them and outside them hold the true outline between them.
    private static readonly PlateStraightener Inside = With(-0.04, -0.08), At = With(0.02, 0.05), Outside = With(0.08, 0.20), Near = With(0.04, 0.10);

    // A crop's edges are where somebody put them: cuts a little inside and outside tell what only that choice made of the plate.
    private static readonly PlateStraightener CropInside = With(-0.03, -0.06), CropOutside = With(0.04, 0.10);

    /// <summary>The whole picture.</summary>
    public static PlateCut WholePicture => default;

    /// <summary>Ways to cut out a plate that was found, the most telling first.</summary>
    /// <param name="corners">Where it was found.</param>
    /// <param name="count">1 to <see cref="PlateRecognizerOptions.MostReadsPerPlate"/>.</param>
    public static IEnumerable<PlateCut> Of(PlateCorners corners, int count)
    {
        // Straight and upright cuts fail on different plates; a cut alone must be straight, since plates are tilted.
        PlateCut[] cuts = [new(count == 1 ? corners : PlateCorners.Of(corners.Bounds), At), new(corners, Inside), new(corners, Outside)];
        return cuts.Take(count);
    }

    /// <summary>Ways to look at a picture that was cut for one plate, the most telling first: as it is, then a little inside (or straightened, where it was found) and outside.</summary>
    /// <param name="picture">The whole picture.</param>
    /// <param name="found">Where the plate was found in it, or null.</param>
    /// <param name="count">1 to <see cref="PlateRecognizerOptions.MostReadsPerPlate"/>.</param>
    public static IEnumerable<PlateCut> OfCrop(PlateCorners picture, PlateCorners? found, int count)
    {
        PlateCut[] cuts = [WholePicture, found is { } corners ? new(corners, Near) : new(picture, CropInside), new(picture, CropOutside)];
        return cuts.Take(count);
    }

    /// <summary>Puts the plate into a network's input.</summary>
    public void Show(DecodedImage image, ImageInputSpec spec, Span<byte> input)
    {
        if (Straightener is null)
        {
            PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, input);
            return;
        }

        using var plate = Straightener.Straighten(image, Corners);
        PixelPreprocessor.Write(plate.Rgba, plate.Width, plate.Height, plate.Stride, spec, input);
    }

    private static PlateStraightener With(double marginX, double marginY) => new(new StraightenOptions { MarginX = marginX, MarginY = marginY });
}
