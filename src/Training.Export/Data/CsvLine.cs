using System.Text;

namespace Training.Export.Data;

/// <summary>One line of a CSV file, as spreadsheets write it: fields between commas, in quotes where they hold one (RFC 4180). Pure.</summary>
internal static class CsvLine
{
    /// <summary>Takes a line apart.</summary>
    public static string[] Split(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
            return line.Split(',');

        var (fields, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            var doubled = quoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"';
            if (doubled)
            {
                field.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] != ',' || quoted)
            {
                field.Append(line[i]);
            }
            else
            {
                fields.Add(field.ToString());
                field.Clear();
            }
        }

        return [.. fields, field.ToString()];
    }

    /// <summary>Puts fields together.</summary>
    public static string Join(params IEnumerable<string> fields)
        => string.Join(',', fields.Select(field => field.AsSpan().IndexOfAny(',', '"') < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
}
