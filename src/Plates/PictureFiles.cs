using Microsoft.Extensions.FileSystemGlobbing;

namespace Plates;

/// <summary>Turns what stands on the command line into pictures: files, folders, patterns and lists.</summary>
internal static class PictureFiles
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>Finds the pictures: in the order of the inputs, those of one input by name, none of them twice.</summary>
    /// <param name="inputs">Files, folders and patterns.</param>
    /// <param name="list">A file of paths, "-" for standard input, or null.</param>
    /// <returns>Paths as they were given, or below what was given.</returns>
    /// <exception cref="InvalidDataException">An input is not there, or there are no pictures at all.</exception>
    public static List<string> Find(IReadOnlyList<string> inputs, string? list)
    {
        var found = new List<string>();
        foreach (var input in inputs)
            found.AddRange(Expand(input));
        if (list is not null)
            found.AddRange((list == "-" ? ReadStandardInput() : File.ReadLines(list)).Where(line => !string.IsNullOrWhiteSpace(line)));
        if (found.Count == 0)
            throw new InvalidDataException("There are no pictures; name files, folders, patterns, or a --list.");
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Expand(string input)
    {
        if (Directory.Exists(input))
            return Sorted(Directory.EnumerateFiles(input, "*", SearchOption.AllDirectories).Where(IsPicture));
        if (File.Exists(input))
            return [input];
        if (input.IndexOfAny(Wildcards) < 0)
            throw new InvalidDataException($"There is no file or folder '{input}'.");
        var matches = Match(input);
        return matches.Count > 0 ? matches : throw new InvalidDataException($"The pattern '{input}' finds no file.");
    }

    // The folders before the first wildcard are where the search begins.
    private static List<string> Match(string pattern)
    {
        var start = pattern[..(pattern.LastIndexOf('/', pattern.IndexOfAny(Wildcards)) + 1)];
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(pattern[start.Length..]);
        var root = start.Length == 0 ? "." : start;
        if (!Directory.Exists(root))
            return [];
        return [.. Sorted(matcher.Execute(new Microsoft.Extensions.FileSystemGlobbing.Abstractions.DirectoryInfoWrapper(new DirectoryInfo(root))).Files.Select(match => start + match.Path))];
    }

    private static bool IsPicture(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static IOrderedEnumerable<string> Sorted(IEnumerable<string> paths) => paths.Order(StringComparer.Ordinal);

    private static IEnumerable<string> ReadStandardInput()
    {
        while (Console.In.ReadLine() is { } line)
            yield return line;
    }
}
