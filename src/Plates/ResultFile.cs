using System.Text;

namespace Plates;

/// <summary>How results are written.</summary>
internal enum ResultFormat
{
    /// <summary>A line for each plate, and one for each picture without any.</summary>
    Csv,

    /// <summary>A JSON object for each picture.</summary>
    Jsonl,
}

/// <summary>
/// Where results go. A file that is there already is gone on with: what it holds is not read again, except its last picture, whose
/// lines may not all have been written when the program ended.
/// </summary>
internal sealed class ResultFile : IDisposable
{
    private readonly TextWriter _writer;
    private readonly ResultFormat _format;
    private readonly bool _owned;

    private ResultFile(TextWriter writer, ResultFormat format, bool owned) => (_writer, _format, _owned) = (writer, format, owned);

    /// <summary>Pictures whose results are there.</summary>
    public IReadOnlySet<string> Finished { get; private init; } = new HashSet<string>();

    /// <summary>Writes to a console.</summary>
    public static ResultFile To(TextWriter console, ResultFormat format) => Begin(new ResultFile(console, format, owned: false));

    /// <summary>Opens a file, or goes on with it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="anew">Whether to forget what it holds.</param>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static ResultFile Open(string path, ResultFormat format, bool anew)
    {
        if (anew || !File.Exists(path) || new FileInfo(path).Length == 0)
            return Begin(new ResultFile(Writer(path, FileMode.Create), format, owned: true));

        var (finished, end) = ReadFinished(path, format);
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.SetLength(end);
        stream.Seek(0, SeekOrigin.End);
        var file = new ResultFile(new StreamWriter(stream), format, owned: true) { Finished = finished };
        return end == 0 ? Begin(file) : file;
    }

    /// <summary>Writes one picture's lines at once.</summary>
    public void Write(ReadPicture picture)
    {
        _writer.Write(_format == ResultFormat.Csv ? CsvLines.Of(picture) : JsonLine.Of(picture));
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_owned)
            _writer.Dispose();
    }

    private static ResultFile Begin(ResultFile file)
    {
        if (file._format == ResultFormat.Csv)
            file._writer.Write(CsvLines.Header);
        return file;
    }

    private static StreamWriter Writer(string path, FileMode mode) => new(new FileStream(path, mode));

    // The pictures before the last one, and the byte where the last one begins.
    private static (HashSet<string> Finished, long End) ReadFinished(string path, ResultFormat format)
    {
        var finished = new HashSet<string>(StringComparer.Ordinal);
        var (last, end, position, number) = (default(string), 0L, 0L, 0);
        // A line that was cut is in the last picture; splitting by hand keeps count of the bytes.
        foreach (var line in File.ReadAllText(path).Split('\n')[..^1])
        {
            number++;
            var isHeader = format == ResultFormat.Csv && number == 1;
            if (isHeader && line + "\n" != CsvLines.Header)
                throw new InvalidDataException($"{path} does not begin as a CSV file of this program does; choose another --output or --again.");
            var file = isHeader ? null : (format == ResultFormat.Csv ? CsvLines.FileOf(line) : JsonLine.FileOf(line))
                ?? throw new InvalidDataException($"{path} line {number} is none of this program's; choose another --output or --again.");
            if (file != last)
            {
                if (last is not null)
                    finished.Add(last);
                (last, end) = (file, position);
            }

            position += Encoding.UTF8.GetByteCount(line) + 1;
        }

        // Nothing but a header is kept as it is.
        return (finished, last is null ? position : end);
    }
}
