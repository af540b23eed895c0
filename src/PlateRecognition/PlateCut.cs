using PlateRecognition.Detection;
using PlateRecognition.Imaging;

namespace PlateRecognition;

/// <summary>One way to show a plate to the reader.</summary>
/// <param name="Corners">What is straightened, in the uploaded picture's pixels.</param>
/// <param name="Straightener">Cuts it out; null shows the whole picture as it is.</param>
internal readonly record struct PlateCut(PlateCorners Corners, PlateStraightener? Straightener)
{
    // A finder's corners are off by a part of a character now and then: cuts outside and inside them hold the true outline between them.
    private static readonly PlateStraightener At = With(0, 0), Near = With(0.02, 0.05), Inside = With(-0.02, -0.05), FarInside = With(-0.06, -0.12), Around = With(0.04, 0.10), Outside = With(0.06, 0.15);

    // A crop's edges are where somebody put them: cuts a little inside and outside tell what only that choice made of the plate.
    private static readonly PlateStraightener CropInside = With(-0.03, -0.06), CropOutside = With(0.04, 0.10);

    /// <summary>The whole picture.</summary>
    public static PlateCut WholePicture => default;

    /// <summary>Ways to cut out a plate that was found, the most telling first.</summary>
    /// <param name="corners">Where it was found.</param>
    /// <param name="count">1 to <see cref="PlateRecognizerOptions.MostReadsPerPlate"/>.</param>
    public static IEnumerable<PlateCut> Of(PlateCorners corners, int count)
    {
        // Chosen on real photos (docs/experiments.md). Alone, the nearest reads most; together, those that lie further apart.
        PlateStraightener[] cuts = count == 1 ? [Near] : [Outside, FarInside, At, Inside, Around];
        return cuts.Take(count).Select(cut => new PlateCut(corners, cut));
    }

    /// <summary>Ways to look at a picture that was cut for one plate, the most telling first: as it is, then a little inside and outside.</summary>
    /// <param name="picture">The whole picture.</param>
    /// <param name="count">1 to <see cref="PlateRecognizerOptions.MostReadsPerPlate"/>.</param>
    public static IEnumerable<PlateCut> OfCrop(PlateCorners picture, int count)
    {
        PlateCut[] cuts = [WholePicture, new(picture, CropInside), new(picture, CropOutside)];
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
