using PlateRecognition.Imaging;

namespace PlateRecognition.Detection;

/// <summary>
/// Turns a detector's outputs into plates: peaks of the heat map, their corners, and one find a plate (Zhou et al., "Objects
/// as Points", 2019). Immutable and thread-safe.
/// </summary>
public sealed class HeatMapDecoder
{
    private const int Corners = 8;

    private readonly ImageInputSpec _input;
    private readonly DetectionOptions _options;
    private readonly int _rows, _columns;

    /// <summary>Prepares to decode.</summary>
    /// <param name="input">The network's input.</param>
    /// <param name="rows">Rows of the outputs; they must divide the input's height.</param>
    /// <param name="columns">Columns of the outputs; likewise its width.</param>
    /// <param name="options">Which finds count.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or an option is wrong; the message says which.</exception>
    public HeatMapDecoder(ImageInputSpec input, int rows, int columns, DetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        if (rows < 1 || columns < 1 || input.Height % rows != 0 || input.Width % columns != 0)
            throw new ArgumentException($"A map of {rows}×{columns} cells does not divide an input of {input.Height}×{input.Width} pixels.", nameof(rows));
        if (options.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        (_input, _rows, _columns, _options) = (input, rows, columns, options);
    }

    /// <summary>Decodes the outputs of one picture.</summary>
    /// <param name="heat">rows × columns probabilities of a plate's centre.</param>
    /// <param name="corners">
    /// 8 × rows × columns: x and y of the top left, top right, bottom right, bottom left corner, from the cell's centre, in cells.
    /// </param>
    /// <param name="decoded">Width and height of the picture that was put into the input.</param>
    /// <param name="original">Width and height of the picture that the answer is about: larger after a scaled decode.</param>
    /// <param name="share">How large the input shows the picture, above 0 to 1.</param>
    /// <returns>The plates in the original's pixels, the surest first; empty when there is none.</returns>
    /// <exception cref="ArgumentException">An output has another length.</exception>
    public IReadOnlyList<DetectedPlate> Decode(
        ReadOnlySpan<float> heat, ReadOnlySpan<float> corners, (int Width, int Height) decoded, (int Width, int Height) original, double share = 1)
    {
        var cells = _rows * _columns;
        if (heat.Length != cells || corners.Length != Corners * cells)
            throw new ArgumentException($"The outputs hold {heat.Length} and {corners.Length} values; {_rows}×{_columns} cells have {cells} and {Corners * cells}.", nameof(heat));

        // 1. From the input's pixels, letterbox and all, to the original's.
        var (left, top, width, height) = PixelPreprocessor.Place(decoded.Width, decoded.Height, _input, share);
        var (cellWidth, cellHeight) = (_input.Width / (double)_columns, _input.Height / (double)_rows);
        var (scaleX, scaleY) = (original.Width / (double)width, original.Height / (double)height);

        // 2. Every peak is a find.
        var finds = new List<DetectedPlate>();
        Span<double> values = stackalloc double[Corners];
        for (var cell = 0; cell < cells; cell++)
        {
            if (!(heat[cell] >= _options.Threshold) || !IsPeak(heat, cell))
                continue;
            var (row, column) = (cell / _columns, cell % _columns);
            for (var value = 0; value < Corners; value += 2)
            {
                values[value] = ((column + 0.5 + corners[value * cells + cell]) * cellWidth - left) * scaleX;
                values[value + 1] = ((row + 0.5 + corners[(value + 1) * cells + cell]) * cellHeight - top) * scaleY;
            }

            var outline = new PlateCorners(new(values[0], values[1]), new(values[2], values[3]), new(values[4], values[5]), new(values[6], values[7]));
            if (outline.IsConvex)
                finds.Add(new DetectedPlate(outline, Math.Min(1, heat[cell])));
        }

        return NonMaximumSuppression.Apply(finds, _options);
    }

    // Equal neighbours are both peaks: suppression keeps one of them.
    private bool IsPeak(ReadOnlySpan<float> heat, int cell)
    {
        var (row, column) = (cell / _columns, cell % _columns);
        for (var y = Math.Max(0, row - 1); y <= Math.Min(_rows - 1, row + 1); y++)
        {
            for (var x = Math.Max(0, column - 1); x <= Math.Min(_columns - 1, column + 1); x++)
            {
                if (heat[y * _columns + x] > heat[cell])
                    return false;
            }
        }

        return true;
    }
}
