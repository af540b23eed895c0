using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>How one plate's characters are drawn: a typeface and its variation. Made anew for every plate.</summary>
internal sealed class GlyphStyle
{
    private readonly OutlineFace? _face;
    private readonly float _letterWidth;
    private readonly float _radius;
    private readonly float _slant;
    private float _terminal = 1;
    private float _serif;
    private readonly int[] _variants = new int[128];

    private GlyphStyle(OutlineFace? face, float letterWidth, float weight, float radius, float slant, bool round)
    {
        (_face, _letterWidth, _radius, _slant, Weight, RoundCaps) = (face, letterWidth, radius, slant, weight, round);
    }

    /// <summary>
    /// For stroked faces the stroke's width, in parts of the character height; for outlines what is added to (or, negative,
    /// taken off) each stroke.
    /// </summary>
    public float Weight { get; }

    /// <summary>Whether characters are centre lines to stroke instead of outlines to fill.</summary>
    public bool Stroked => _face is null;

    /// <summary>Whether strokes end round.</summary>
    public bool RoundCaps { get; }

    /// <summary>Chooses a face of a format and varies it.</summary>
    public static GlyphStyle Create(PlateFormat format, FontLibrary fonts, SeededRandom random)
    {
        var choice = random.Pick(format.Faces);
        var look = StrokeLook.Find(choice);
        var slant = random.Chance(0.06) ? random.Range(-0.04f, 0.12f) : 0;
        if (look is null)
        {
            var face = fonts.FindOrAny(choice, random);
            return new GlyphStyle(face, format.GlyphScale * random.Range(0.88f, 1.1f), random.Range(-0.02f, 0.035f), 0, slant, false);
        }

        var (width, weight, radius) = (look.Width.Draw(random), look.Weight.Draw(random), look.Radius.Draw(random));
        var style = new GlyphStyle(null, width * format.GlyphScale, weight, radius, slant, random.Chance(look.RoundCaps));
        style._terminal = random.Range(0.45f, 1.25f);
        style._serif = random.Chance(look.Serifs) ? random.Range(0.06f, 0.11f) : 0;
        foreach (var symbol in FontLibrary.Symbols)
            style._variants[symbol] = look.Variant(symbol, random);

        // A bare bar may be 1 or I where the format tells which; random texts need another I.
        if (format.Invented && style._variants['1'] == 1)
            style._variants['I'] = 1;
        return style;
    }

    /// <summary>Ink width of a character, where its height is 1.</summary>
    public float Width(char symbol)
    {
        if (_face is not null)
            return _face.Width(symbol) * _letterWidth + MathF.Max(0, Weight);
        return Weight + (_letterWidth - Weight) * StrokeGlyphs.Width(symbol, _variants[symbol]);
    }

    /// <summary>Adds a character to a path that is filled (outlines) or stroked (centre lines).</summary>
    public void Add(SKPathBuilder path, char symbol, SKRect box)
    {
        if (_face is null)
        {
            var half = Weight * box.Height / 2;
            var inset = new SKRect(box.Left + half, box.Top + half, MathF.Max(box.Right - half, box.Left + half + 1e-3f), box.Bottom - half);
            StrokeGlyphs.Add(path, symbol, _variants[symbol], inset, _radius * box.Height, _terminal, _slant, _serif * box.Height);
            return;
        }

        var outline = _face.Outline(symbol);
        var scale = new SKMatrix(
            box.Width / MathF.Max(_face.Width(symbol), 0.01f), -_slant * box.Height, box.Left + _slant * box.Height,
            0, box.Height, box.Top, 0, 0, 1);
        path.AddPath(outline, in scale, SKPathAddMode.Append);
    }
}

/// <summary>Limits that a value is drawn from.</summary>
internal readonly record struct Limits(float Low, float High)
{
    public float Draw(SeededRandom random) => random.Range(Low, High);
}
