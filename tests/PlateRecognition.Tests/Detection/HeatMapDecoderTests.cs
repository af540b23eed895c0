using PlateRecognition.Detection;
using PlateRecognition.Imaging;

namespace PlateRecognition.Tests.Detection;

public sealed class HeatMapDecoderTests
{
    private const int Rows = 12, Columns = 20, Cells = Rows * Columns;

    private static readonly ImageInputSpec Input = new(160, 96, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Letterbox);
    private readonly float[] _heat = new float[Cells];
    private readonly float[] _corners = new float[8 * Cells];

    [Fact]
    public void Decode_QuietMap_FindsNothing()
    {
        Array.Fill(_heat, 0.29f);

        Assert.Empty(Decode((160, 96), (160, 96)));
    }

    [Fact]
    public void Decode_OnePeakWithShoulders_FindsOnePlateAtItsCorners()
    {
        Put(5, 10, 0.9f, halfWidth: 3, halfHeight: 1);
        Put(5, 11, 0.7f, halfWidth: 3, halfHeight: 1);

        var plate = Assert.Single(Decode((160, 96), (160, 96)));

        // The cell's centre is at (84, 44); a cell has 8 pixels.
        Assert.Equal(0.9, plate.Confidence, 1e-6);
        Assert.Equal(new PixelPoint(60, 36), plate.Corners.TopLeft);
        Assert.Equal(new PixelPoint(108, 36), plate.Corners.TopRight);
        Assert.Equal(new PixelPoint(108, 52), plate.Corners.BottomRight);
        Assert.Equal(new PixelPoint(60, 52), plate.Corners.BottomLeft);
    }

    [Fact]
    public void Decode_LetterboxedAndScaledDecode_AnswersInTheOriginalsPixels()
    {
        Put(5, 10, 0.9f, halfWidth: 3, halfHeight: 1);

        // 400×400 fills 96×96 of the input, from x = 32 on; the upload was 1600×1600.
        var plate = Assert.Single(Decode((400, 400), (1600, 1600)));

        var scale = 1600 / 96.0;
        Assert.Equal((60 - 32) * scale, plate.Corners.TopLeft.X, 1e-9);
        Assert.Equal(36 * scale, plate.Corners.TopLeft.Y, 1e-9);
        Assert.Equal((108 - 32) * scale, plate.Corners.BottomRight.X, 1e-9);
        Assert.Equal(52 * scale, plate.Corners.BottomRight.Y, 1e-9);
    }

    [Fact]
    public void Decode_PictureShownAtHalfTheSize_AnswersInItsPixels()
    {
        Put(5, 10, 0.9f, halfWidth: 3, halfHeight: 1);

        // 80×48 of the input, from (40, 24) on.
        var plate = Assert.Single(new HeatMapDecoder(Input, Rows, Columns, new DetectionOptions()).Decode(_heat, _corners, (160, 96), (160, 96), share: 0.5));

        Assert.Equal(new PixelPoint((60 - 40) * 2, (36 - 24) * 2), plate.Corners.TopLeft);
        Assert.Equal(new PixelPoint((108 - 40) * 2, (52 - 24) * 2), plate.Corners.BottomRight);
    }

    [Fact]
    public void Decode_TwoPeaksOfOnePlate_KeepsTheSurer()
    {
        Put(5, 8, 0.6f, halfWidth: 4, halfHeight: 1);
        Put(5, 10, 0.8f, halfWidth: 4, halfHeight: 1);

        var plate = Assert.Single(Decode((160, 96), (160, 96)));

        Assert.Equal(0.8, plate.Confidence, 1e-6);
    }

    [Fact]
    public void Decode_ThreePlates_SortsBySurenessAndKeepsTheMost()
    {
        Put(2, 3, 0.5f, halfWidth: 1, halfHeight: 0.5f);
        Put(6, 10, 0.9f, halfWidth: 1, halfHeight: 0.5f);
        Put(10, 17, 0.7f, halfWidth: 1, halfHeight: 0.5f);

        Assert.Equal([0.9, 0.7, 0.5], Decode((160, 96), (160, 96)).Select(plate => Math.Round(plate.Confidence, 3)));
        Assert.Equal([0.9, 0.7], Decode((160, 96), (160, 96), new DetectionOptions { MostPlates = 2 }).Select(plate => Math.Round(plate.Confidence, 3)));
    }

    [Fact]
    public void Decode_CornersThatNoCameraSees_AreNoPlate()
    {
        Put(2, 3, 0.9f, halfWidth: -1, halfHeight: 0.5f);
        Put(8, 12, 0.9f, halfWidth: float.NaN, halfHeight: 1);
        _heat[0] = float.NaN;

        Assert.Empty(Decode((160, 96), (160, 96)));
    }

    [Fact]
    public void Decode_OutputOfAnotherLength_SaysWhatFits()
    {
        var decoder = new HeatMapDecoder(Input, Rows, Columns, new DetectionOptions());

        var fault = Assert.Throws<ArgumentException>(() => decoder.Decode(new float[10], _corners, (160, 96), (160, 96)));

        Assert.Contains("12×20 cells have 240 and 1920", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongOptions_ListsThemAll()
    {
        var fault = Assert.Throws<ArgumentException>(() => new HeatMapDecoder(Input, Rows, Columns, new DetectionOptions { Threshold = 0, SamePlateOverlap = 2, MostPlates = 0 }));

        Assert.Contains("Threshold is 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("SamePlateOverlap is 2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("MostPlates is 0", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overlap_HalfShiftedBoxes_IsAThird()
    {
        Assert.Equal(1 / 3.0, PlateCorners.Overlap(new PixelBox(0, 0, 10, 4), new PixelBox(5, 0, 10, 4)), 1e-12);
        Assert.Equal(0, PlateCorners.Overlap(new PixelBox(0, 0, 10, 4), new PixelBox(10, 0, 10, 4)));
    }

    private IReadOnlyList<DetectedPlate> Decode((int Width, int Height) decoded, (int Width, int Height) original, DetectionOptions? options = null)
        => new HeatMapDecoder(Input, Rows, Columns, options ?? new DetectionOptions()).Decode(_heat, _corners, decoded, original);

    private void Put(int row, int column, float heat, float halfWidth, float halfHeight)
    {
        var cell = row * Columns + column;
        _heat[cell] = heat;
        float[] values = [-halfWidth, -halfHeight, halfWidth, -halfHeight, halfWidth, halfHeight, -halfWidth, halfHeight];
        for (var value = 0; value < values.Length; value++)
            _corners[value * Cells + cell] = values[value];
    }
}
