using System.Globalization;
using System.Text;
using PlateRecognition;

namespace Plates;

/// <summary>A picture's results as CSV (RFC 4180, but with a bare line feed): a line for each plate, one when there is none.</summary>
internal static class CsvLines
{
    /// <summary>The first line.</summary>
    public const string Header = "file,plate,text,confidence,accepted,region,x,y,width,height,detection_confidence,error\n";

    private const int EmptyColumns = 10;

    /// <summary>The lines, each with its end.</summary>
    public static string Of(ReadPicture picture)
    {
        var (lines, file) = (new StringBuilder(), Quote(picture.File));
        if (picture.Outcome.Value?.Plates is not { Count: > 0 } plates)
            return $"{file},0{new string(',', EmptyColumns)}{Quote(picture.Error ?? "")}\n";
        for (var i = 0; i < plates.Count; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{file},{i + 1},{Columns(plates[i])},\n");
        return lines.ToString();
    }

    /// <summary>The file that a line is about; null when it is none of this program's.</summary>
    public static string? FileOf(string line)
    {
        if (!line.StartsWith('"'))
            return line.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma ? line[..comma] : null;
        for (var end = 1; end < line.Length; end++)
        {
            if (line[end] != '"')
                continue;
            if (end + 1 == line.Length || line[end + 1] != '"')
                return line[1..end].Replace("\"\"", "\"", StringComparison.Ordinal);
            end++;
        }

        return null;
    }

    private static string Columns(RecognizedPlate plate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{plate.Reading.Text},{plate.Reading.Confidence:0.######},{(plate.Accepted ? "true" : "false")},{plate.Region?.Code},{plate.Box.X:0.#},{plate.Box.Y:0.#},{plate.Box.Width:0.#},{plate.Box.Height:0.#},{plate.DetectionConfidence:0.######}");

    // A line's end inside a field would cost every line-based reader its way; a path that has one is shown with a space.
    private static string Quote(string text)
    {
        text = text.Replace('\n', ' ').Replace('\r', ' ');
        return text.AsSpan().IndexOfAny(',', '"') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
