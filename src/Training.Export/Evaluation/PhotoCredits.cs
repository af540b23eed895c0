using System.Text;
using Training.Export.Data;

namespace Training.Export.Evaluation;

/// <summary>Lists the photos that a finder learned on beside it, as their licences ask for.</summary>
internal static class PhotoCredits
{
    /// <summary>The file's name.</summary>
    public const string FileName = "PHOTOS.md";

    /// <summary>Writes the list.</summary>
    /// <param name="packageFolder">The package.</param>
    /// <param name="folders">Folders of photos; none writes nothing.</param>
    /// <param name="licences">Where the photos come from and under which licences, for people.</param>
    /// <exception cref="InvalidDataException">A folder is not there any more.</exception>
    public static void Write(string packageFolder, IReadOnlyList<string> folders, string licences)
    {
        if (folders.Count == 0)
            return;

        var text = new StringBuilder("# Photos that this finder learned on\n\nDrawn plates were put into them, in part over their own. A fifth was held back and only measured on.\n");
        text.Append($"\n{licences}\n");
        foreach (var folder in folders)
        {
            var photos = ScenePhotos.Load([folder]);
            text.Append($"\n## {Path.GetFileName(folder)}\n\n");
            foreach (var group in photos.Training.Concat(photos.HeldBack).Select(photo => Path.GetRelativePath(folder, photo.Path)).GroupBy(path => Path.GetDirectoryName(path) ?? "").OrderBy(group => group.Key, StringComparer.Ordinal))
                text.Append($"- {(group.Key.Length > 0 ? $"`{group.Key}`: " : "")}{string.Join(", ", group.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal))}\n");
        }

        File.WriteAllText(Path.Combine(packageFolder, FileName), text.ToString());
    }
}
