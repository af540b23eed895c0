using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>A character on the plate, in millimetres.</summary>
internal readonly record struct PlacedCharacter(char Symbol, SKRect Box);

/// <summary>A separator, seal or emblem on the plate, in millimetres.</summary>
internal readonly record struct PlacedMark(TokenKind Kind, SKRect Box);

/// <summary>Where everything of one plate stands, in millimetres from its top left corner.</summary>
internal sealed class PlateLayout
{
    private readonly List<PlacedCharacter> _characters = new(12);
    private readonly List<PlacedCharacter> _stacked = new(4);
    private readonly List<PlacedMark> _marks = new(6);
    private readonly PlateFormat _format;
    private readonly GlyphStyle _style;
    private readonly SeededRandom _random;
    private readonly float _gap, _space, _stretch, _cell, _emblem;

    private PlateLayout(PlateFormat format, GlyphStyle style, SeededRandom random)
    {
        (_format, _style, _random) = (format, style, random);
        _gap = format.Gap.Draw(random);
        _space = random.Range(0.22f, 0.5f);
        _stretch = random.Range(0.84f, 0.99f);
        _emblem = format.American && random.Chance(0.35) ? random.Range(0.7f, 1.3f) : random.Range(0.42f, 0.75f);
        _cell = style.Width('H') * random.Range(0.95f, 1.08f);
        BandWidth = format.Band == SideBand.None || random.Chance(format.Lines == 2 ? 0.3 : 0.12)
            ? 0 : format.Size.Height * (format.Lines == 2 ? random.Range(0.17f, 0.23f) : random.Range(0.34f, 0.44f));
        HasPicture = BandWidth == 0 && format.American && format.Lines == 1 && random.Chance(0.14);
        if (HasPicture)
            BandWidth = format.Size.Width * random.Range(0.2f, 0.3f);
        RightBandWidth = random.Chance(format.RightBand) ? format.Size.Height * (format.Lines == 2 ? 0.2f : 0.38f) : 0;
    }

    /// <summary>Characters in reading order.</summary>
    public IReadOnlyList<PlacedCharacter> Characters => _characters;

    /// <summary>Small characters above each other, drawn like the text but not part of it.</summary>
    public IReadOnlyList<PlacedCharacter> Stacked => _stacked;

    /// <summary>What is drawn between them.</summary>
    public IReadOnlyList<PlacedMark> Marks => _marks;

    /// <summary>Width of the band at the left; 0 without one.</summary>
    public float BandWidth { get; }

    /// <summary>Whether a picture takes the band's place.</summary>
    public bool HasPicture { get; }

    /// <summary>Width of the band at the right; 0 without one.</summary>
    public float RightBandWidth { get; }

    /// <summary>Height of the characters of the first line.</summary>
    public float CharacterHeight { get; private set; }

    /// <summary>Arranges tokens on a plate.</summary>
    public static PlateLayout Create(PlateFormat format, IReadOnlyList<PlateToken> tokens, GlyphStyle style, SeededRandom random)
    {
        var layout = new PlateLayout(format, style, random);
        var height = format.TextHeight * format.Size.Height
            * (format.Lines == 2 ? random.Range(0.92f, 1.17f) : format.American ? random.Range(0.9f, 1.13f) : random.Range(0.93f, 1.08f));
        var second = 0;
        while (second < tokens.Count && tokens[second].Kind != TokenKind.LineBreak)
            second++;

        // One plate's characters have one width: the longer line sets it. Where that is too narrow, they are lower, too.
        var scale = layout.Scale(tokens, 0, second, height);
        if (format.Lines == 2)
        {
            var other = layout.Scale(tokens, second + 1, tokens.Count, height);
            scale = random.Chance(0.85) ? MathF.Min(scale, other) : MathF.Min(scale, other * 1.3f);
        }

        var narrowest = random.Range(0.68f, 0.85f);
        if (scale < narrowest)
        {
            height *= scale / narrowest;
            scale = narrowest;
        }

        layout.CharacterHeight = height;
        var shift = random.Range(-0.02f, 0.02f);
        layout.ArrangeLine(tokens, 0, second, (format.TextCentre + shift) * format.Size.Height, height, scale, 0);
        if (format.Lines == 2)
        {
            var own = MathF.Min(scale, layout.Scale(tokens, second + 1, tokens.Count, height));
            layout.ArrangeLine(tokens, second + 1, tokens.Count, (format.SecondCentre + shift) * format.Size.Height, height, own, 1);
        }

        return layout;
    }

    private float Area => _format.Size.Width - BandWidth - RightBandWidth - 2 * Margin;

    private float Margin => _format.Size.Height * (_format.Lines == 2 ? 0.05f : 0.08f);

    // How far a line is stretched or squeezed along the plate.
    private float Scale(IReadOnlyList<PlateToken> tokens, int start, int end, float height)
    {
        var total = Length(tokens, start, end, height);
        var scale = Area * _stretch / total;
        if (scale > 1)
            scale = MathF.Min(scale, total < Area * 0.62f ? 1.15f : _format.Lines == 2 || _format.American ? 1.35f : 1.25f);
        return scale;
    }

    private float Length(IReadOnlyList<PlateToken> tokens, int start, int end, float height)
    {
        var total = -_gap * height;
        for (var i = start; i < end; i++)
            total += Advance(tokens[i], height);
        return total;
    }

    private void ArrangeLine(IReadOnlyList<PlateToken> tokens, int start, int end, float centre, float height, float scale, int line)
    {
        var slack = Area - Length(tokens, start, end, height) * scale;
        var x = BandWidth + Margin + slack * Alignment(line);
        for (var i = start; i < end; i++)
            x += Place(tokens[i], x, centre, height, scale);
    }

    private float Alignment(int line)
    {
        if (_format.Lines == 1)
            return Math.Clamp(0.5f + 0.12f * _random.Normal(), 0, 1);
        var kind = _random.Unit();
        return kind < 0.6f ? 0.5f : kind < 0.75f ? 0.1f : kind < 0.9f ? 0.9f : line == 0 ? 0.2f : 0.9f;
    }

    private float Advance(PlateToken token, float height) => (_gap + token.Kind switch
    {
        TokenKind.Character => _format.Monospaced ? Math.Max(_cell, _style.Width(token.Symbol)) : _style.Width(token.Symbol),
        TokenKind.Space => _space,
        TokenKind.ThinSpace => 0.1f,
        TokenKind.Dash => 0.30f,
        TokenKind.Dot => 0.16f,
        TokenKind.Seals => 0.34f,
        TokenKind.SealOverDash => 0.30f,
        TokenKind.Emblem => _emblem,
        TokenKind.Stack => 0.36f,
        _ => 0,
    }) * height;

    private void Stack(SKRect box)
    {
        var count = _random.Chance(0.2) ? 3 : 2;
        var small = box.Height * _random.Range(0.84f, 0.98f) / count;
        for (var i = 0; i < count; i++)
        {
            var symbol = _random.Pick(FontLibrary.Symbols);
            var width = MathF.Min(_style.Width(symbol) * small * _random.Range(1, 1.3f), box.Width);
            _stacked.Add(new PlacedCharacter(symbol, SKRect.Create(box.MidX - width / 2, box.Top + i * (box.Height - small) / (count - 1), width, small)));
        }
    }

    private float Place(PlateToken token, float x, float centre, float height, float scale)
    {
        var advance = Advance(token, height) * scale;
        var width = advance - _gap * height * scale;
        var box = SKRect.Create(x, centre - height / 2, width, height);
        if (token.Kind == TokenKind.Character)
        {
            var ink = _style.Width(token.Symbol) * height * scale;
            _characters.Add(new PlacedCharacter(token.Symbol, SKRect.Create(x + (width - ink) / 2, box.Top, ink, height)));
        }
        else if (token.Kind == TokenKind.Stack && _random.Chance(0.6))
        {
            Stack(box);
        }
        else if (token.Kind is not (TokenKind.Space or TokenKind.ThinSpace))
        {
            _marks.Add(new PlacedMark(token.Kind, box));
        }

        return advance;
    }
}
