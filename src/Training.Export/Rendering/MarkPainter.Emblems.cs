using SkiaSharp;

namespace Training.Export.Rendering;

/// <content>Shields, flags and outlines of things.</content>
internal sealed partial class MarkPainter
{
    /// <summary>A heraldic shield in two colours.</summary>
    public void DrawShield(SKRect box, SKColor field, SKColor charge)
    {
        scratch.Path.MoveTo(box.Left, box.Top);
        scratch.Path.LineTo(box.Right, box.Top);
        scratch.Path.LineTo(box.Right, box.Top + box.Height * 0.55f);
        scratch.Path.QuadTo(box.Right, box.Bottom - box.Height * 0.1f, box.MidX, box.Bottom);
        scratch.Path.QuadTo(box.Left, box.Bottom - box.Height * 0.1f, box.Left, box.Top + box.Height * 0.55f);
        scratch.Path.Close();
        using var shield = scratch.Path.Detach();
        canvas.DrawPath(shield, scratch.Colour(field));
        canvas.Save();
        canvas.ClipPath(shield, antialias: true);
        DrawCharge(box, charge);
        canvas.Restore();
        canvas.DrawPath(shield, scratch.Line(Colours.Mix(field, SKColors.Black, 0.5f), box.Width * 0.05f));
    }

    /// <summary>A star, flower, animal or map outline: a closed curve through points of changing radius.</summary>
    public void DrawBlob(SKRect box, SKColor colour, int points, float inner)
    {
        for (var i = 0; i < points * 2; i++)
        {
            var (sin, cos) = MathF.SinCos(i * MathF.PI / points - MathF.PI / 2);
            var radius = (i % 2 == 0 ? 1 : inner) * random.Range(0.8f, 1.05f) / 2;
            var point = new SKPoint(box.MidX + cos * radius * box.Width, box.MidY + sin * radius * box.Height);
            if (i == 0)
                scratch.Path.MoveTo(point);
            else
                scratch.Path.LineTo(point);
        }

        scratch.Path.Close();
        using var blob = scratch.Path.Detach();
        canvas.DrawPath(blob, scratch.Colour(colour));
    }

    private void DrawEmblem(SKRect box)
    {
        var colour = random.Chance(0.22) ? ink : random.Chance(0.35) ? Colours.Vary(new SKColor(0xC8, 0x30, 0x34), 30, random) : Colours.Random(random);
        var size = MathF.Min(box.Width, box.Height * 0.9f) * random.Range(0.75f, 1.15f);
        var square = SKRect.Create(box.MidX - size / 2, box.MidY - size * random.Range(0.45f, 0.65f), size, size * random.Range(0.95f, 1.3f));
        switch (random.Below(11))
        {
            case 0 or 1:
                DrawShield(square, random.Chance(0.4) ? SKColors.WhiteSmoke : colour, random.Chance(0.4) ? SKColors.White : colour);
                break;
            case 2:
                DrawSeal(new SKPoint(square.MidX, square.MidY), size / 2);
                break;
            case 3 or 9:
                DrawSticker(SKRect.Create(box.MidX - size * 0.36f, box.MidY - size * 0.45f, size * 0.72f, size * 0.9f));
                break;
            case 4:
                DrawFlag(SKRect.Create(box.MidX - size / 2, box.MidY - size * 0.4f, size, size * random.Range(0.5f, 0.9f)));
                break;
            case 5:
                DrawBlob(square, colour, 5 + random.Below(8), random.Range(0.3f, 0.9f));
                break;
            case 6 or 7:
                var tall = box.Height * random.Range(0.7f, 1.3f);
                DrawFigure(SKRect.Create(box.Left, box.MidY - tall * random.Range(0.45f, 0.6f), box.Width, tall));
                break;
            case 8:
                // A year's sticker on the middle of the plate.
                var paper = new SKSize(box.Height * random.Range(0.2f, 0.38f), box.Height * random.Range(0.36f, 0.55f));
                DrawSticker(SKRect.Create(new SKPoint(box.MidX - paper.Width / 2, box.MidY - paper.Height * random.Range(0.35f, 0.65f)), paper));
                break;
            default:
                DrawBlob(square, colour, 10, 0.42f);
                break;
        }
    }

    // Three stripes, or a blue field with dots: flags between the groups of Balkan and Bulgarian plates.
    private void DrawFlag(SKRect box)
    {
        if (random.Chance(0.4))
        {
            canvas.DrawRect(box, scratch.Colour(new SKColor(0x24, 0x3C, 0x98)));
            for (var i = 0; i < 8; i++)
            {
                var (sin, cos) = MathF.SinCos(i * MathF.Tau / 8);
                canvas.DrawCircle(box.MidX + cos * box.Height * 0.3f, box.MidY + sin * box.Height * 0.3f, box.Height * 0.07f, scratch.Colour(new SKColor(0xF0, 0xD8, 0x40)));
            }

            return;
        }

        ReadOnlySpan<SKColor> stripes = [new(0xC4, 0x2A, 0x34), new(0x2A, 0x4C, 0xA8), SKColors.White, new(0xE8, 0xB8, 0x20), new(0x2A, 0x80, 0x50)];
        for (var i = 0; i < 3; i++)
            canvas.DrawRect(SKRect.Create(box.Left, box.Top + box.Height * i / 3, box.Width, box.Height / 3), scratch.Colour(stripes[random.Below(stripes.Length)]));
    }

    private void DrawCharge(SKRect box, SKColor charge)
    {
        if (random.Chance(0.35))
        {
            // A cross, as in the arms of Vienna, Savoy or Switzerland.
            var arm = box.Width * random.Range(0.14f, 0.24f);
            var light = Colours.Mix(charge, SKColors.White, 0.85f);
            canvas.DrawRect(SKRect.Create(box.MidX - arm / 2, box.Top, arm, box.Height), scratch.Colour(light));
            canvas.DrawRect(SKRect.Create(box.Left, box.Top + box.Height * 0.36f, box.Width, arm), scratch.Colour(light));
            return;
        }

        if (random.Chance(0.4))
            canvas.DrawRect(SKRect.Create(box.Left, box.Top + box.Height * 0.35f, box.Width, box.Height * 0.3f), scratch.Colour(charge));
        else if (random.Chance(0.5))
            canvas.DrawRect(SKRect.Create(box.Left, box.MidY, box.Width, box.Height / 2), scratch.Colour(charge));
        if (random.Chance(0.5))
            canvas.DrawRect(SKRect.Create(box.MidX - box.Width * 0.1f, box.Top + box.Height * 0.1f, box.Width * 0.2f, box.Height * 0.7f), scratch.Colour(SKColors.White));
        if (random.Chance(0.3))
            canvas.DrawCircle(box.MidX, box.MidY, box.Width * 0.25f, scratch.Colour(Colours.Random(random)));
    }
}
