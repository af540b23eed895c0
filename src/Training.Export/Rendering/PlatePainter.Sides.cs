using SkiaSharp;

namespace Training.Export.Rendering;

/// <content>What stands beside the text: bands with country letters, pictures of special plates.</content>
internal sealed partial class PlatePainter
{
    private void DrawBands()
    {
        var blue = Colours.Vary(new SKColor(0x1C, 0x4F, 0xB0), 30, _random);
        if (_layout.BandWidth > 0 && _format.Band == SideBand.ShieldAndLetters && _random.Chance(0.6))
            DrawShieldAndLetters();
        else if (_layout.BandWidth > 0)
            DrawEuroBand(blue);
        if (_layout.RightBandWidth > 0)
        {
            var left = _width - _layout.RightBandWidth;
            _canvas.DrawRect(SKRect.Create(left, 0, _layout.RightBandWidth, _height), _scratch.Colour(blue));
            var text = _random.Chance(0.5) ? _random.Below(96).ToString("D2", System.Globalization.CultureInfo.InvariantCulture) : $"{_random.Pick(PlateFormat.NoIOQ)}{_random.Pick(PlateFormat.NoIOQ)}";
            Caption(text, left + _layout.RightBandWidth / 2, _height * 0.85f, _height * (_format.Lines == 2 ? 0.09f : 0.2f), SKColors.White, _layout.RightBandWidth * 0.8f);
        }
    }

    // The clover, duck or lighthouse of a special plate, at the left of its text.
    private void DrawPicture()
    {
        var marks = new MarkPainter(_canvas, _scratch, _fonts, _ink, _ground, _random);
        var box = SKRect.Create(_width * 0.03f, _height * _random.Range(0.2f, 0.3f), _layout.BandWidth - _width * 0.03f, _height * _random.Range(0.4f, 0.55f));
        for (var parts = 1 + _random.Below(4); parts > 0; parts--)
        {
            var part = SKRect.Create(
                box.Left + box.Width * _random.Range(0, 0.4f), box.Top + box.Height * _random.Range(0, 0.4f), box.Width * _random.Range(0.35f, 0.8f), box.Height * _random.Range(0.35f, 0.9f));
            if (_random.Chance(0.25))
                marks.DrawFigure(part);
            else if (_random.Chance(0.2))
                marks.DrawShield(part, Colours.Random(_random), Colours.Random(_random));
            else
                marks.DrawBlob(part, Colours.Random(_random), 3 + _random.Below(8), _random.Range(0.35f, 0.95f));
        }

        if (_random.Chance(0.25))
        {
            // A university's initials: letters that are no part of the text.
            var initials = _random.Pick(PlateFormat.AllLetters).ToString() + _random.Pick(PlateFormat.AllLetters);
            Caption(initials, box.MidX, box.MidY + box.Height * 0.3f, box.Height * _random.Range(0.35f, 0.7f), Colours.Random(_random), box.Width * 0.9f);
        }

        if (_random.Chance(0.2))
            DrawWheelchair(box);
        if (_random.Chance(0.3))
            Caption("*", box.MidX, box.Bottom + _height * 0.1f, _height * 0.07f, CaptionColour(), box.Width);
    }

    private void DrawWheelchair(SKRect box)
    {
        var size = MathF.Min(box.Width, box.Height) * _random.Range(0.8f, 1);
        var field = _random.Chance(0.5) ? new SKColor(0x24, 0x50, 0xA8) : _ground;
        _canvas.DrawRect(box, _scratch.Colour(field));
        var line = field == _ground ? _ink : SKColors.White;
        var (x, y) = (box.MidX - size * 0.1f, box.MidY);
        _canvas.DrawCircle(x, y - size * 0.36f, size * 0.08f, _scratch.Colour(line));
        _canvas.DrawCircle(x - size * 0.02f, y + size * 0.2f, size * 0.22f, _scratch.Line(line, size * 0.08f));
        _canvas.DrawLine(x, y - size * 0.25f, x + size * 0.02f, y + size * 0.08f, _scratch.Stroke);
        _canvas.DrawLine(x + size * 0.02f, y + size * 0.08f, x + size * 0.24f, y + size * 0.08f, _scratch.Stroke);
        _canvas.DrawLine(x + size * 0.24f, y + size * 0.08f, x + size * 0.34f, y + size * 0.34f, _scratch.Stroke);
    }

    private void DrawEuroBand(SKColor blue)
    {
        // On two-line plates the band often stands beside one line only.
        var half = _format.Lines == 2 && _random.Chance(0.5);
        var top = half && _random.Chance(0.25) ? _height * 0.5f : 0;
        var tall = half ? _height * _random.Range(0.42f, 0.55f) : _height;
        var width = _layout.BandWidth;
        _canvas.DrawRect(SKRect.Create(0, top, width, tall), _scratch.Colour(_random.Chance(0.1) ? Colours.Mix(blue, _ground, 0.6f) : blue));
        var centre = new SKPoint(width / 2, top + MathF.Min(tall * 0.32f, width * 0.62f));
        var radius = width * 0.28f;
        if (_random.Chance(0.12))
        {
            _canvas.DrawRect(SKRect.Create(width * 0.2f, centre.Y - radius / 2, width * 0.6f, radius / 2), _scratch.Colour(SKColors.White));
            _canvas.DrawRect(SKRect.Create(width * 0.2f, centre.Y, width * 0.6f, radius / 2), _scratch.Colour(new SKColor(0xC8, 0x20, 0x30)));
        }
        else
        {
            for (var i = 0; i < 12; i++)
            {
                var (sin, cos) = MathF.SinCos(i * MathF.Tau / 12);
                _canvas.DrawCircle(centre.X + cos * radius, centre.Y + sin * radius, width * 0.035f, _scratch.Colour(new SKColor(0xF0, 0xD8, 0x40)));
            }
        }

        Caption(_format.BandText, width / 2, top + tall * 0.88f, MathF.Min(tall * 0.26f, width * 0.5f), SKColors.White, width * 0.8f);
    }

    private void DrawShieldAndLetters()
    {
        var marks = new MarkPainter(_canvas, _scratch, _fonts, _ink, _ground, _random);
        marks.DrawShield(SKRect.Create(_layout.BandWidth * 0.25f, _height * 0.12f, _layout.BandWidth * 0.6f, _height * 0.42f), new SKColor(0xD0, 0x2A, 0x36), new SKColor(0x24, 0x4C, 0xA0));
        Caption(_format.BandText, _layout.BandWidth * 0.55f, _height * 0.84f, _height * 0.18f, _ink, _layout.BandWidth * 0.7f);
    }
}
