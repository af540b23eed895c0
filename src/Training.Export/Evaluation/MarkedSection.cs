namespace Training.Export.Evaluation;

/// <summary>Replaces the part of a Markdown file between two markers, so that figures in documents are written by the program that measured them.</summary>
internal static class MarkedSection
{
    /// <summary>Writes a section.</summary>
    /// <param name="path">The document; it must hold <c>&lt;!-- name:begin --&gt;</c> and <c>&lt;!-- name:end --&gt;</c>.</param>
    /// <param name="name">The section.</param>
    /// <param name="content">The lines between the markers.</param>
    /// <exception cref="InvalidDataException">The markers are not there.</exception>
    public static void Write(string path, string name, string content)
    {
        var (begin, end) = ($"<!-- {name}:begin -->", $"<!-- {name}:end -->");
        var text = File.ReadAllText(path);
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
            throw new InvalidDataException($"{path} has no section between {begin} and {end}.");
        File.WriteAllText(path, string.Concat(text.AsSpan(0, from + begin.Length), $"\n{content.Trim()}\n", text.AsSpan(to)));
    }
}
