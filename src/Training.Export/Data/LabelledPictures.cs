using PlateRecognition.Imaging;
using PlateRecognition.Plates;
using SkiaSharp;

namespace Training.Export.Data;

/// <summary>
/// Pictures listed in a CSV file with the columns <c>file,plate_text</c> and, optionally, <c>x,y,w,h</c> (a box in pixels,
/// cut out when present) and <c>region</c>. Paths are relative to the CSV's folder. Thread-safe.
/// </summary>
public sealed class LabelledPictures : IPlateSource
{
    private const ulong HeldBackEvery = 5;
    private readonly IReadOnlyList<LabelledPicture> _rows;

    private LabelledPictures(IReadOnlyList<LabelledPicture> rows) => _rows = rows;

    /// <inheritdoc/>
    public int Count => _rows.Count;

    /// <summary>The rows, in the file's order.</summary>
    public IReadOnlyList<LabelledPicture> Rows => _rows;

    /// <summary>Reads a CSV file and checks every row of it; the pictures themselves are not opened.</summary>
    /// <param name="csvPath">The file.</param>
    /// <param name="alphabet">The symbols that texts may use.</param>
    /// <param name="slots">The longest text.</param>
    /// <exception cref="InvalidDataException">Rows are wrong; the message lists all of them.</exception>
    public static LabelledPictures Load(string csvPath, Alphabet alphabet, int slots)
    {
        if (!File.Exists(csvPath))
            throw new InvalidDataException($"There is no file {csvPath}.");

        var folder = Path.GetDirectoryName(Path.GetFullPath(csvPath))!;
        var faults = new List<string>();
        var rows = new List<LabelledPicture>();
        using var lines = File.ReadLines(csvPath).GetEnumerator();
        var header = lines.MoveNext() ? CsvLine.Split(lines.Current) : [];
        int Column(string name) => Array.FindIndex(header, column => column.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
        var columns = (File: Column("file"), Text: Column("plate_text"), X: Column("x"), Region: Column("region"));
        if (columns.File < 0 || columns.Text < 0)
            throw new InvalidDataException($"{csvPath} line 1: the columns 'file' and 'plate_text' must be there; found '{string.Join(',', header)}'.");

        for (var number = 2; lines.MoveNext(); number++)
        {
            if (string.IsNullOrWhiteSpace(lines.Current))
                continue;

            var fields = CsvLine.Split(lines.Current);
            if (fields.Length != header.Length)
            {
                faults.Add($"line {number}: {fields.Length} fields where the header has {header.Length}.");
                continue;
            }

            var path = Path.Combine(folder, fields[columns.File].Trim());
            var text = alphabet.Normalise(fields[columns.Text]);
            Check(File.Exists(path), $"line {number}: there is no file {fields[columns.File]}.");
            Check(text.Length <= slots, $"line {number}: '{text}' has {text.Length} characters; the network has {slots} slots.");
            foreach (var symbol in text)
                Check(alphabet.IndexOf(symbol) >= 0 && symbol != alphabet.Pad, $"line {number}: '{symbol}' of '{text}' is not in the alphabet {alphabet.Symbols}.");

            var box = ParseBox(fields, columns.X, out var boxFault);
            Check(boxFault is null, $"line {number}: {boxFault}");
            rows.Add(new LabelledPicture(path, text, box, columns.Region < 0 ? "" : fields[columns.Region].Trim(), number));
        }

        Check(rows.Count > 0, "there is no row.");
        ThrowIfFaulty(csvPath, faults);
        return new LabelledPictures(rows);

        void Check(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }
    }

    /// <summary>Ends with one line a fault, when there is one.</summary>
    internal static void ThrowIfFaulty(string csvPath, IReadOnlyCollection<string> faults)
    {
        if (faults.Count > 0)
            throw new InvalidDataException($"{csvPath} has {faults.Count} fault(s):{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", faults)}");
    }

    /// <summary>
    /// Holds a fifth of the texts back, by a stable hash: all pictures of one plate are on the same side, and stay there when rows are added.
    /// </summary>
    public (LabelledPictures Training, LabelledPictures HeldBack) Split()
        => (new([.. _rows.Where(row => !IsHeldBack(row))]), new([.. _rows.Where(IsHeldBack)]));

    /// <summary>Writes the rows, with whole paths, as a CSV file that <see cref="Load"/> reads.</summary>
    public void Write(string csvPath) => File.WriteAllLines(csvPath, [
        "file,plate_text,x,y,w,h,region",
        .. _rows.Select(row => CsvLine.Join(row.Path, row.Text, $"{row.Box?.Left}", $"{row.Box?.Top}", $"{row.Box?.Width}", $"{row.Box?.Height}", row.Region)),
    ]);

    /// <summary>Reads a picture, decoded as the service decodes it and cut to its box.</summary>
    /// <exception cref="InvalidDataException">It is no picture, or its box lies outside.</exception>
    public PlateSample Read(long index)
    {
        var row = _rows[(int)index];
        if (!ImageDecoder.TryDecode(File.ReadAllBytes(row.Path), new ImageLimits(), 0, 0, out var decoded, out var problem))
            throw new InvalidDataException($"line {row.Line}: {row.Path}: {problem.Detail}");
        using (decoded)
        {
            var whole = new SKRectI(0, 0, decoded.Width, decoded.Height);
            var box = SKRectI.Intersect(row.Box ?? whole, whole);
            if (box.IsEmpty)
                throw new InvalidDataException($"line {row.Line}: the box at {row.Box!.Value.Left},{row.Box.Value.Top} lies outside the picture of {whole.Width}×{whole.Height} pixels.");
            var picture = new SKBitmap(new SKImageInfo(box.Width, box.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            for (var y = 0; y < box.Height; y++)
                decoded.Rgba.Slice((box.Top + y) * decoded.Stride + box.Left * 4, box.Width * 4).CopyTo(picture.GetPixelSpan()[(y * picture.RowBytes)..]);
            return new PlateSample(picture, row.Text, []);
        }
    }

    private static bool IsHeldBack(LabelledPicture row) => Seeds.Mix(Seeds.Hash(row.Text), 0) % HeldBackEvery == 0;

    private static SKRectI? ParseBox(string[] fields, int x, out string? fault)
    {
        fault = null;
        if (x < 0 || fields.Length < x + 4 || fields[x].Trim().Length == 0)
            return null;

        Span<int> values = stackalloc int[4];
        for (var i = 0; i < 4; i++)
        {
            if (!int.TryParse(fields[x + i], out values[i]))
            {
                fault = $"'{fields[x + i]}' is not a whole number of pixels.";
                return null;
            }
        }

        if (values[2] <= 0 || values[3] <= 0)
            fault = $"the box {values[2]}×{values[3]} is empty.";
        return SKRectI.Create(values[0], values[1], values[2], values[3]);
    }
}

/// <summary>A row of a labelled set.</summary>
/// <param name="Path">The picture.</param>
/// <param name="Text">The text, normalised by the alphabet.</param>
/// <param name="Box">The plate in the picture, in pixels of it held upright; null when the picture is the plate.</param>
/// <param name="Region">The set's own region code, or empty.</param>
/// <param name="Line">Its line in the file, from 1.</param>
public sealed record LabelledPicture(string Path, string Text, SKRectI? Box, string Region, int Line);
