using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Draws one plate in millimetres on a canvas whose matrix takes them to the picture. One plate, one thread.</summary>
internal sealed partial class PlatePainter
{
    private readonly SKCanvas _canvas;
    private readonly RenderScratch _scratch;
    private readonly SeededRandom _random;
    private readonly PlateFormat _format;
    private readonly PlateLayout _layout;
    private readonly FontLibrary _fonts;
    private readonly SKColor _ground, _ink;
    private readonly float _width, _height;

    public PlatePainter(
        SKCanvas canvas, RenderScratch scratch, PlateFormat format, PlateLayout layout, FontLibrary fonts, SeededRandom random)
    {
        (_canvas, _scratch, _format, _layout, _fonts, _random) = (canvas, scratch, format, layout, fonts, random);
        (_width, _height) = (format.Size.Width, format.Size.Height);
        var plain = format.Scenery == Scenery.Plain;
        _ground = Colours.Vary(Colours.Parse(plain ? random.Pick(format.Ground) : format.Ground[format.Ground.Count / 2]), 12, random);
        _ink = Colours.Vary(Colours.Parse(random.Pick(format.Ink)), 18, random);
        if (random.Chance(0.2))
            _ink = Colours.Mix(_ink, _ground, random.Range(0, 0.35f));
    }

    /// <summary>Draws the plate with everything on it but the camera's view of it.</summary>
    public void Draw(GlyphStyle style)
    {
        var corner = _height * _random.Range(0.02f, 0.1f);
        var plate = SKRect.Create(0, 0, _width, _height);
        _canvas.Save();
        using (var outline = new SKRoundRect(plate, corner))
            _canvas.ClipRoundRect(outline, antialias: false);
        PlateGround.Draw(_canvas, _scratch, _format, _ground, _random);
        DrawBorder(plate, corner);
        if (_layout.HasPicture)
            DrawPicture();
        else
            DrawBands();
        DrawCaptions();
        var marks = new MarkPainter(_canvas, _scratch, _fonts, _ink, _ground, _random);
        foreach (var mark in _layout.Marks)
            marks.Draw(mark);
        var embossed = _random.Chance(_format.Embossed);
        TextPainter.Draw(_canvas, _scratch, style, _layout.Characters, _ink, _ground, embossed, _random);
        TextPainter.Draw(_canvas, _scratch, style, _layout.Stacked, _ink, _ground, embossed, _random);
        if (_format.American)
            marks.DrawStickers(_width, _height);
        if (_format.LeadSeal)
            marks.DrawLeadSeal(_width, _height);
        marks.DrawBolts(_width, _height, _format.American || _random.Chance(0.35));
        PlateWear.Draw(_canvas, _scratch, _format.Size, _ground, _random);
        _canvas.Restore();
    }

    private void DrawBorder(SKRect plate, float corner)
    {
        var thickness = _height * _random.Range(0.012f, 0.035f);
        var inset = thickness * _random.Range(0.5f, 1.6f);
        plate.Inflate(-inset, -inset);
        if (!_random.Chance(_format.Border))
        {
            // The raised rim of a stamped plate: a lit and a shaded line.
            var (light, dark) = (_random.Range(0.1f, 0.7f), _random.Range(0.1f, 0.5f));
            if (_random.Chance(0.3))
                return;
            _canvas.DrawRoundRect(plate, corner, corner, _scratch.Line(Colours.Mix(_ground, SKColors.Black, dark), thickness));
            plate.Offset(thickness * 0.6f, thickness * 0.6f);
            _canvas.DrawRoundRect(plate, corner, corner, _scratch.Line(Colours.Mix(_ground, SKColors.White, light), thickness * 0.7f));
            return;
        }

        var colour = _format.BorderColour.Length == 0 ? _ink : Colours.Vary(Colours.Parse(_format.BorderColour), 15, _random);
        _canvas.DrawRoundRect(plate, corner, corner, _scratch.Line(colour, thickness));
    }

    private void DrawCaptions()
    {
        var height = _format.CaptionHeight * _height * _random.Range(0.8f, 1.15f);
        if (_format.Top.Count > 0)
            CaptionWriter.DrawTop(this, _random.Pick(_format.Top), height);
        if (_format.Bottom.Count > 0)
            Caption(CaptionWriter.Text(_random.Pick(_format.Bottom), _random), _width / 2, _height * 0.95f, height * 0.8f, CaptionColour(), _width * 0.7f);
    }

    /// <summary>Draws the top caption; <paramref name="strip"/> puts it on a blue strip, <paramref name="plaque"/> on a framed plaque.</summary>
    internal void TopCaption(string text, float height, bool strip, bool plaque)
    {
        if (strip)
        {
            var blue = Colours.Vary(new SKColor(0x1B, 0x48, 0xA5), 25, _random);
            _canvas.DrawRect(SKRect.Create(0, 0, _width, height * 1.15f), _scratch.Colour(blue));
            Caption(text, _width / 2, height * 0.9f, height * 0.65f, SKColors.White, _width * 0.6f);
            return;
        }

        if (plaque)
        {
            var box = SKRect.Create(_width * 0.22f, _height * 0.06f, _width * _random.Range(0.5f, 0.62f), _height * 0.19f);
            var relief = Colours.Mix(_ground, _random.Chance(0.5) ? SKColors.White : SKColors.Black, _random.Range(0.1f, 0.5f));
            _canvas.DrawRect(box, _random.Chance(0.3) ? _scratch.Colour(Colours.Mix(_ground, SKColors.White, 0.25f)) : _scratch.Line(relief, _height * 0.012f));
            Caption(text, box.MidX, box.Bottom - _height * 0.035f, height, _ink, box.Width * 0.95f);
            return;
        }

        var margin = _height * _random.Range(0.02f, 0.06f);
        Caption(text, _width * _random.Range(0.42f, 0.58f), margin + height, height, CaptionColour(), _width * 0.65f);
    }

    private SKColor CaptionColour() => _random.Chance(0.45) ? _ink : _random.Chance(0.5)
        ? Colours.Vary(new SKColor(0xA8, 0x28, 0x30), 40, _random)
        : Colours.Vary(new SKColor(0x24, 0x40, 0x90), 40, _random);

    private void Caption(string text, float centre, float baseline, float height, SKColor colour, float maximumWidth) =>
        CaptionWriter.Draw(_canvas, _scratch, _fonts, _random, text, centre, baseline, height, colour, maximumWidth);
}
