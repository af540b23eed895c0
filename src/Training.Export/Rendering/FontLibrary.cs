using System.Collections.Frozen;
using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>The typefaces of a folder, as glyph outlines scaled to a capital height of 1. Thread-safe once loaded.</summary>
public sealed class FontLibrary
{
    internal const string Symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private readonly FrozenDictionary<string, OutlineFace> _faces;

    private FontLibrary(IEnumerable<OutlineFace> faces)
    {
        _faces = faces.ToFrozenDictionary(face => face.Name, StringComparer.OrdinalIgnoreCase);
        Faces = [.. _faces.Values.OrderBy(face => face.Name, StringComparer.Ordinal)];
    }

    /// <summary>File names without extension of the typefaces, in alphabetical order: what a manifest lists.</summary>
    public IReadOnlyList<string> Names => [.. Faces.Select(face => face.Name)];

    /// <summary>The typeface for texts about pictures; Skia brings none of its own.</summary>
    public SKTypeface CaptionTypeface => FindOrFirst("LiberationSans-Regular").Typeface;

    internal IReadOnlyList<OutlineFace> Faces { get; }

    /// <summary>Loads every .ttf and .otf file of a folder that has all capital letters and digits.</summary>
    /// <param name="folder">The folder; its subfolders are not searched.</param>
    /// <exception cref="InvalidDataException">The folder is missing or holds no usable font.</exception>
    public static FontLibrary Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"There is no font folder '{folder}'.");

        var faces = Directory.EnumerateFiles(folder)
            .Where(path => Path.GetExtension(path).ToUpperInvariant() is ".TTF" or ".OTF")
            .Order(StringComparer.Ordinal)
            .Select(OutlineFace.TryLoad)
            .OfType<OutlineFace>()
            .ToArray();
        if (faces.Length == 0)
            throw new InvalidDataException($"The font folder '{folder}' holds no .ttf or .otf font with the letters A-Z and the digits.");
        return new FontLibrary(faces);
    }

    private OutlineFace FindOrFirst(string name) => _faces.TryGetValue(name, out var face) ? face : Faces[0];

    /// <summary>The first of the named faces that is there, or any face.</summary>
    internal OutlineFace FindOrAny(string name, SeededRandom random) => _faces.TryGetValue(name, out var face) ? face : random.Pick(Faces);
}

/// <summary>One typeface: outlines of the 36 symbols, and the typeface itself for captions. Thread-safe.</summary>
internal sealed class OutlineFace
{
    private const float LoadSize = 256;
    private readonly SKPath[] _paths;
    private readonly float[] _widths;

    private OutlineFace(string name, SKTypeface typeface, SKPath[] paths, float[] widths)
    {
        (Name, Typeface, _paths, _widths) = (name, typeface, paths, widths);
        CaptionFont = new SKFont(typeface, 64) { Subpixel = true, Hinting = SKFontHinting.None };
    }

    public string Name { get; }

    public SKTypeface Typeface { get; }

    /// <summary>The typeface at the one size captions are drawn from, scaled by the canvas.</summary>
    public SKFont CaptionFont { get; }

    /// <summary>Width of the ink, where capitals are 1 high.</summary>
    public float Width(char symbol) => _widths[IndexOf(symbol)];

    /// <summary>Outline with its left edge at x = 0, capital tops at y = 0, baseline at y = 1.</summary>
    public SKPath Outline(char symbol) => _paths[IndexOf(symbol)];

    public static OutlineFace? TryLoad(string path)
    {
        var typeface = SKTypeface.FromFile(path);
        if (typeface is null)
            return null;
        using var font = new SKFont(typeface, LoadSize) { Hinting = SKFontHinting.None };
        if (!font.ContainsGlyphs(FontLibrary.Symbols))
            return null;

        using var capital = font.GetGlyphPath(font.GetGlyph('H'));
        var (top, height) = (capital.Bounds.Top, capital.Bounds.Height);
        var paths = new SKPath[FontLibrary.Symbols.Length];
        var widths = new float[FontLibrary.Symbols.Length];
        for (var i = 0; i < paths.Length; i++)
        {
            var outline = font.GetGlyphPath(font.GetGlyph(FontLibrary.Symbols[i]));
            if (outline is null || outline.IsEmpty)
                return null;
            outline.GetTightBounds(out var bounds);
            var normalise = SKMatrix.CreateScale(1 / height, 1 / height).PreConcat(SKMatrix.CreateTranslation(-bounds.Left, -top));
            outline.Transform(normalise);
            (paths[i], widths[i]) = (outline, bounds.Width / height);
        }

        return new OutlineFace(Path.GetFileNameWithoutExtension(path), typeface, paths, widths);
    }

    private static int IndexOf(char symbol) => char.IsAsciiDigit(symbol) ? symbol - '0' : symbol - 'A' + 10;
}
